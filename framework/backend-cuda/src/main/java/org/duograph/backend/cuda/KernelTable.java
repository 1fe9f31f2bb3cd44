package org.duograph.backend.cuda;

import org.duograph.graph.TypeTable;

/** Which operator types this backend runs itself, and which family of kernels knows how. */
final class KernelTable {
    /** A line for each operator: its type, and the class in this package that draws it. */
    private static final String TABLE =
            """
            # activations
            Relu ElementwiseKernels
            ReluGradX ElementwiseKernels
            # copies and conversions
            Copy ShapeKernels
            StopGradient ShapeKernels
            # recurrent layers and units
            GRU RecurrentKernels
            GRUGrad RecurrentKernels
            GRUUnit RecurrentKernels
            GRUUnitGrad RecurrentKernels
            LSTM RecurrentKernels
            LSTMGrad RecurrentKernels
            LSTMUnit RecurrentKernels
            LSTMUnitGrad RecurrentKernels
            RNN RecurrentKernels
            RNNGrad RecurrentKernels
            """;

    static final TypeTable<KernelFamily> FAMILIES = new TypeTable<>(KernelFamily.class, TABLE);

    private KernelTable() {}

    /** How {@code type} is drawn, or null where it is not. */
    static Entry get(String type) {
        KernelFamily family = FAMILIES.family(type);
        return family == null ? null : family.entry(type);
    }
}
