package org.duograph.ops;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.OpDef;
import org.duograph.graph.OpLibrary;
import org.duograph.graph.TypeTable;

/**
 * The list of all operators: those that Duograph brings, and those of every {@link OpLibrary} on
 * the class path. The tests, the documentation and the faces enumerate it.
 *
 * <p>It names the constants that hold the definitions instead of holding them, and so an operator
 * is loaded when it is first asked for. Most nets use a tenth of them: to load all took a twelfth
 * of the time from nothing to the end of the 6-layer net's first training step.
 */
public final class OpCatalog {
    /** A line for each operator: its type, and the constant that defines it, in its family. */
    private static final String TABLE =
            """
            # activations
            Relu activation.Relu.OP
            ReluGradX activation.Relu.GRAD_X
            LeakyRelu activation.LeakyRelu.OP
            LeakyReluGradX activation.LeakyRelu.GRAD_X
            PRelu activation.PRelu.OP
            PReluGrad activation.PRelu.GRAD
            ThresholdedRelu activation.ThresholdedRelu.OP
            ThresholdedReluGradX activation.ThresholdedRelu.GRAD_X
            Elu activation.Elu.OP
            EluGradX activation.Elu.GRAD_X
            Selu activation.Selu.OP
            SeluGradX activation.Selu.GRAD_X
            Swish activation.Swish.OP
            SwishGradX activation.Swish.GRAD_X
            Sigmoid activation.Sigmoid.OP
            SigmoidGradX activation.Sigmoid.GRAD_X
            Tanh activation.Tanh.OP
            TanhGradX activation.Tanh.GRAD_X
            Softplus activation.Softplus.OP
            SoftplusGradX activation.Softplus.GRAD_X
            Softsign activation.Softsign.OP
            SoftsignGradX activation.Softsign.GRAD_X
            # element-wise functions
            Abs math.Abs.OP
            AbsGradX math.Abs.GRAD_X
            Sign math.Sign.OP
            Negative math.Negative.OP
            Sqr math.Sqr.OP
            SqrGradX math.Sqr.GRAD_X
            Sqrt math.Sqrt.OP
            SqrtGradX math.Sqrt.GRAD_X
            Cube math.Cube.OP
            CubeGradX math.Cube.GRAD_X
            Pow math.Pow.OP
            PowGradA math.Pow.GRAD_A
            PowGradB math.Pow.GRAD_B
            Exp math.Exp.OP
            ExpGradX math.Exp.GRAD_X
            Log math.Log.OP
            LogGradX math.Log.GRAD_X
            Sin math.Sin.OP
            SinGradX math.Sin.GRAD_X
            Cos math.Cos.OP
            CosGradX math.Cos.GRAD_X
            Floor math.Floor.OP
            Ceil math.Ceil.OP
            Round math.Round.OP
            Tan math.Tan.OP
            Asin math.Asin.OP
            Acos math.Acos.OP
            Atan math.Atan.OP
            Sinh math.Sinh.OP
            Cosh math.Cosh.OP
            Asinh math.Asinh.OP
            Acosh math.Acosh.OP
            Atanh math.Atanh.OP
            Log1p math.Log1p.OP
            Expm1 math.Expm1.OP
            Erf math.Erf.OP
            Clip math.Clip.OP
            ClipGradX math.Clip.GRAD_X
            Scale math.Scale.OP
            # copies and conversions
            Copy copy.Copy.OP
            StopGradient copy.StopGradient.OP
            Cast copy.Cast.OP
            CheckRange copy.CheckRange.OP
            CheckNumerics copy.CheckNumerics.OP
            # element-wise arithmetic
            Add math.Add.OP
            Sub math.Sub.OP
            Mul math.Mul.OP
            Div math.Div.OP
            Mod math.Mod.OP
            Sum math.Sum.OP
            Max math.Max.OP
            MaxGradX math.Max.GRAD_X
            Min math.Min.OP
            MinGradX math.Min.GRAD_X
            SumReduceLike math.SumReduceLike.OP
            # comparisons and logic
            LT logic.LT.OP
            LE logic.LE.OP
            GT logic.GT.OP
            GE logic.GE.OP
            EQ logic.EQ.OP
            NE logic.NE.OP
            And logic.And.OP
            Or logic.Or.OP
            Xor logic.Xor.OP
            Not logic.Not.OP
            IsNaN logic.IsNaN.OP
            IsInf logic.IsInf.OP
            Where logic.Where.OP
            # reductions
            SumElements reduce.SumElements.OP
            SumElementsGradX reduce.SumElements.GRAD_X
            SumSqrElements reduce.SumSqrElements.OP
            SumSqrElementsGradX reduce.SumSqrElements.GRAD_X
            ReduceSum reduce.ReduceSum.OP
            ReduceSumGradX reduce.ReduceSum.GRAD_X
            ReduceMean reduce.ReduceMean.OP
            ReduceMeanGradX reduce.ReduceMean.GRAD_X
            ReduceMax reduce.ReduceMax.OP
            ReduceMaxGradX reduce.ReduceMax.GRAD_X
            ReduceMin reduce.ReduceMin.OP
            ReduceMinGradX reduce.ReduceMin.GRAD_X
            ReduceProd reduce.ReduceProd.OP
            ReduceProdGradX reduce.ReduceProd.GRAD_X
            ReduceFrontSum reduce.ReduceFrontSum.OP
            ReduceFrontSumGradX reduce.ReduceFrontSum.GRAD_X
            ReduceFrontMean reduce.ReduceFrontMean.OP
            ReduceFrontMeanGradX reduce.ReduceFrontMean.GRAD_X
            ReduceFrontMax reduce.ReduceFrontMax.OP
            ReduceFrontMaxGradX reduce.ReduceFrontMax.GRAD_X
            ReduceBackSum reduce.ReduceBackSum.OP
            ReduceBackSumGradX reduce.ReduceBackSum.GRAD_X
            ReduceBackMean reduce.ReduceBackMean.OP
            ReduceBackMeanGradX reduce.ReduceBackMean.GRAD_X
            ReduceBackMax reduce.ReduceBackMax.OP
            ReduceBackMaxGradX reduce.ReduceBackMax.GRAD_X
            ArgMax reduce.ArgMax.OP
            ArgMin reduce.ArgMin.OP
            TopK reduce.TopK.OP
            TopKGradX reduce.TopK.GRAD_X
            Pick reduce.Pick.OP
            CumSum reduce.CumSum.OP
            # losses
            Softmax loss.Softmax.OP
            SoftmaxGradX loss.Softmax.GRAD_X
            LogSoftmax loss.LogSoftmax.OP
            LogSoftmaxGradX loss.LogSoftmax.GRAD_X
            LabelCrossEntropy loss.LabelCrossEntropy.OP
            LabelCrossEntropyGradX loss.LabelCrossEntropy.GRAD_X
            CrossEntropy loss.CrossEntropy.OP
            CrossEntropyGradX loss.CrossEntropy.GRAD_X
            SoftmaxWithLoss loss.SoftmaxWithLoss.OP
            SoftmaxWithLossGradX loss.SoftmaxWithLoss.GRAD_X
            SpatialSoftmaxWithLoss loss.SpatialSoftmaxWithLoss.OP
            SpatialSoftmaxWithLossGradX loss.SpatialSoftmaxWithLoss.GRAD_X
            SigmoidCrossEntropyWithLogits loss.SigmoidCrossEntropyWithLogits.OP
            SigmoidCrossEntropyWithLogitsGradX loss.SigmoidCrossEntropyWithLogits.GRAD_X
            SquaredL2Distance loss.SquaredL2Distance.OP
            L1Distance loss.L1Distance.OP
            DotProduct loss.DotProduct.OP
            AveragedLoss loss.AveragedLoss.OP
            # metrics
            Accuracy metric.Accuracy.OP
            # recurrent
            LSTMUnit recurrent.LSTMUnit.OP
            LSTMUnitGrad recurrent.LSTMUnitGrad.OP
            GRUUnit recurrent.GRUUnit.OP
            GRUUnitGrad recurrent.GRUUnit.GRAD
            LSTM recurrent.LSTM.OP
            LSTMGrad recurrent.LSTMGrad.OP
            GRU recurrent.GRU.OP
            GRUGrad recurrent.GRUGrad.OP
            RNN recurrent.RNN.OP
            RNNGrad recurrent.RNN.GRAD
            # convolution
            Conv conv.Conv.OP
            ConvGradX conv.Conv.GRAD_X
            ConvGradW conv.Conv.GRAD_W
            ConvGradB conv.Conv.GRAD_B
            ConvRelu conv.ConvRelu.OP
            ConvTranspose conv.ConvTranspose.OP
            ConvTransposeGradX conv.ConvTranspose.GRAD_X
            ConvTransposeGradW conv.ConvTranspose.GRAD_W
            # pooling
            MaxPool pool.MaxPool.OP
            MaxPoolGradX pool.MaxPool.GRAD_X
            MaxPoolWithIndex pool.MaxPoolWithIndex.OP
            MaxPoolWithIndexGradX pool.MaxPoolWithIndex.GRAD_X
            AveragePool pool.AveragePool.OP
            AveragePoolGradX pool.AveragePool.GRAD_X
            # fully connected, matrix products
            FC product.FC.OP
            FCGradX product.FC.GRAD_X
            FCGradW product.FC.GRAD_W
            FCGradB product.FC.GRAD_B
            MatMul product.MatMul.OP
            BatchMatMul product.BatchMatMul.OP
            ElementwiseLinear product.ElementwiseLinear.OP
            ElementwiseLinearGrad product.ElementwiseLinear.GRAD
            FCRelu product.FCRelu.OP
            # normalisation
            SpatialBN norm.SpatialBN.OP
            SpatialBNGrad norm.SpatialBNGrad.OP
            SpatialBNRelu norm.SpatialBNRelu.OP
            SpatialBNReluGrad norm.SpatialBNReluGrad.OP
            InstanceNorm norm.InstanceNorm.OP
            InstanceNormGrad norm.InstanceNorm.GRAD
            LayerNorm norm.LayerNorm.OP
            LayerNormGradX norm.LayerNorm.GRAD_X
            LRN norm.LRN.OP
            LRNGradX norm.LRN.GRAD_X
            Dropout norm.Dropout.OP
            DropoutGradX norm.Dropout.GRAD_X
            # shapes
            Concat shape.Concat.OP
            ConcatGradX shape.Concat.GRAD_X
            Split shape.Split.OP
            Flatten shape.Flatten.OP
            FlattenToVec shape.Flatten.TO_VEC
            Reshape shape.Reshape.OP
            ResizeLike shape.ResizeLike.OP
            Shape shape.ShapeOf.OP
            ExpandDims shape.ExpandDims.OP
            Squeeze shape.ExpandDims.SQUEEZE
            Transpose shape.Transpose.OP
            NCHW2NHWC shape.Transpose.NCHW_TO_NHWC
            NHWC2NCHW shape.Transpose.NHWC_TO_NCHW
            ChannelShuffle shape.ChannelShuffle.OP
            Slice shape.Slice.OP
            SliceGradX shape.Slice.GRAD_X
            StridedSlice shape.StridedSlice.OP
            StridedSliceGradX shape.StridedSlice.GRAD_X
            Pad shape.Pad.OP
            Tile shape.Tile.OP
            TileGradX shape.Tile.GRAD_X
            Gather shape.Gather.OP
            GatherNd shape.GatherNd.OP
            ScatterNd shape.ScatterNd.OP
            Expand shape.Expand.OP
            OneHot shape.OneHot.OP
            # images
            PadImage image.PadImage.OP
            PadImageGradX image.PadImage.GRAD_X
            ResizeNearest image.ResizeNearest.OP
            ResizeNearestGradX image.ResizeNearest.GRAD_X
            UpsampleNearest image.ResizeNearest.UPSAMPLE
            PackedInt8BGRANHWCToNCHWCStylizerPreprocess image.Stylizer.PREPROCESS
            BRGNCHWCToPackedInt8BGRAStylizerDeprocess image.Stylizer.DEPROCESS
            # control flow
            If control.If.OP
            While control.While.OP
            For control.For.OP
            TakeRow control.TakeRow.OP
            PutRow control.PutRow.OP
            # fills
            ConstantFill fill.ConstantFill.OP
            GivenTensorFill fill.GivenTensorFill.OP
            GivenTensorDoubleFill fill.GivenTensorFill.DOUBLE
            GivenTensorIntFill fill.GivenTensorFill.INT
            GivenTensorInt64Fill fill.GivenTensorFill.INT64
            GivenTensorBoolFill fill.GivenTensorFill.BOOL
            GivenTensorStringFill fill.GivenTensorFill.STRING
            XavierFill fill.XavierFill.OP
            MSRAFill fill.MSRAFill.OP
            GaussianFill fill.GaussianFill.OP
            UniformFill fill.UniformFill.OP
            UniformIntFill fill.UniformFill.INT
            UniqueUniformFill fill.UniqueUniformFill.OP
            RangeFill fill.RangeFill.OP
            DiagonalFill fill.DiagonalFill.OP
            PhiloxFill fill.PhiloxFill.OP
            PhiloxOrder fill.PhiloxFill.ORDER
            # optimizers
            Iter optimizer.Iter.OP
            LearningRate optimizer.LearningRate.OP
            LossScale optimizer.LossScale.OP
            WeightedSum optimizer.WeightedSum.OP
            MomentumSGDUpdate optimizer.MomentumSGDUpdate.OP
            MomentumSGD optimizer.MomentumSGDUpdate.MOMENTUM_SGD
            Adagrad optimizer.Adagrad.OP
            Adam optimizer.Adam.OP
            RmsProp optimizer.RmsProp.OP
            Ftrl optimizer.Ftrl.OP
            ScatterAssign optimizer.ScatterAssign.OP
            ScatterWeightedSum optimizer.ScatterWeightedSum.OP
            SparseMomentumSGDUpdate optimizer.SparseMomentumSGDUpdate.OP
            SparseAdagrad optimizer.SparseAdagrad.OP
            SparseAdam optimizer.SparseAdam.OP
            # host operators
            Print host.Print.OP
            PrintLine host.PrintLine.OP
            Assert host.Assert.OP
            Summarize host.Summarize.OP
            """;

