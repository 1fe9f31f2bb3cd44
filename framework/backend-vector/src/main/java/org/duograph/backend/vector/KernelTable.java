package org.duograph.backend.vector;

import org.duograph.graph.TypeTable;

/** Which operator types this backend runs itself, and which family draws them. */
final class KernelTable {
    /** A line for each operator: its type, and the class in this package that draws it. */
    private static final String TABLE =
            """
            # convolution
            Conv ConvKernels
            ConvRelu ConvKernels
            ConvGradX ConvKernels
            ConvGradW ConvKernels
            ConvGradB ConvKernels
            # fully connected, matrix products
            FC FcKernels
            FCRelu FcKernels
            FCGradX FcKernels
            FCGradW FcKernels
            FCGradB FcKernels
            MatMul MatMulKernels
            BatchMatMul MatMulKernels
            """;

    static final TypeTable<KernelFamily> FAMILIES = new TypeTable<>(KernelFamily.class, TABLE);

    private KernelTable() {}
}
