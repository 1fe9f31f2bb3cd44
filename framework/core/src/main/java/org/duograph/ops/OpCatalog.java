package org.duograph.ops;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.OpDef;
import org.duograph.graph.Suggestion;

/**
 * The list of all operators. The tests, the documentation and the faces enumerate it.
 *
 * <p>It names the constants that hold the definitions instead of holding them, and so an operator
 * is loaded when it is first asked for. Most nets use a tenth of them: to load all took a twelfth
 * of the time from nothing to the end of the 6-layer net's first training step.
 */
public final class OpCatalog {
    /** A line for each operator: its type, and the constant in this package that defines it. */
    private static final String TABLE =
            """
            # activations
            Relu Relu.OP
            ReluGradX Relu.GRAD_X
            LeakyRelu LeakyRelu.OP
            LeakyReluGradX LeakyRelu.GRAD_X
            PRelu PRelu.OP
            PReluGradX PRelu.GRAD_X
            PReluGradSlope PRelu.GRAD_SLOPE
            ThresholdedRelu ThresholdedRelu.OP
            ThresholdedReluGradX ThresholdedRelu.GRAD_X
            Elu Elu.OP
            EluGradX Elu.GRAD_X
            Selu Selu.OP
            SeluGradX Selu.GRAD_X
            Swish Swish.OP
            SwishGradX Swish.GRAD_X
            Sigmoid Sigmoid.OP
            SigmoidGradX Sigmoid.GRAD_X
            Tanh Tanh.OP
            TanhGradX Tanh.GRAD_X
            Softplus Softplus.OP
            SoftplusGradX Softplus.GRAD_X
            Softsign Softsign.OP
            SoftsignGradX Softsign.GRAD_X
            # element-wise functions
            Abs Abs.OP
            AbsGradX Abs.GRAD_X
            Sign Sign.OP
            Negative Negative.OP
            Sqr Sqr.OP
            SqrGradX Sqr.GRAD_X
            Sqrt Sqrt.OP
            SqrtGradX Sqrt.GRAD_X
            Cube Cube.OP
            CubeGradX Cube.GRAD_X
            Pow Pow.OP
            PowGradA Pow.GRAD_A
            PowGradB Pow.GRAD_B
            Exp Exp.OP
            ExpGradX Exp.GRAD_X
            Log Log.OP
            LogGradX Log.GRAD_X
            Sin Sin.OP
            SinGradX Sin.GRAD_X
            Cos Cos.OP
            CosGradX Cos.GRAD_X
            Clip Clip.OP
            ClipGradX Clip.GRAD_X
            Scale Scale.OP
            # copies and conversions
            Copy Copy.OP
            StopGradient StopGradient.OP
            Cast Cast.OP
            # element-wise arithmetic
            Add Add.OP
            Sub Sub.OP
            Mul Mul.OP
            Div Div.OP
            Sum Sum.OP
            Max Max.OP
            MaxGradX Max.GRAD_X
            Min Min.OP
            MinGradX Min.GRAD_X
            SumReduceLike SumReduceLike.OP
            # comparisons and logic
            LT LT.OP
            LE LE.OP
            GT GT.OP
            GE GE.OP
            EQ EQ.OP
            NE NE.OP
            And And.OP
            Or Or.OP
            Xor Xor.OP
            Not Not.OP
            # reductions
            SumElements SumElements.OP
            SumElementsGradX SumElements.GRAD_X
            SumSqrElements SumSqrElements.OP
            SumSqrElementsGradX SumSqrElements.GRAD_X
            ReduceSum ReduceSum.OP
            ReduceSumGradX ReduceSum.GRAD_X
            ReduceMean ReduceMean.OP
            ReduceMeanGradX ReduceMean.GRAD_X
            ReduceFrontSum ReduceFrontSum.OP
            ReduceFrontSumGradX ReduceFrontSum.GRAD_X
            ReduceFrontMean ReduceFrontMean.OP
            ReduceFrontMeanGradX ReduceFrontMean.GRAD_X
            ReduceFrontMax ReduceFrontMax.OP
            ReduceFrontMaxGradX ReduceFrontMax.GRAD_X
            ReduceBackSum ReduceBackSum.OP
            ReduceBackSumGradX ReduceBackSum.GRAD_X
            ReduceBackMean ReduceBackMean.OP
            ReduceBackMeanGradX ReduceBackMean.GRAD_X
            ReduceBackMax ReduceBackMax.OP
            ReduceBackMaxGradX ReduceBackMax.GRAD_X
            ArgMax ArgMax.OP
            ArgMin ArgMin.OP
            TopK TopK.OP
            TopKGradX TopK.GRAD_X
            # losses
            Softmax Softmax.OP
            SoftmaxGradX Softmax.GRAD_X
            LogSoftmax LogSoftmax.OP
            LogSoftmaxGradX LogSoftmax.GRAD_X
            LabelCrossEntropy LabelCrossEntropy.OP
            LabelCrossEntropyGradX LabelCrossEntropy.GRAD_X
            CrossEntropy CrossEntropy.OP
            CrossEntropyGradX CrossEntropy.GRAD_X
            SoftmaxWithLoss SoftmaxWithLoss.OP
            SoftmaxWithLossGradX SoftmaxWithLoss.GRAD_X
            SpatialSoftmaxWithLoss SpatialSoftmaxWithLoss.OP
            SpatialSoftmaxWithLossGradX SpatialSoftmaxWithLoss.GRAD_X
            SigmoidCrossEntropyWithLogits SigmoidCrossEntropyWithLogits.OP
            SigmoidCrossEntropyWithLogitsGradX SigmoidCrossEntropyWithLogits.GRAD_X
            SquaredL2Distance SquaredL2Distance.OP
            L1Distance L1Distance.OP
            DotProduct DotProduct.OP
            AveragedLoss AveragedLoss.OP
            # metrics
            Accuracy Accuracy.OP
            # recurrent
            LSTMUnit LSTMUnit.OP
            LSTMUnitGradH LSTMUnitGrads.GRAD_H
            LSTMUnitGradC LSTMUnitGrads.GRAD_C
            LSTMUnitGradGates LSTMUnitGrads.GRAD_GATES
            GRUUnit GRUUnit.OP
            GRUUnitGradH GRUUnit.GRAD_H
            GRUUnitGradGates GRUUnit.GRAD_GATES
            # convolution
            Conv Conv.OP
            ConvGradX Conv.GRAD_X
            ConvGradW Conv.GRAD_W
            ConvGradB Conv.GRAD_B
            ConvRelu ConvRelu.OP
            ConvTranspose ConvTranspose.OP
            ConvTransposeGradX ConvTranspose.GRAD_X
            ConvTransposeGradW ConvTranspose.GRAD_W
            # pooling
            MaxPool MaxPool.OP
            MaxPoolGradX MaxPool.GRAD_X
            MaxPoolWithIndex MaxPoolWithIndex.OP
            MaxPoolWithIndexGradX MaxPoolWithIndex.GRAD_X
            AveragePool AveragePool.OP
            AveragePoolGradX AveragePool.GRAD_X
            # fully connected, matrix products
            FC FC.OP
            FCGradX FC.GRAD_X
            FCGradW FC.GRAD_W
            FCGradB FC.GRAD_B
            MatMul MatMul.OP
            BatchMatMul BatchMatMul.OP
            ElementwiseLinear ElementwiseLinear.OP
            ElementwiseLinearGradX ElementwiseLinear.GRAD_X
            ElementwiseLinearGradW ElementwiseLinear.GRAD_W
            ElementwiseLinearGradB ElementwiseLinear.GRAD_B
            FCRelu FCRelu.OP
            # normalisation
            SpatialBN SpatialBN.OP
            SpatialBNGradX SpatialBNGrads.GRAD_X
            SpatialBNGradScale SpatialBNGrads.GRAD_SCALE
            SpatialBNGradBias SpatialBNGrads.GRAD_BIAS
            InstanceNorm InstanceNorm.OP
            InstanceNormGradX InstanceNorm.GRAD_X
            InstanceNormGradScale InstanceNorm.GRAD_SCALE
            LayerNorm LayerNorm.OP
            LayerNormGradX LayerNorm.GRAD_X
            LRN LRN.OP
            LRNGradX LRN.GRAD_X
            Dropout Dropout.OP
            DropoutGradX Dropout.GRAD_X
            # shapes
            Concat Concat.OP
            ConcatGradX Concat.GRAD_X
            Split Split.OP
            Flatten Flatten.OP
            FlattenToVec Flatten.TO_VEC
            Reshape Reshape.OP
            ResizeLike ResizeLike.OP
            Shape ShapeOf.OP
            ExpandDims ExpandDims.OP
            Squeeze ExpandDims.SQUEEZE
            Transpose Transpose.OP
            NCHW2NHWC Transpose.NCHW_TO_NHWC
            NHWC2NCHW Transpose.NHWC_TO_NCHW
            ChannelShuffle ChannelShuffle.OP
            Slice Slice.OP
            SliceGradX Slice.GRAD_X
            Tile Tile.OP
            TileGradX Tile.GRAD_X
            Gather Gather.OP
            OneHot OneHot.OP
            # images
            PadImage PadImage.OP
            PadImageGradX PadImage.GRAD_X
            ResizeNearest ResizeNearest.OP
            ResizeNearestGradX ResizeNearest.GRAD_X
            UpsampleNearest ResizeNearest.UPSAMPLE
            PackedInt8BGRANHWCToNCHWCStylizerPreprocess Stylizer.PREPROCESS
            BRGNCHWCToPackedInt8BGRAStylizerDeprocess Stylizer.DEPROCESS
            # fills
            ConstantFill ConstantFill.OP
            GivenTensorFill GivenTensorFill.OP
            GivenTensorDoubleFill GivenTensorFill.DOUBLE
            GivenTensorIntFill GivenTensorFill.INT
            GivenTensorInt64Fill GivenTensorFill.INT64
            GivenTensorBoolFill GivenTensorFill.BOOL
            XavierFill XavierFill.OP
            MSRAFill MSRAFill.OP
            GaussianFill GaussianFill.OP
            UniformFill UniformFill.OP
            UniformIntFill UniformFill.INT
            UniqueUniformFill UniqueUniformFill.OP
            RangeFill RangeFill.OP
            DiagonalFill DiagonalFill.OP
            # optimizers
            Iter Iter.OP
            LearningRate LearningRate.OP
            WeightedSum WeightedSum.OP
            MomentumSGDUpdate MomentumSGDUpdate.OP
            MomentumSGD MomentumSGDUpdate.MOMENTUM_SGD
            Adagrad Adagrad.OP
            Adam Adam.OP
            RmsProp RmsProp.OP
            Ftrl Ftrl.OP
            """;