    static final Map<String, String> CONSTANTS = TypeTable.parse(TABLE);

    private OpCatalog() {}

    /** The types of all operators, in the order of the catalogue; those of other libraries last. */
    public static Set<String> types() {
        Set<String> types = new LinkedHashSet<>(CONSTANTS.keySet());
        types.addAll(Libraries.types());
        return types;
    }

    /** All operators, in the order of {@link #types}. */
    public static Collection<OpDef> all() {
        return types().stream().map(OpCatalog::get).toList();
    }

    /** The operators that Duograph brings itself, in the order of the catalogue. */
    public static Collection<OpDef> own() {
        return CONSTANTS.keySet().stream().map(OpCatalog::get).toList();
    }

    /** Whether there is an operator of that type. */
    public static boolean has(String type) {
        return CONSTANTS.containsKey(type) || Libraries.types().contains(type);
    }

    /**
     * The operator of that type.
     *
     * @throws IllegalArgumentException if there is none; the message suggests the nearest
     * @throws IllegalStateException if a library on the class path promises it but does not have it
     */
    public static OpDef get(String type) {
        String constant = CONSTANTS.get(type);
        return constant != null ? definition(constant) : Libraries.get(type);
    }

    /** The class that defines an operator, for those who want to show where to read about it. */
    public static String holder(String type) {
        get(type);
        String constant = CONSTANTS.get(type);
        return constant != null ? holderOf(constant) : Libraries.of(type).getClass().getName();
    }

    private static String holderOf(String constant) {
        String holder = constant.substring(0, constant.lastIndexOf('.'));
        return OpCatalog.class.getPackageName() + "." + holder;
    }

    private static OpDef definition(String constant) {
        int dot = constant.lastIndexOf('.');
        String holder = holderOf(constant);
        try {
            return (OpDef) Class.forName(holder).getField(constant.substring(dot + 1)).get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The catalogue names " + constant, e);
        }
    }
}
