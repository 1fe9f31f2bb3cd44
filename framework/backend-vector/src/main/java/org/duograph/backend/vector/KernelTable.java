package org.duograph.backend.vector;

import org.duograph.graph.TypeTable;

/** Which operator types this backend runs itself, and which family draws them. */
final class KernelTable {
    /** To be counted up when a kernel gets faster: what was chosen before is timed anew then. */
    static final int VERSION = 3;

    /** A line for each operator: its type, and the class in this package that draws it. */
    private static final String TABLE =
            """
            # activations
            Relu ElementwiseKernels
            ReluGradX ElementwiseKernels
            LeakyRelu ElementwiseKernels
            LeakyReluGradX ElementwiseKernels
            Elu ElementwiseKernels
            EluGradX ElementwiseKernels
            Swish ElementwiseKernels
            SwishGradX ElementwiseKernels
            Softplus ElementwiseKernels
            SoftplusGradX ElementwiseKernels
            Gelu ElementwiseKernels
            GeluGradX ElementwiseKernels
            HardSigmoid ElementwiseKernels
            HardSigmoidGradX ElementwiseKernels
            HardSwish ElementwiseKernels
            HardSwishGradX ElementwiseKernels
            Mish ElementwiseKernels
            MishGradX ElementwiseKernels
            Sigmoid ElementwiseKernels
            SigmoidGradX ElementwiseKernels
            Tanh ElementwiseKernels
            TanhGradX ElementwiseKernels
            # element-wise functions
            Abs ElementwiseKernels
            Negative ElementwiseKernels
            Sqr ElementwiseKernels
            SqrGradX ElementwiseKernels
            Sqrt ElementwiseKernels
            Exp ElementwiseKernels
            ExpGradX ElementwiseKernels
            Log ElementwiseKernels
            Clip ElementwiseKernels
            ClipGradX ElementwiseKernels
            Erf ElementwiseKernels
            Scale ElementwiseKernels
            # element-wise arithmetic
            Add ArithmeticKernels
            Sub ArithmeticKernels
            Mul ArithmeticKernels
            Div ArithmeticKernels
            Sum ArithmeticKernels
            # convolution
            Conv ConvKernels
            ConvRelu ConvKernels
            ConvGradX ConvKernels
            ConvGradW ConvKernels
            ConvGradB ConvKernels
            ConvTranspose DeconvKernels
            ConvTransposeGradX DeconvKernels
            ConvTransposeGradW DeconvKernels
            # images
            ResizeNearest ResizeKernels
            ResizeNearestGradX ResizeKernels
            UpsampleNearest ResizeKernels
            # fully connected, matrix products
            FC FcKernels
            FCRelu FcKernels
            FCGradX FcKernels
            FCGradW FcKernels
            FCGradB FcKernels
            MatMul MatMulKernels
            BatchMatMul MatMulKernels
            Attention AttentionKernels
            # optimizers
            WeightedSum ArithmeticKernels
            MomentumSGDUpdate OptimizerKernels
            MomentumSGD OptimizerKernels
            Adagrad OptimizerKernels
            Adam OptimizerKernels
            # pooling
            MaxPool PoolKernels
            MaxPoolGradX PoolKernels
            AveragePool PoolKernels
            AveragePoolGradX PoolKernels
            # normalisation
            SpatialBN NormKernels
            SpatialBNRelu NormKernels
            SpatialBNGrad NormKernels
            SpatialBNReluGrad NormKernels
            LayerNorm LayerNormKernels
            LayerNormGradX LayerNormKernels
            GroupNorm GroupNormKernels
            GroupNormGrad GroupNormKernels
            RMSNorm RmsNormKernels
            RMSNormGrad RmsNormKernels
            InstanceNorm InstanceNormKernels
            InstanceNormGrad InstanceNormKernels
            LRN LrnKernels
            LRNGradX LrnKernels
            # losses
            Softmax SoftmaxKernels
            SoftmaxGradX SoftmaxKernels
            LogSoftmax SoftmaxKernels
            LogSoftmaxGradX SoftmaxKernels
            # shapes and copies
            Copy ShapeKernels
            StopGradient ShapeKernels
            Flatten ShapeKernels
            FlattenToVec ShapeKernels
            Reshape ShapeKernels
            ResizeLike ShapeKernels
            ExpandDims ShapeKernels
            Squeeze ShapeKernels
            Transpose ShapeKernels
            NCHW2NHWC ShapeKernels
            NHWC2NCHW ShapeKernels
            Dropout ShapeKernels
            Concat ConcatKernels
            ConcatGradX ConcatKernels
            Split ConcatKernels
            # recurrent
            LSTM RecurrentKernels
            LSTMGrad RecurrentKernels
            GRU RecurrentKernels
            GRUGrad RecurrentKernels
            RNN RecurrentKernels
            RNNGrad RecurrentKernels
            """;

    static final TypeTable<KernelFamily> FAMILIES = new TypeTable<>(KernelFamily.class, TABLE);

    private KernelTable() {}
}
