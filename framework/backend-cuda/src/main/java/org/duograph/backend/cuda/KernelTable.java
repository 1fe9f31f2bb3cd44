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
            Softmax SoftmaxKernels
            SoftmaxGradX SoftmaxKernels
            LogSoftmax SoftmaxKernels
            LogSoftmaxGradX SoftmaxKernels
            # metrics
            Accuracy LossKernels
            # normalisation
            Dropout DropoutKernels
            DropoutGradX DropoutKernels
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
            LayerNorm NormKernels
            LayerNormGradX NormKernels
            InstanceNorm InstanceNormKernels
            InstanceNormGrad InstanceNormKernels
            LRN LrnKernels
            LRNGradX LrnKernels
            # optimizers
            Iter OptimizerKernels
            LearningRate OptimizerKernels
            MomentumSGD OptimizerKernels
            MomentumSGDUpdate OptimizerKernels
            Adagrad AdaptiveKernels
            Adam AdaptiveKernels
            RmsProp AdaptiveKernels
            Ftrl AdaptiveKernels
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
            # fills
            ConstantFill FillKernels
            XavierFill RandomFillKernels
            MSRAFill RandomFillKernels
            GaussianFill RandomFillKernels
            UniformFill RandomFillKernels
            """;

    static final TypeTable<KernelFamily> FAMILIES = new TypeTable<>(KernelFamily.class, TABLE);

    private KernelTable() {}

    /** How {@code type} is drawn, or null where it is not. */
    static Entry get(String type) {
        KernelFamily family = FAMILIES.family(type);
        return family == null ? null : family.entry(type);
    }
}
