package org.duograph.backend.host;

import org.duograph.backend.Backend;
import org.duograph.backend.KernelFactory;
import org.duograph.graph.OpDef;
import org.duograph.graph.TypeTable;

/**
 * The table of all kernels here: which family runs an operator type. A family is loaded when one of
 * its types is first asked for.
 */
public final class HostKernels {
    /** A line for each operator: its type, and the class in this package that runs it. */
    private static final String TABLE =
            """
            # activations
            ThresholdedRelu ElementwiseKernels
            ThresholdedReluGradX ElementwiseKernels
            Selu ElementwiseKernels
            SeluGradX ElementwiseKernels
            Softsign ElementwiseKernels
            SoftsignGradX ElementwiseKernels
            Gelu ElementwiseKernels
            GeluGradX ElementwiseKernels
            HardSigmoid ElementwiseKernels
            HardSigmoidGradX ElementwiseKernels
            HardSwish ElementwiseKernels
            HardSwishGradX ElementwiseKernels
            Mish ElementwiseKernels
            MishGradX ElementwiseKernels
            # element-wise functions
            Sign ElementwiseKernels
            Cube ElementwiseKernels
            CubeGradX ElementwiseKernels
            Pow ArithmeticKernels
            PowGradA ArithmeticKernels
            PowGradB ArithmeticKernels
            Sin ElementwiseKernels
            SinGradX ElementwiseKernels
            Cos ElementwiseKernels
            CosGradX ElementwiseKernels
            Floor ElementwiseKernels
            Ceil ElementwiseKernels
            Round ElementwiseKernels
            Tan ElementwiseKernels
            Asin ElementwiseKernels
            Acos ElementwiseKernels
            Atan ElementwiseKernels
            Sinh ElementwiseKernels
            Cosh ElementwiseKernels
            Asinh ElementwiseKernels
            Acosh ElementwiseKernels
            Atanh ElementwiseKernels
            Log1p ElementwiseKernels
            Expm1 ElementwiseKernels
            Erf ElementwiseKernels
            # element-wise arithmetic
            Add ArithmeticKernels
            Sub ArithmeticKernels
            Mul ArithmeticKernels
            Div ArithmeticKernels
            Mod ArithmeticKernels
            Max ElementwiseKernels
            MaxGradX ElementwiseKernels
            Min ElementwiseKernels
            MinGradX ElementwiseKernels
            # copies that check
            CheckRange CheckKernels
            CheckNumerics CheckKernels
            # comparisons and logic
            IsNaN CheckKernels
            IsInf CheckKernels
            LT BroadcastKernels
            LE BroadcastKernels
            GT BroadcastKernels
            GE BroadcastKernels
            EQ BroadcastKernels
            NE BroadcastKernels
            And BroadcastKernels
            Or BroadcastKernels
            Xor BroadcastKernels
            Not BroadcastKernels
            Where BroadcastKernels
            # reductions
            SumElements ReductionKernels
            SumElementsGradX ReductionKernels
            SumSqrElements ReductionKernels
            SumSqrElementsGradX ReductionKernels
            ReduceMax AxesKernels
            ReduceMaxGradX AxesKernels
            ReduceMin AxesKernels
            ReduceMinGradX AxesKernels
            ReduceProd AxesKernels
            ReduceProdGradX AxesKernels
            ReduceFrontMax ReductionKernels
            ReduceFrontMaxGradX ReductionKernels
            ReduceBackMax ReductionKernels
            ReduceBackMaxGradX ReductionKernels
            ArgMax LineKernels
            ArgMin LineKernels
            TopK LineKernels
            TopKGradX LineKernels
            Pick LineKernels
            CumSum LineKernels
            # losses
            LabelCrossEntropy CrossEntropyKernels
            LabelCrossEntropyGradX CrossEntropyKernels
            CrossEntropy CrossEntropyKernels
            CrossEntropyGradX CrossEntropyKernels
            SoftmaxWithLoss LossKernels
            SoftmaxWithLossGradX LossKernels
            SigmoidCrossEntropyWithLogits CrossEntropyKernels
            SigmoidCrossEntropyWithLogitsGradX CrossEntropyKernels
            SquaredL2Distance LossKernels
            L1Distance LossKernels
            DotProduct LossKernels
            AveragedLoss LossKernels
            # metrics
            Accuracy LossKernels
            # recurrent
            LSTMUnit RecurrentKernels
            LSTMUnitGrad RecurrentKernels
            GRUUnit RecurrentKernels
            GRUUnitGrad RecurrentKernels
            # fully connected, matrix products
            Attention AttentionKernels
            ElementwiseLinear ColumnKernels
            ElementwiseLinearGrad ColumnKernels
            # normalisation
            LayerNorm NormKernels
            LayerNormGradX NormKernels
            Dropout DropoutKernels
            DropoutGradX DropoutKernels
            # shapes
            ChannelShuffle ShapeKernels
            Slice ShapeKernels
            SliceGradX ShapeKernels
            StridedSlice ShapeKernels
            StridedSliceGradX ShapeKernels
            Pad ShapeKernels
            Tile ShapeKernels
            TileGradX ShapeKernels
            Gather IndexKernels
            GatherNd IndexKernels
            ScatterNd IndexKernels
            Expand BroadcastKernels
            OneHot IndexKernels
            # control flow
            TakeRow IndexKernels
            PutRow IndexKernels
            # fills
            ConstantFill FillKernels
            XavierFill RandomFillKernels
            MSRAFill RandomFillKernels
            GaussianFill RandomFillKernels
            UniformFill RandomFillKernels
            PhiloxFill RandomFillKernels
            # optimizers
            Iter OptimizerKernels
            LossScale OptimizerKernels
            LearningRate OptimizerKernels
            Adagrad AdaptiveKernels
            Adam AdaptiveKernels
            RmsProp AdaptiveKernels
            Ftrl AdaptiveKernels
            ScatterAssign SparseKernels
            ScatterWeightedSum SparseKernels
            SparseMomentumSGDUpdate SparseKernels
            SparseAdagrad SparseKernels
            SparseAdam SparseKernels
            """;

    static final TypeTable<KernelFamily> FAMILIES = new TypeTable<>(KernelFamily.class, TABLE);

    private HostKernels() {}

    /**
     * How {@code backend} runs an operator type with a kernel from here, or null where there is
     * none.
     *
     * @param backend one whose buffers are {@link org.duograph.backend.HostBuffer}s
     */
    public static KernelFactory factory(OpDef op, Backend backend) {
        KernelFamily family = FAMILIES.family(op.type());
        return family == null ? null : family.kernel(op.type()).on(backend);
    }
}
