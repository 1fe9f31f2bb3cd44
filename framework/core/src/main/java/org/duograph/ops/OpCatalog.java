package org.duograph.ops;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.OpDef;
import org.duograph.graph.Suggestion;

/** The list of all operators. The tests, the documentation and the faces enumerate it. */
public final class OpCatalog {
    private static final Map<String, OpDef> BY_TYPE = new LinkedHashMap<>();

    static {
        List.of(
                        // activations
                        Relu.OP,
                        Relu.GRAD_X,
                        LeakyRelu.OP,
                        LeakyRelu.GRAD_X,
                        PRelu.OP,
                        PRelu.GRAD_X,
                        PRelu.GRAD_SLOPE,
                        ThresholdedRelu.OP,
                        ThresholdedRelu.GRAD_X,
                        Elu.OP,
                        Elu.GRAD_X,
                        Selu.OP,
                        Selu.GRAD_X,
                        Swish.OP,
                        Swish.GRAD_X,
                        Sigmoid.OP,
                        Sigmoid.GRAD_X,
                        Tanh.OP,
                        Tanh.GRAD_X,
                        Softplus.OP,
                        Softplus.GRAD_X,
                        Softsign.OP,
                        Softsign.GRAD_X,
                        // element-wise functions
                        Abs.OP,
                        Abs.GRAD_X,
                        Sign.OP,
                        Negative.OP,
                        Sqr.OP,
                        Sqr.GRAD_X,
                        Sqrt.OP,
                        Sqrt.GRAD_X,
                        Cube.OP,
                        Cube.GRAD_X,
                        Pow.OP,
                        Pow.GRAD_A,
                        Pow.GRAD_B,
                        Exp.OP,
                        Exp.GRAD_X,
                        Log.OP,
                        Log.GRAD_X,
                        Sin.OP,
                        Sin.GRAD_X,
                        Cos.OP,
                        Cos.GRAD_X,
                        Clip.OP,
                        Clip.GRAD_X,
                        Scale.OP,
                        // copies and conversions
                        Copy.OP,
                        StopGradient.OP,
                        Cast.OP,
                        // element-wise arithmetic
                        Add.OP,
                        Sub.OP,
                        Mul.OP,
                        Div.OP,
                        Sum.OP,
                        Max.OP,
                        Max.GRAD_X,
                        Min.OP,
                        Min.GRAD_X,
                        SumReduceLike.OP,
                        // comparisons and logic
                        LT.OP,
                        LE.OP,
                        GT.OP,
                        GE.OP,
                        EQ.OP,
                        NE.OP,
                        And.OP,
                        Or.OP,
                        Xor.OP,
                        Not.OP,
                        // reductions
                        SumElements.OP,
                        SumElements.GRAD_X,
                        SumSqrElements.OP,
                        SumSqrElements.GRAD_X,
                        ReduceSum.OP,
                        ReduceSum.GRAD_X,
                        ReduceMean.OP,
                        ReduceMean.GRAD_X,
                        ReduceFrontSum.OP,
                        ReduceFrontSum.GRAD_X,
                        ReduceFrontMean.OP,
                        ReduceFrontMean.GRAD_X,
                        ReduceFrontMax.OP,
                        ReduceFrontMax.GRAD_X,
                        ReduceBackSum.OP,
                        ReduceBackSum.GRAD_X,
                        ReduceBackMean.OP,
                        ReduceBackMean.GRAD_X,
                        ReduceBackMax.OP,
                        ReduceBackMax.GRAD_X,
                        ArgMax.OP,
                        ArgMin.OP,
                        TopK.OP,
                        TopK.GRAD_X,
                        // losses
                        Softmax.OP,
                        Softmax.GRAD_X,
                        LogSoftmax.OP,
                        LogSoftmax.GRAD_X,
                        LabelCrossEntropy.OP,
                        LabelCrossEntropy.GRAD_X,
                        CrossEntropy.OP,
                        CrossEntropy.GRAD_X,
                        SoftmaxWithLoss.OP,
                        SoftmaxWithLoss.GRAD_X,
                        SpatialSoftmaxWithLoss.OP,
                        SpatialSoftmaxWithLoss.GRAD_X,
                        SigmoidCrossEntropyWithLogits.OP,
                        SigmoidCrossEntropyWithLogits.GRAD_X,
                        SquaredL2Distance.OP,
                        L1Distance.OP,
                        DotProduct.OP,
                        AveragedLoss.OP,
                        // metrics
                        Accuracy.OP,
                        // recurrent
                        LSTMUnit.OP,
                        LSTMUnitGrads.GRAD_H,
                        LSTMUnitGrads.GRAD_C,
                        LSTMUnitGrads.GRAD_GATES,
                        GRUUnit.OP,
                        GRUUnit.GRAD_H,
                        GRUUnit.GRAD_GATES,
                        // convolution
                        Conv.OP,
                        Conv.GRAD_X,
                        Conv.GRAD_W,
                        Conv.GRAD_B,
                        ConvRelu.OP,
                        ConvTranspose.OP,
                        ConvTranspose.GRAD_X,
                        ConvTranspose.GRAD_W,
                        // pooling
                        MaxPool.OP,
                        MaxPool.GRAD_X,
                        MaxPoolWithIndex.OP,
                        MaxPoolWithIndex.GRAD_X,
                        AveragePool.OP,
                        AveragePool.GRAD_X,
                        // fully connected, matrix products
                        FC.OP,
                        FC.GRAD_X,
                        FC.GRAD_W,
                        FC.GRAD_B,
                        MatMul.OP,
                        BatchMatMul.OP,
                        ElementwiseLinear.OP,
                        ElementwiseLinear.GRAD_X,
                        ElementwiseLinear.GRAD_W,
                        ElementwiseLinear.GRAD_B,
                        FCRelu.OP,
                        // normalisation
                        SpatialBN.OP,
                        SpatialBNGrads.GRAD_X,
                        SpatialBNGrads.GRAD_SCALE,
                        SpatialBNGrads.GRAD_BIAS,
                        InstanceNorm.OP,
                        InstanceNorm.GRAD_X,
                        InstanceNorm.GRAD_SCALE,
                        LayerNorm.OP,
                        LayerNorm.GRAD_X,
                        LRN.OP,
                        LRN.GRAD_X,
                        Dropout.OP,
                        Dropout.GRAD_X,
                        // shapes
                        Concat.OP,
                        Concat.GRAD_X,
                        Split.OP,
                        Flatten.OP,
                        Flatten.TO_VEC,
                        Reshape.OP,
                        ResizeLike.OP,
                        ShapeOf.OP,
                        ExpandDims.OP,
                        ExpandDims.SQUEEZE,
                        Transpose.OP,
                        Transpose.NCHW_TO_NHWC,
                        Transpose.NHWC_TO_NCHW,
                        ChannelShuffle.OP,
                        Slice.OP,
                        Slice.GRAD_X,
                        Tile.OP,
                        Tile.GRAD_X,
                        Gather.OP,
                        OneHot.OP,
                        // images
                        PadImage.OP,
                        PadImage.GRAD_X,
                        ResizeNearest.OP,
                        ResizeNearest.GRAD_X,
                        ResizeNearest.UPSAMPLE,
                        Stylizer.PREPROCESS,
                        Stylizer.DEPROCESS,
                        // fills
                        ConstantFill.OP,
                        GivenTensorFill.OP,
                        GivenTensorFill.DOUBLE,
                        GivenTensorFill.INT,
                        GivenTensorFill.INT64,
                        GivenTensorFill.BOOL,
                        XavierFill.OP,
                        MSRAFill.OP,
                        GaussianFill.OP,
                        UniformFill.OP,
                        UniformFill.INT,
                        UniqueUniformFill.OP,
                        RangeFill.OP,
                        DiagonalFill.OP,
                        // optimizers
                        Iter.OP,
                        LearningRate.OP,
                        WeightedSum.OP,
                        MomentumSGDUpdate.OP,
                        MomentumSGDUpdate.MOMENTUM_SGD,
                        Adagrad.OP,
                        Adam.OP,
                        RmsProp.OP,
                        Ftrl.OP)
                .forEach(op -> BY_TYPE.put(op.type(), op));
    }

    private OpCatalog() {}

    /** All operators, in the order of the catalogue. */
    public static Collection<OpDef> all() {
        return Collections.unmodifiableCollection(BY_TYPE.values());
    }

    /** Whether there is an operator of that type. */
    public static boolean has(String type) {
        return BY_TYPE.containsKey(type);
    }

    /**
     * The operator of that type.
     *
     * @throws IllegalArgumentException if there is none; the message suggests the nearest
     */
    public static OpDef get(String type) {
        OpDef op = BY_TYPE.get(type);
        if (op == null) {
            throw new IllegalArgumentException(
                    "There is no operator \""
                            + type
                            + "\""
                            + Suggestion.among(type, BY_TYPE.keySet()));
        }
        return op;
    }
}
