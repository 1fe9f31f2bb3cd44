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
            PRelu ChannelKernels
            PReluGrad ChannelKernels
            ThresholdedRelu ElementwiseKernels
            ThresholdedReluGradX ElementwiseKernels
            Selu ElementwiseKernels
            SeluGradX ElementwiseKernels
            EluGradX ElementwiseKernels
            Celu ElementwiseKernels
            CeluGradX ElementwiseKernels
            SwishGradX ElementwiseKernels
            Softplus ElementwiseKernels
            SoftplusGradX ElementwiseKernels
            LogSigmoid ElementwiseKernels
            LogSigmoidGradX ElementwiseKernels
            Shrink ElementwiseKernels
            ShrinkGradX ElementwiseKernels
            Logit ElementwiseKernels
            LogitGradX ElementwiseKernels
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
            AbsGradX ElementwiseKernels
            SqrtGradX ElementwiseKernels
            LogGradX ElementwiseKernels
            ClipGradX ElementwiseKernels
            ReplaceNaN ElementwiseKernels
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
            Mean ElementwiseKernels
            SumReduceLike FoldKernels
            Max ElementwiseKernels
            MaxGradX ElementwiseKernels
            Min ElementwiseKernels
            MinGradX ElementwiseKernels
            # copies that check, and casts
            Cast CastKernels
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
            ReduceSum FoldKernels
            ReduceSumGradX FoldKernels
            ReduceMean FoldKernels
            ReduceMeanGradX FoldKernels
            ReduceFrontSum FoldKernels
            ReduceFrontSumGradX FoldKernels
            ReduceFrontMean FoldKernels
            ReduceFrontMeanGradX FoldKernels
            ReduceBackSum FoldKernels
            ReduceBackSumGradX FoldKernels
            ReduceBackMean FoldKernels
            ReduceBackMeanGradX FoldKernels
            ReduceTailSum FoldKernels
            ReduceTailSumGradX FoldKernels
            ReduceLogSumExp FoldKernels
            RowwiseMax ReductionKernels
            RowwiseMaxGradX ReductionKernels
            ColwiseMax ReductionKernels
            ColwiseMaxGradX ReductionKernels
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
            GroupNorm GroupNormKernels
            GroupNormGrad GroupNormKernels
            RMSNorm RmsNormKernels
            RMSNormGrad RmsNormKernels
            AffineChannel ChannelKernels
            LayerNorm NormKernels
            LayerNormGradX NormKernels
            Dropout DropoutKernels
            DropoutGradX DropoutKernels
            # shapes
            DepthToSpace RearrangeKernels
            SpaceToDepth RearrangeKernels
            Roll RearrangeKernels
            ReverseSequence RearrangeKernels
            Trilu RearrangeKernels
            Shape RearrangeKernels
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
            GatherElements PlaceKernels
            ScatterElements PlaceKernels
            ScatterNdUpdate PlaceKernels
            BatchGather PlaceKernels
            BatchGatherGradX PlaceKernels
            Expand BroadcastKernels
            OneHot IndexKernels
            # images
            Resize ResizeKernels
            ResizeGradX ResizeKernels
            GridSample GridSampleKernels
            GridSampleGrad GridSampleKernels
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
