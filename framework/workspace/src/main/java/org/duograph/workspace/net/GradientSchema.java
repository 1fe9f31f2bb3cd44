package org.duograph.workspace.net;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.duograph.ops.OpCatalog;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.proto.OperatorDef;

/**
 * How a net writes the gradient of one operator as one operator: its type, and what its inputs and
 * outputs are.
 *
 * <p>Most forms follow from the operator's own gradient rule: what the rule asks for is read (the
 * operator's inputs, its outputs, their gradients), what it gives is written, each in order. {@link
 * #CAFFE2} lists where Caffe2's files have it otherwise. The forms serve both ways: adding gradient
 * operators to a net writes names in these roles, importing a net reads them back. Operators whose
 * gradient Caffe2 writes with ordinary operators (Mul for Exp, say) have no form; {@link
 * GradientMakers} writes them.
 *
 * @param forward the operator's type, for example {@code FC}
 * @param gradient the gradient operator's type, for example {@code FCGradient}
 * @param inputs what the gradient operator reads
 * @param outputs what it writes
 */
public record GradientSchema(
        String forward, String gradient, List<Role> inputs, List<Role> outputs) {

    // both as a record has them by itself: see ArrayType

    @Override
    public boolean equals(Object other) {
        return other instanceof GradientSchema s
                && s.gradient.equals(gradient)
                && s.forward.equals(forward)
                && s.inputs.equals(inputs)
                && s.outputs.equals(outputs);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * gradient.hashCode() + inputs.hashCode()) + outputs.hashCode();
    }

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
     * @param index which input or output it belongs to; {@link #EACH} stands for all inputs
     */
    public record Role(Kind kind, int index) {
        /** The index of a role that is repeated for each of the operator's inputs. */
        static final int EACH = -1;

        /**
         * Reads {@code I0}, {@code O1}, {@code GI0}, {@code GO0} as Caffe2's gradient makers say;
         * {@code I*} and {@code GI*} are those of all inputs.
         */
        static Role parse(String text) {
            int digits = text.length() - 1;
            int index = text.charAt(digits) == '*' ? EACH : text.charAt(digits) - '0';
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
            String name = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            return index == EACH ? "each " + name : name + " " + index;
        }
    }

    /** Caffe2's forms where they are not what the operator's rule would give. */
    private static final String CAFFE2 =
            """
            # the gradients of what is learnt come first
            Conv I0 I1 GO0 -> GI1 GI2 GI0
            Conv I0 I1 GO0 -> GI1 GI0
            ConvTranspose I0 I1 GO0 -> GI1 GI2 GI0
            ConvTranspose I0 I1 GO0 -> GI1 GI0
            FC I0 I1 GO0 -> GI1 GI2 GI0
            FCTransposed I0 I1 GO0 -> GI1 GI2 GI0
            # in another order
            PRelu O0 GO0 I0 I1 -> GI0 GI1
            SpatialBN I0 I1 GO0 O3 O4 -> GI0 GI1 GI2
            MaxPoolWithIndex I0 GO0 O1 -> GI0
            Dropout GO0 O1 -> GI0
            Dropout GO0 -> GI0
            TopK GO0 O1 I0 -> GI0
            ResizeNearest GO0 I0 -> GI0
            SigmoidCrossEntropyWithLogits GO0 I0 I1 -> GI0
            CrossEntropy I0 I1 GO0 -> GI0
            ReduceFrontSum GO0 I0 -> GI0
            ReduceFrontMean GO0 I0 -> GI0
            ReduceFrontMax GO0 I0 O0 -> GI0
            ReduceBackSum GO0 I0 -> GI0
            ReduceBackMean GO0 I0 -> GI0
            ReduceBackMax GO0 I0 O0 -> GI0
            Max O0 GO0 I* -> GI*
            Min O0 GO0 I* -> GI*
            Mean GO0 -> GI*
            BernoulliJSD GO0 I0 I1 -> GI0
            SmoothL1Loss I0 I1 I2 I3 GO0 -> GI0
            WeightedSigmoidCrossEntropyWithLogits GO0 I0 I1 I2 -> GI0
            # more than ours needs, or less: then the forward operator is looked up
            Swish I0 O0 GO0 -> GI0
            Softsign I0 GO0 -> GI0
            Div I1 O0 GO0 -> GI0 GI1
            ReduceSum GO0 I0 O0 -> GI0
            ReduceMean GO0 I0 O0 -> GI0
            SoftmaxWithLoss I0 I1 O0 GO1 -> GI0
            SoftmaxWithLoss I0 I1 I2 O0 GO1 -> GI0
            SpatialSoftmaxWithLoss I0 I1 O0 GO1 -> GI0
            SpatialSoftmaxWithLoss I0 I1 I2 O0 GO1 -> GI0
            MaxPool I0 O0 GO0 -> GI0
            AveragePool I0 O0 GO0 -> GI0
            LRN I0 O0 GO0 -> GI0
            LayerNorm GO0 O0 O1 O2 I0 -> GI0
            InstanceNorm I0 I1 I2 GO0 -> GI0 GI1 GI2
            InstanceNorm I0 I1 I2 GO0 O1 -> GI0 GI1 GI2
            InstanceNorm I0 I1 I2 GO0 O1 O2 -> GI0 GI1 GI2
            PadImage GO0 -> GI0
            ChannelShuffle GO0 -> GI0
            Tile GO0 -> GI0
            LengthsSum GO0 I1 -> GI0
            LengthsMean GO0 I1 -> GI0
            SortedSegmentSum GO0 I1 -> GI0
            SortedSegmentMean GO0 I1 -> GI0
            UnsortedSegmentSum GO0 I1 -> GI0
            UnsortedSegmentMean GO0 I1 -> GI0
            LSTMUnit I0 I1 I2 I3 I4 O0 O1 GO0 GO1 -> GI0 GI1 GI2
            LSTMUnit I0 I1 I2 I3 O0 O1 GO0 GO1 -> GI0 GI1 GI2
            GRUUnit I0 I1 I2 O0 GO0 -> GI0 GI1
            GRUUnit I0 I1 I2 I3 O0 GO0 -> GI0 GI1
            # what is kept is no blob: the forward operator is looked up
            CTCLoss I0 I1 I2 I3 GO0 -> GI0
            LSTM I0 I1 I2 I3 I4 I5 O0 O1 O2 GO0 GO1 GO2 -> GI0 GI1 GI2 GI3 GI4 GI5
            LSTM I0 I1 I2 I3 I4 I5 I6 O0 O1 O2 GO0 GO1 GO2 -> GI0 GI1 GI2 GI3 GI4 GI5
            LSTM I0 I1 I2 I3 I4 I5 I6 I7 O0 O1 O2 GO0 GO1 GO2 -> GI0 GI1 GI2 GI3 GI4 GI5 GI7
            GRU I0 I1 I2 I3 I4 O0 O1 GO0 GO1 -> GI0 GI1 GI2 GI3 GI4
            GRU I0 I1 I2 I3 I4 I5 O0 O1 GO0 GO1 -> GI0 GI1 GI2 GI3 GI4
            RNN I0 I1 I2 I3 I4 O0 O1 GO0 GO1 -> GI0 GI1 GI2 GI3 GI4
            RNN I0 I1 I2 I3 I4 I5 O0 O1 GO0 GO1 -> GI0 GI1 GI2 GI3 GI4
            """;

    /** With {@code is_test}, SpatialBN's gradient reads the running moments that it used. */
    static final GradientSchema SPATIAL_BN_IN_USE =
            parse("SpatialBN", "SpatialBNGradient", "I0 I1 GO0 I3 I4 -> GI0 GI1 GI2");

    private static final String SUFFIX = "Gradient";
    private static final Map<String, List<GradientSchema>> SPECIAL = parse(CAFFE2);
    private static final Map<String, List<GradientSchema>> DERIVED = new ConcurrentHashMap<>();

    private static Map<String, List<GradientSchema>> parse(String table) {
        Map<String, List<GradientSchema>> forms = new LinkedHashMap<>();
        for (String line : table.split("\n")) {
            if (!line.startsWith("#")) {
                int blank = line.indexOf(' ');
                String forward = line.substring(0, blank);
                forms.computeIfAbsent(forward, f -> new ArrayList<>())
                        .add(parse(forward, forward + SUFFIX, line.substring(blank + 1)));
            }
        }
        return forms;
    }

    /** The form whose roles are written as in a line of {@link #CAFFE2}. */
    static GradientSchema parse(String forward, String gradient, String text) {
        int arrow = text.indexOf(" -> ");
        List<Role> inputs = roles(text.substring(0, arrow));
        return new GradientSchema(forward, gradient, inputs, roles(text.substring(arrow + 4)));
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
        List<GradientSchema> special = SPECIAL.get(forward);
        if (special != null) {
            return special;
        }
        boolean derived = OpCatalog.has(forward) && !GradientMakers.isOfOrdinaryOperators(forward);
        return derived
                ? DERIVED.computeIfAbsent(forward, f -> RecordingSite.forms(OpCatalog.get(f)))
                : List.of();
    }

    /** The forms of Caffe2's that are not derived, by the forward operator's type. */
    static Map<String, List<GradientSchema>> special() {
        return Collections.unmodifiableMap(SPECIAL);
    }

    /**
     * The form that the gradient of {@code op} has: of those whose blobs it has, the one with most
     * blobs; null if there is none.
     */
    static GradientSchema of(OperatorDef op) {
        return ofForward(op.getType()).stream()
                .map(schema -> schema.with(op.getInputCount()))
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
     * there is none.
     */
    public static GradientSchema ofGradient(OperatorDef op) {
        if (op.getType().equals(SPATIAL_BN_IN_USE.gradient) && Args.of(op).flag("is_test", false)) {
            return SPATIAL_BN_IN_USE;
        }
        return formsOfGradient(op.getType()).stream()
                .map(schema -> schema.with(op.getOutputCount()))
                .filter(s -> s.inputs.size() == op.getInputCount())
                .filter(s -> s.outputs.size() == op.getOutputCount())
                .findFirst()
                .orElse(null);
    }

    /** The same with roles of each input written out, for an operator of so many. */
    GradientSchema with(int count) {
        return new GradientSchema(forward, gradient, with(inputs, count), with(outputs, count));
    }

    private static List<Role> with(List<Role> roles, int count) {
        List<Role> all = new ArrayList<>();
        for (Role role : roles) {
            for (int i = 0; role.index == Role.EACH && i < count; i++) {
                all.add(new Role(role.kind, i));
            }
            if (role.index != Role.EACH) {
                all.add(role);
            }
        }
        return all;
    }

    /** The forms that a gradient operator of this type can have. */
    public static List<GradientSchema> formsOfGradient(String type) {
        return type.endsWith(SUFFIX)
                ? ofForward(type.substring(0, type.length() - SUFFIX.length()))
                : List.of();
    }

    /** Whether {@code type} is the type of a gradient operator that has a form. */
    public static boolean isGradient(String type) {
        return !formsOfGradient(type).isEmpty();
    }
}