    private static final Map<String, String> CONSTANTS = parse(TABLE);

    private OpCatalog() {}

    private static Map<String, String> parse(String table) {
        Map<String, String> constants = new LinkedHashMap<>();
        for (String line : table.split("\n")) {
            if (!line.startsWith("#")) {
                int blank = line.indexOf(' ');
                constants.put(line.substring(0, blank), line.substring(blank + 1));
            }
        }
        return constants;
    }

    /** The types of all operators, in the order of the catalogue. */
    public static Set<String> types() {
        return Collections.unmodifiableSet(CONSTANTS.keySet());
    }

    /** All operators, in the order of the catalogue. */
    public static Collection<OpDef> all() {
        return types().stream().map(OpCatalog::get).toList();
    }

    /** Whether there is an operator of that type. */
    public static boolean has(String type) {
        return CONSTANTS.containsKey(type);
    }

    /**
     * The operator of that type.
     *
     * @throws IllegalArgumentException if there is none; the message suggests the nearest
     */
    public static OpDef get(String type) {
        String constant = CONSTANTS.get(type);
        if (constant == null) {
            throw new IllegalArgumentException(
                    "There is no operator \"" + type + "\"" + Suggestion.among(type, types()));
        }
        return definition(constant);
    }

    private static OpDef definition(String constant) {
        int dot = constant.indexOf('.');
        String holder = OpCatalog.class.getPackageName() + "." + constant.substring(0, dot);
        try {
            return (OpDef) Class.forName(holder).getField(constant.substring(dot + 1)).get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The catalogue names " + constant, e);
        }
    }
}
