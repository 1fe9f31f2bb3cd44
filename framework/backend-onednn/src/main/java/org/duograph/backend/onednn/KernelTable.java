package org.duograph.backend.onednn;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which operator types this backend runs itself, and which family of kernels knows how.
 *
 * <p>It names the families instead of holding them, and asks them for an entry when its type is
 * first looked for: each lambda of an entry takes a program that starts 0.2 ms, and most programs
 * need few entries, of few families.
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
            FCRelu FcKernels
            # normalisation
            SpatialBN NormKernels
            SpatialBNGrad NormKernels
            InstanceNorm InstanceNormKernels
            InstanceNormGrad InstanceNormKernels
            LRN LrnKernels
            LRNGradX LrnKernels
            Dropout ShapeKernels
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

    private static final Map<String, String> FAMILIES = parse(TABLE);

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    private static Map<String, String> parse(String table) {
        Map<String, String> families = new LinkedHashMap<>();
        for (String line : table.split("\n")) {
            if (!line.startsWith("#")) {
                int blank = line.indexOf(' ');
                families.put(line.substring(0, blank), line.substring(blank + 1));
            }
        }
        return families;
    }

    /** The types of all lines, in their order. */
    static Set<String> types() {
        return Collections.unmodifiableSet(FAMILIES.keySet());
    }

    /** The families that lines name. */
    static Set<String> families() {
        return new LinkedHashSet<>(FAMILIES.values());
    }

    /** What is known of {@code type}, or null. */
    Entry get(String type) {
        Entry known = entries.get(type);
        if (known == null && FAMILIES.containsKey(type)) {
            known = family(FAMILIES.get(type)).entry(type);
            entries.put(type, known);
        }
        return known;
    }

    /** One of {@link #families}. */
    static KernelFamily family(String name) {
        String holder = KernelTable.class.getPackageName() + "." + name;
        try {
            return (KernelFamily) Class.forName(holder).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The table of kernels names " + name, e);
        }
    }
}
