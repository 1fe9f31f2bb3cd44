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
            LeakyRelu ElementwiseKernels
            LeakyReluGradX ElementwiseKernels
            ThresholdedRelu ElementwiseKernels
            ThresholdedReluGradX ElementwiseKernels
            Elu ElementwiseKernels
            EluGradX ElementwiseKernels
            Selu ElementwiseKernels
            SeluGradX ElementwiseKernels
            Swish ElementwiseKernels
            SwishGradX ElementwiseKernels
            Sigmoid ElementwiseKernels
            SigmoidGradX ElementwiseKernels
            Tanh ElementwiseKernels
            TanhGradX ElementwiseKernels
            Softplus ElementwiseKernels
            SoftplusGradX ElementwiseKernels
            Softsign ElementwiseKernels
            SoftsignGradX ElementwiseKernels
            # element-wise functions
            Abs ElementwiseKernels
            AbsGradX ElementwiseKernels
            Sign ElementwiseKernels
            Negative ElementwiseKernels
            Sqr ElementwiseKernels
            SqrGradX ElementwiseKernels
            Sqrt ElementwiseKernels
            SqrtGradX ElementwiseKernels
            Cube ElementwiseKernels
            CubeGradX ElementwiseKernels
            Pow ArithmeticKernels
            PowGradA ArithmeticKernels
            PowGradB ArithmeticKernels
            Exp ElementwiseKernels
            ExpGradX ElementwiseKernels
            Log ElementwiseKernels
            LogGradX ElementwiseKernels
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
            Clip ElementwiseKernels
            ClipGradX ElementwiseKernels
            Scale ElementwiseKernels
            # copies and conversions
            Copy ShapeKernels
            StopGradient ShapeKernels
            # element-wise arithmetic
            Add ArithmeticKernels
            Sub ArithmeticKernels
            Mul ArithmeticKernels
            Div ArithmeticKernels
            Mod ArithmeticKernels
            Sum ArithmeticKernels
            Max ArithmeticKernels
            MaxGradX ArithmeticKernels
            Min ArithmeticKernels
            MinGradX ArithmeticKernels
            # comparisons and logic
            LT BroadcastKernels
            LE BroadcastKernels
            GT BroadcastKernels
            GE BroadcastKernels
            EQ BroadcastKernels
            NE BroadcastKernels
            And BroadcastKernels
            Or BroadcastKernels
            Xor BroadcastKernels
            Not ElementwiseKernels
            IsNaN ElementwiseKernels
            IsInf ElementwiseKernels
            Where BroadcastKernels
            # losses
            Softmax SoftmaxKernels
            SoftmaxGradX SoftmaxKernels
            LogSoftmax SoftmaxKernels
            LogSoftmaxGradX SoftmaxKernels
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
            LSTM RecurrentKernels
            LSTMGrad RecurrentKernels
            GRU RecurrentKernels
            GRUGrad RecurrentKernels
            RNN RecurrentKernels
            RNNGrad RecurrentKernels
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
            MaxPoolWithIndex PoolKernels
            MaxPoolWithIndexGradX PoolKernels
            AveragePool PoolKernels
            AveragePoolGradX PoolKernels
            # fully connected, matrix products
            FC FcKernels
            FCGradX FcKernels
            FCGradW FcKernels
            FCGradB FcKernels
            MatMul MatMulKernels
            BatchMatMul MatMulKernels
            FCRelu FcKernels
            # normalisation
            SpatialBN NormKernels
            SpatialBNGrad NormKernels
            InstanceNorm InstanceNormKernels
            InstanceNormGrad InstanceNormKernels
            LayerNorm NormKernels
            LayerNormGradX NormKernels
            LRN LrnKernels
            LRNGradX LrnKernels
            Dropout DropoutKernels
            DropoutGradX DropoutKernels
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
            ChannelShuffle ShapeKernels
            Slice ShapeKernels
            SliceGradX ShapeKernels
            StridedSlice ShapeKernels
            StridedSliceGradX ShapeKernels
            Pad ShapeKernels
            Tile ShapeKernels
            TileGradX ShapeKernels
            Expand BroadcastKernels
            # fills
            ConstantFill FillKernels
            XavierFill RandomFillKernels
            MSRAFill RandomFillKernels
            GaussianFill RandomFillKernels
            UniformFill RandomFillKernels
            # optimizers
            Iter OptimizerKernels
            LearningRate OptimizerKernels
            WeightedSum ArithmeticKernels
            MomentumSGDUpdate OptimizerKernels
            MomentumSGD OptimizerKernels
            Adagrad AdaptiveKernels
            Adam AdaptiveKernels
            RmsProp AdaptiveKernels
            Ftrl AdaptiveKernels
            """;

    static final TypeTable<KernelFamily> FAMILIES = new TypeTable<>(KernelFamily.class, TABLE);

    private KernelTable() {}

    /** How {@code type} is drawn, or null where it is not. */
    static Entry get(String type) {
        KernelFamily family = FAMILIES.family(type);
        return family == null ? null : family.entry(type);
    }
}
