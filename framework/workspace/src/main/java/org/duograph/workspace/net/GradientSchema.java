package org.duograph.workspace.net;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.proto.OperatorDef;

/**
 * How Caffe2 writes the gradient of one operator as one operator: its type, and what its inputs and
 * outputs are.
 *
 * <p>The same table serves both ways: adding gradient operators to a net writes names in these
 * roles, importing a net reads them back. Operators whose gradient Caffe2 writes with ordinary
 * operators (such as Sum, or Mul for Exp) are not here.
 *
 * @param forward the operator's type, for example {@code FC}
 * @param gradient the gradient operator's type, for example {@code FCGradient}
 * @param inputs what the gradient operator reads
 * @param outputs what it writes
 */
public record GradientSchema(
        String forward, String gradient, List<Role> inputs, List<Role> outputs) {

    /** What a blob is to the forward operator. */
    public enum Kind {
        /** One of its inputs. */
        INPUT,
        /** One of its outputs. */
        OUTPUT,
        /** The gradient of one of its inputs. */
        INPUT_GRADIENT,
        /** The gradient of one of its outputs. */
        OUTPUT_GRADIENT
    }

    /**
     * One blob of the gradient operator.
     *
     * @param kind what it is
     * @param index which input or output it belongs to
     */
    public record Role(Kind kind, int index) {
        /**
         * Reads {@code I0}, {@code O1}, {@code GI0}, {@code GO0} as Caffe2's gradient makers say.
         */
        static Role parse(String text) {
            int digits = text.length() - 1;
            int index = text.charAt(digits) - '0';
            return switch (text.substring(0, digits)) {
                case "I" -> new Role(Kind.INPUT, index);
                case "O" -> new Role(Kind.OUTPUT, index);
                case "GI" -> new Role(Kind.INPUT_GRADIENT, index);
                case "GO" -> new Role(Kind.OUTPUT_GRADIENT, index);
                default -> throw new IllegalArgumentException("no role: " + text);
            };
        }

        // as a record has them by itself: see ArrayType

        @Override
        public boolean equals(Object other) {
            return other instanceof Role r && r.kind == kind && r.index == index;
        }

        @Override
        public int hashCode() {
            return 31 * kind.hashCode() + index;
        }

        @Override
        public String toString() {
            return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + index;
        }
    }

    private static final Map<String, List<GradientSchema>> BY_FORWARD = new LinkedHashMap<>();
    private static final Map<String, List<GradientSchema>> BY_GRADIENT = new LinkedHashMap<>();

    /** With {@code is_test}, SpatialBN's gradient reads the running moments that it used. */
    static final GradientSchema SPATIAL_BN_IN_USE =
            schema("SpatialBN", "I0 I1 GO0 I3 I4", "GI0 GI1 GI2");

    static {
        for (String layer : List.of("Conv", "ConvTranspose", "FC", "FCTransposed")) {
            add(layer, "I0 I1 GO0", "GI1 GI2 GI0");
        }
        add("Conv", "I0 I1 GO0", "GI1 GI0");
        add("ConvTranspose", "I0 I1 GO0", "GI1 GI0");
        for (String pool : List.of("MaxPool", "AveragePool", "LRN", "Swish")) {
            add(pool, "I0 O0 GO0", "GI0");
        }
        for (String fromOutput :
                List.of(
                        "Relu",
                        "ReluN",
                        "Sigmoid",
                        "HardSigmoid",
                        "Tanh",
                        "Softplus",
                        "Elu",
                        "Selu",
                        "LeakyRelu",
                        "ThresholdedRelu",
                        "Clip",
                        "Softmax",
                        "Cbrt",
                        "Rsqrt",
                        "Reciprocal")) {
            add(fromOutput, "O0 GO0", "GI0");
        }
        for (String fromInput :
                List.of(
                        "Abs",
                        "Softsign",
                        "Sin",
                        "Cos",
                        "Tan",
                        "Asin",
                        "Acos",
                        "Atan",
                        "Sinh",
                        "Cosh",
                        "Erf",
                        "Cube",
                        "Logit",
                        "Normalize",
                        "UpsampleNearest")) {
            add(fromInput, "I0 GO0", "GI0");
        }
        add("PRelu", "O0 GO0 I0 I1", "GI0 GI1");
        add("SpatialBN", "I0 I1 GO0 O3 O4", "GI0 GI1 GI2");
        add(SPATIAL_BN_IN_USE);
        add("InstanceNorm", "I0 I1 I2 GO0", "GI0 GI1 GI2");
        add("InstanceNorm", "I0 I1 I2 GO0 O1", "GI0 GI1 GI2");
        add("InstanceNorm", "I0 I1 I2 GO0 O1 O2", "GI0 GI1 GI2");
        add("LayerNorm", "GO0 O0 O1 O2 I0", "GI0");
        add("MaxPoolWithIndex", "I0 GO0 O1", "GI0");
        add("ElementwiseLinear", "I0 I1 GO0", "GI0 GI1 GI2");
        add("Dropout", "GO0 O1", "GI0");
        add("Dropout", "GO0", "GI0");
        add("PadImage", "GO0", "GI0");
        add("ChannelShuffle", "GO0", "GI0");
        add("Tile", "GO0", "GI0");
        add("ResizeNearest", "GO0 I0", "GI0");
        add("Div", "I1 O0 GO0", "GI0 GI1");
        add("TopK", "GO0 O1 I0", "GI0");
        add("RoIAlign", "I0 I1 GO0", "GI0");
        add("LabelCrossEntropy", "I0 I1 GO0", "GI0");
        add("CrossEntropy", "I0 I1 GO0", "GI0");
        add("SoftmaxWithLoss", "I0 I1 O0 GO1", "GI0");
        add("SoftmaxWithLoss", "I0 I1 I2 O0 GO1", "GI0");
        add("SpatialSoftmaxWithLoss", "I0 I1 O0 GO1", "GI0");
        add("SpatialSoftmaxWithLoss", "I0 I1 I2 O0 GO1", "GI0");
        add("SigmoidCrossEntropyWithLogits", "GO0 I0 I1", "GI0");
        add("AveragedLoss", "I0 GO0", "GI0");
        add("SumElements", "I0 GO0", "GI0");
        add("SumSqrElements", "I0 GO0", "GI0");
        add("SquaredL2Distance", "I0 I1 GO0", "GI0 GI1");
        add("L1Distance", "I0 I1 GO0", "GI0 GI1");
        add("DotProduct", "I0 I1 GO0", "GI0 GI1");
        add("CosineSimilarity", "I0 I1 GO0", "GI0 GI1");
        for (String reduction :
                List.of("ReduceFrontSum", "ReduceFrontMean", "ReduceBackSum", "ReduceBackMean")) {
            add(reduction, "GO0 I0", "GI0");
        }
        for (String reduction :
                List.of("ReduceFrontMax", "ReduceBackMax", "ReduceSum", "ReduceMean")) {
            add(reduction, "GO0 I0 O0", "GI0");
        }
        for (String extremum : List.of("Max", "Min")) {
            // Any number of inputs can be written; so many can be read.
            StringBuilder inputs = new StringBuilder("O0 GO0");
            StringBuilder outputs = new StringBuilder();
            for (int i = 0; i < 10; i++) {
                inputs.append(" I").append(i);
                outputs.append(i == 0 ? "GI" : " GI").append(i);
                add(extremum, inputs.toString(), outputs.toString());
            }
        }
        add("LSTMUnit", "I0 I1 I2 I3 I4 O0 O1 GO0 GO1", "GI0 GI1 GI2");
        add("LSTMUnit", "I0 I1 I2 I3 O0 O1 GO0 GO1", "GI0 GI1 GI2"); // without seq_lengths
        add("GRUUnit", "I0 I1 I2 O0 GO0", "GI0 GI1");
        add("GRUUnit", "I0 I1 I2 I3 O0 GO0", "GI0 GI1");
    }

    private static GradientSchema schema(String forward, String inputs, String outputs) {
        return new GradientSchema(forward, forward + "Gradient", roles(inputs), roles(outputs));
    }

    private static void add(String forward, String inputs, String outputs) {
        add(schema(forward, inputs, outputs));
    }

    private static void add(GradientSchema schema) {
        BY_FORWARD.computeIfAbsent(schema.forward, f -> new ArrayList<>()).add(schema);
        BY_GRADIENT.computeIfAbsent(schema.gradient, g -> new ArrayList<>()).add(schema);
    }

    private static List<Role> roles(String text) {
        List<Role> roles = new ArrayList<>();
        for (String word : text.split(" ")) {
            roles.add(Role.parse(word));
        }
        return List.copyOf(roles);
    }

    /** The forms that the gradient of {@code forward} can have: with a bias and without, say. */
    public static List<GradientSchema> ofForward(String forward) {
        return BY_FORWARD.getOrDefault(forward, List.of());
    }

    /**
     * The form that the gradient of {@code op} has: of those whose blobs it has, the one with most
     * blobs; null if the table has none.
     */
    static GradientSchema of(OperatorDef op) {
        return ofForward(op.getType()).stream()
                .filter(schema -> schema.fits(op))
                .max(Comparator.comparingInt(s -> s.inputs.size() + s.outputs.size()))
                .orElse(null);
    }

    private boolean fits(OperatorDef op) {
        return Stream.concat(inputs.stream(), outputs.stream())
                .allMatch(
                        role ->
                                switch (role.kind) {
                                    case INPUT, INPUT_GRADIENT -> role.index < op.getInputCount();
                                    case OUTPUT, OUTPUT_GRADIENT ->
                                            role.index < op.getOutputCount();
                                });
    }

    /**
     * The form of a gradient operator: the one with as many inputs and outputs as it has; null if
     * the table has none.
     */
    public static GradientSchema ofGradient(OperatorDef op) {
        if (op.getType().equals(SPATIAL_BN_IN_USE.gradient) && Args.of(op).flag("is_test", false)) {
            return SPATIAL_BN_IN_USE;
        }
        return BY_GRADIENT.getOrDefault(op.getType(), List.of()).stream()
                .filter(s -> s.inputs.size() == op.getInputCount())
                .filter(s -> s.outputs.size() == op.getOutputCount())
                .findFirst()
                .orElse(null);
    }

    /** The forms that a gradient operator of this type can have. */
    public static List<GradientSchema> formsOfGradient(String type) {
        return BY_GRADIENT.getOrDefault(type, List.of());
    }

    /** The types of all gradient operators in this table. */
    public static Set<String> gradientTypes() {
        return Collections.unmodifiableSet(BY_GRADIENT.keySet());
    }

    /** Whether {@code type} is the type of a gradient operator in this table. */
    public static boolean isGradient(String type) {
        return BY_GRADIENT.containsKey(type);
    }
}
