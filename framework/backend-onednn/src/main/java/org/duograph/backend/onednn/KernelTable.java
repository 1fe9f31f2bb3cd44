package org.duograph.backend.onednn;

import org.duograph.graph.TypeTable;

/**
 * Which operator types this backend runs itself, and which family of kernels knows how.
 *
 * <p>Families choose an entry by a {@code switch}: each lambda of an entry takes a program that
 * starts 0.2 ms, and most programs need few entries, of few families.
 */
final class KernelTable {
    /** A line for each operator: its type, and the class in this package that draws it. */
    private static final String TABLE =
            """
            # activations
            Relu ElementwiseKernels
            ReluGradX ElementwiseKernels
            LeakyRelu ElementwiseKernels
            LeakyReluGradX ElementwiseKernels
            PRelu PReluKernels
            PReluGrad PReluKernels
            Elu ElementwiseKernels
            EluGradX ElementwiseKernels
            Swish ElementwiseKernels
            SwishGradX ElementwiseKernels
            Sigmoid ElementwiseKernels
            SigmoidGradX ElementwiseKernels
            Tanh ElementwiseKernels
            TanhGradX ElementwiseKernels
            Gelu ElementwiseKernels
            GeluGradX ElementwiseKernels
            HardSigmoid ElementwiseKernels
            HardSwish ElementwiseKernels
            HardSwishGradX ElementwiseKernels
            Mish ElementwiseKernels
            MishGradX ElementwiseKernels
            Softplus ElementwiseKernels
            SoftplusGradX ElementwiseKernels
            # element-wise functions
            Abs ElementwiseKernels
            AbsGradX ElementwiseKernels
            Negative ElementwiseKernels
            Sqr ElementwiseKernels
            SqrGradX ElementwiseKernels
            Sqrt ElementwiseKernels
            SqrtGradX ElementwiseKernels
            Exp ElementwiseKernels
            ExpGradX ElementwiseKernels
            Log ElementwiseKernels
            LogGradX ElementwiseKernels
            Clip ElementwiseKernels
            ClipGradX ElementwiseKernels
            Scale ElementwiseKernels
            # copies and conversions
            Copy ShapeKernels
            StopGradient ShapeKernels
            Cast ShapeKernels
            # element-wise arithmetic
            Add ArithmeticKernels
            Sub ArithmeticKernels
            Mul ArithmeticKernels
            Div ArithmeticKernels
            Sum ArithmeticKernels
            SumReduceLike ReductionKernels
            # reductions
            ReduceSum ReductionKernels
            ReduceSumGradX ReductionKernels
            ReduceMean ReductionKernels
            ReduceMeanGradX ReductionKernels
            ReduceFrontSum ReductionKernels
            ReduceFrontSumGradX ReductionKernels
            ReduceFrontMean ReductionKernels
            ReduceFrontMeanGradX ReductionKernels
            ReduceBackSum ReductionKernels
            ReduceBackSumGradX ReductionKernels
            ReduceBackMean ReductionKernels
            ReduceBackMeanGradX ReductionKernels
            # losses
            Softmax SoftmaxKernels
            SoftmaxGradX SoftmaxKernels
            LogSoftmax SoftmaxKernels
            LogSoftmaxGradX SoftmaxKernels
            # convolution
            Conv ConvKernels
            ConvGradX ConvKernels
            ConvGradW ConvKernels
            ConvGradB ConvKernels
            ConvRelu ConvKernels
            ConvTranspose DeconvKernels
            ConvTransposeGradX DeconvKernels
            ConvTransposeGradW DeconvKernels
            # pooling
            MaxPool PoolKernels
            MaxPoolGradX PoolKernels
            AveragePool PoolKernels
            AveragePoolGradX PoolKernels
            # fully connected, matrix products
            FC FcKernels
            FCGradX FcKernels
            FCGradW FcKernels
            FCGradB FcKernels
            MatMul MatMulKernels
            BatchMatMul MatMulKernels
            Attention AttentionKernels
            FCRelu FcKernels
            # normalisation
            SpatialBN NormKernels
            SpatialBNGrad NormKernels
            LayerNorm LayerNormKernels
            GroupNorm GroupNormKernels
            GroupNormGrad GroupNormKernels
            InstanceNorm InstanceNormKernels
            InstanceNormGrad InstanceNormKernels
            LRN LrnKernels
            LRNGradX LrnKernels
            Dropout ShapeKernels
            # recurrent
            LSTM RecurrentKernels
            LSTMGrad RecurrentKernels
            GRU RecurrentKernels
            GRUGrad RecurrentKernels
            RNN RecurrentKernels
            RNNGrad RecurrentKernels
            # shapes
            Concat ShapeKernels
            ConcatGradX ShapeKernels
            Split ShapeKernels
            Flatten ShapeKernels
            FlattenToVec ShapeKernels
            Reshape ShapeKernels
            ResizeLike ShapeKernels
            ExpandDims ShapeKernels
            Squeeze ShapeKernels
            Transpose ShapeKernels
            NCHW2NHWC ShapeKernels
            NHWC2NCHW ShapeKernels
            # images
            ResizeNearest ResizeKernels
            ResizeNearestGradX ResizeKernels
            UpsampleNearest ResizeKernels
            # optimizers
            WeightedSum ArithmeticKernels
            MomentumSGDUpdate OptimizerKernels
            MomentumSGD OptimizerKernels
            Adagrad AdaptiveKernels
            Adam AdaptiveKernels
            RmsProp AdaptiveKernels
            """;

    static final TypeTable<KernelFamily> FAMILIES = new TypeTable<>(KernelFamily.class, TABLE);

    private KernelTable() {}

    /** How {@code type} is drawn, or null where it is not. */
    static Entry get(String type) {
        KernelFamily family = FAMILIES.family(type);
        return family == null ? null : family.entry(type);
    }
}
