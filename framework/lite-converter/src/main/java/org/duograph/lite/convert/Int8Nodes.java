package org.duograph.lite.convert;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.duograph.lite.model.OperatorCode;
import org.duograph.lite.model.Quantization;

/**
 * Which nodes of a model compute with int8. Left out are those that have no int8 kernel, those that
 * prepare the inputs (pixels less a mean, divided by a deviation), and what leads by sums and
 * products alone to roots, exponentials and quotients, or comes from them: variances need more than
 * 8 bits.
 */
final class Int8Nodes {
    private static final Set<OperatorCode> ARITHMETIC =
            Set.of(OperatorCode.ADD, OperatorCode.SUB, OperatorCode.MUL, OperatorCode.MEAN);

    private static final Set<OperatorCode> FLOAT =
            Set.of(
                    OperatorCode.DIV,
                    OperatorCode.EXP,
                    OperatorCode.SQRT,
                    OperatorCode.RSQRT,
                    OperatorCode.CAST,
                    OperatorCode.MAXIMUM,
                    OperatorCode.MINIMUM,
                    OperatorCode.ARG_MAX,
                    OperatorCode.RESIZE_BILINEAR,
                    OperatorCode.LOCAL_RESPONSE_NORMALIZATION);

    private static final Set<OperatorCode> PREPARES =
            Set.of(
                    OperatorCode.ADD,
                    OperatorCode.SUB,
                    OperatorCode.MUL,
                    OperatorCode.DIV,
                    OperatorCode.CAST,
                    OperatorCode.STRIDED_SLICE,
                    OperatorCode.TRANSPOSE,
                    OperatorCode.RESHAPE);

    private static final Set<OperatorCode> KEEPS_SCALE =
            Set.of(
                    OperatorCode.MAX_POOL_2D,
                    OperatorCode.AVERAGE_POOL_2D,
                    OperatorCode.CONCATENATION,
                    OperatorCode.RESHAPE,
                    OperatorCode.PAD,
                    OperatorCode.PADV2,
                    OperatorCode.MIRROR_PAD,
                    OperatorCode.TRANSPOSE,
                    OperatorCode.STRIDED_SLICE,
                    OperatorCode.RESIZE_NEAREST_NEIGHBOR);

    private final Set<LiteNode> int8 = new HashSet<>();
    private final Set<LiteTensor> floats = new HashSet<>(); // what others than int8 nodes write

    Int8Nodes(LiteGraph graph) {
        Set<LiteTensor> precise = precise(graph);
        Set<LiteTensor> prepared = new HashSet<>(graph.inputs());
        for (LiteNode node : graph.nodes()) {
            List<LiteTensor> read =
                    node.inputs().stream().filter(t -> t != null && !t.isConstant()).toList();
            boolean prepares = PREPARES.contains(node.code()) && prepared.containsAll(read);
            if (prepares) {
                prepared.add(node.output());
            }
            boolean afterFloats =
                    ARITHMETIC.contains(node.code())
                            && read.stream().anyMatch(t -> floats.contains(t));
            if (prepares
                    || afterFloats
                    || (ARITHMETIC.contains(node.code()) && precise.contains(node.output()))
                    || FLOAT.contains(node.code())) {
                floats.add(node.output());
            } else {
                int8.add(node);
            }
        }
    }

    /** What leads by sums, products and means to an operator without an int8 kernel. */
    private static Set<LiteTensor> precise(LiteGraph graph) {
        Set<LiteTensor> precise = new HashSet<>();
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            LiteNode node = graph.nodes().get(i);
            boolean leads = ARITHMETIC.contains(node.code()) && precise.contains(node.output());
            if (leads || FLOAT.contains(node.code())) {
                precise.addAll(node.inputs());
            }
        }
        return precise;
    }

    /** Whether a node computes with int8. */
    boolean isInt8(LiteNode node) {
        return int8.contains(node);
    }

    /** Whether an operator only moves or picks numbers, so that its output means what it reads. */
    static boolean keepsScale(OperatorCode code) {
        return KEEPS_SCALE.contains(code);
    }

    /** What the output of an operator always means, or null. */
    static Quantization fixedMeaning(OperatorCode code) {
        return switch (code) {
            case SOFTMAX, LOGISTIC -> Quantization.of(1f / 256, -128);
            case TANH -> Quantization.of(1f / 128, 0);
            default -> null;
        };
    }
}
