package org.duograph.workspace.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.duograph.graph.Suggestion;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.DType;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.io.TypeNumbers;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.OperatorDef;

/**
 * How Caffe2 writes the gradients of operators.
 *
 * <p>Most are one operator, whose blobs {@link GradientSchema} tells; the others, made of ordinary
 * operators, are written here. {@link #register} adds those of your own operators.
 */
public final class GradientMakers {
    /** Operators through which nothing is learnt: no gradient comes out of them, and none need. */
    private static final Set<String> ENDS =
            Set.of("StopGradient", "Iter", "AtomicIter", "LearningRate", "TensorProtosDBInput");

    /**
     * Operators whose gradient is one ordinary operator, which takes their arguments: that one, and
     * what its blobs are to the first.
     */
    private static final String ONE_OPERATOR =
            """
            Negative Negative GO0 -> GI0
            Scale Scale GO0 -> GI0
            Copy Copy GO0 -> GI0
            EnsureCPUOutput Copy GO0 -> GI0
            CopyCPUToGPU CopyGPUToCPU GO0 -> GI0
            CopyGPUToCPU CopyCPUToGPU GO0 -> GI0
            CopyFromCPUInput CopyGPUToCPU GO0 -> GI0
            HalfToFloat FloatToHalf GO0 -> GI0
            FloatToHalf HalfToFloat GO0 -> GI0
            ExpandDims Squeeze GO0 -> GI0
            Squeeze ExpandDims GO0 -> GI0
            NCHW2NHWC NHWC2NCHW GO0 -> GI0
            NHWC2NCHW NCHW2NHWC GO0 -> GI0
            Flatten ResizeLike GO0 I0 -> GI0
            FlattenToVec ResizeLike GO0 I0 -> GI0
            ResizeLike ResizeLike GO0 I0 -> GI0
            Concat Split GO0 O1 -> GI*
            ZeroGradient ConstantFill I* -> GI*
            SpaceToBatch BatchToSpace GO0 -> GI0
            BatchToSpace SpaceToBatch GO0 -> GI0
            Im2Col Col2Im GO0 I0 -> GI0
            Col2Im Im2Col GO0 -> GI0
            ReversePackedSegs ReversePackedSegs GO0 I1 -> GI0
            LengthsTile LengthsSum GO0 I1 -> GI0
            """;

    /** Those of which it takes none. */
    private static final String WITHOUT_ARGUMENTS =
            """
            Exp Mul O0 GO0 -> GI0
            Log Div GO0 I0 -> GI0
            PrependDim ResizeLike GO0 I0 -> GI0
            MergeDim ResizeLike GO0 I0 -> GI0
            """;

    private static final Map<String, GradientMaker> MAKERS = new ConcurrentHashMap<>();

    static {
        ONE_OPERATOR.lines().forEach(line -> put(line, g -> g));
        WITHOUT_ARGUMENTS.lines().forEach(line -> put(line, OperatorGradient::withoutArguments));
        elementwise();
        shapes();
        products();
        MAKERS.put("Conv", GradientMakers::convolution);
        MAKERS.put("ConvTranspose", GradientMakers::convolution);
        MAKERS.put("SpatialBN", GradientMakers::spatialBn);
        MAKERS.put("Dropout", GradientMakers::dropout);
        MAKERS.put("Cast", GradientMakers::cast);
        MAKERS.put("NanCheck", g -> g.passTo(0, g.outputGradient(0)));
        MAKERS.put("AffineChannel", GradientMakers::affineChannel);
        MAKERS.put("Gather", g -> g.ofRows(0, g.input(1), g.outputGradient(0)));
        MAKERS.put("Conditional", GradientMakers::conditional);
        ControlOperators.RUNNING.forEach(type -> MAKERS.put(type, ControlGradients::write));
        MAKERS.put("RecurrentNetwork", RecurrentGradient::write);
    }

    /** Those above whose gradients are ordinary operators, so that there is no XGradient. */
    private static final Set<String> COMPOSED =
            MAKERS.keySet().stream()
                    .filter(type -> !GradientSchema.special().containsKey(type))
                    .filter(type -> !type.equals("AffineChannel")) // only chooses a form
                    .collect(Collectors.toUnmodifiableSet());

    private GradientMakers() {}

    /** Whether Caffe2 makes the gradient of {@code type} of ordinary operators. */
    static boolean isOfOrdinaryOperators(String type) {
        return COMPOSED.contains(type);
    }

    /** Lets {@code maker} write the gradients of operators of that type from now on. */
    public static void register(String type, GradientMaker maker) {
        MAKERS.put(type, maker);
    }

    /** Whether gradients can be written for operators of that type. */
    public static boolean has(String type) {
        return MAKERS.containsKey(type) || !GradientSchema.ofForward(type).isEmpty();
    }

    /** The maker for an operator. */
    static GradientMaker of(OperatorDef op) {
        String type = op.getType();
        GradientMaker maker = MAKERS.get(type);
        if (maker != null) {
            return maker;
        }
        if (GradientSchema.of(op) != null) {
            return GradientMakers::fromSchema;
        }
        if (ENDS.contains(type) || type.endsWith("Fill")) {
            return g -> {};
        }
        if (!GradientSchema.ofForward(type).isEmpty()) {
            throw new IllegalArgumentException(
                    "with %d inputs and %d outputs it has no gradient; the gradient needs %s"
                            .formatted(
                                    op.getInputCount(),
                                    op.getOutputCount(),
                                    GradientSchema.ofForward(type).get(0).inputs()));
        }
        if (!OpCatalog.has(type)) {
            Set<String> known = new TreeSet<>(MAKERS.keySet());
            known.addAll(OpCatalog.types());
            throw new IllegalArgumentException(
                    "there is no operator \""
                            + type
                            + "\""
                            + Suggestion.among(type, known)
                            + " (GradientMakers.register gives an operator of your own its"
                            + " gradient)");
        }
        throw new IllegalArgumentException(
                "%s has no gradient, yet what gradients are asked of depends on its output; put a"
                                .formatted(type)
                        + " StopGradient after it, or register its gradient with"
                        + " GradientMakers.register");
    }

    private static void put(String line, UnaryOperator<OperatorGradient> first) {
        String[] words = line.split(" ", 3);
        GradientSchema form = GradientSchema.parse(words[0], words[1], words[2]);
        MAKERS.put(words[0], g -> write(first.apply(g), form.with(g.inputCount())));
    }

    private static void fromSchema(OperatorGradient g) {
        write(g, GradientSchema.of(g.forward()));
    }

    private static void write(OperatorGradient g, GradientSchema schema, Argument... args) {
        List<String> inputs = schema.inputs().stream().map(role -> name(g, role)).toList();
        List<String> outputs = schema.outputs().stream().map(role -> name(g, role)).toList();
        g.add(schema.gradient(), inputs, outputs, args);
    }

    private static String name(OperatorGradient g, GradientSchema.Role role) {
        return switch (role.kind()) {
            case INPUT -> g.input(role.index());
            case OUTPUT -> g.output(role.index());
            case INPUT_GRADIENT -> g.inputGradient(role.index());
            case OUTPUT_GRADIENT -> g.outputGradient(role.index());
        };
    }

    private static void elementwise() {
        MAKERS.put("Sum", GradientMakers::passToAll);
        MAKERS.put("Add", g -> broadcastable(g, BroadcastGradients::add));
        MAKERS.put("Sub", g -> broadcastable(g, BroadcastGradients::sub));
        MAKERS.put("Mul", g -> broadcastable(g, BroadcastGradients::mul));
        MAKERS.put("Alias", GradientMakers::passToAll);
        MAKERS.put("Sqr", GradientMakers::sqr);
        MAKERS.put("Sqrt", GradientMakers::sqrt);
        MAKERS.put("Pow", GradientMakers::pow);
    }

    private static void passToAll(OperatorGradient g) {
        for (int i = 0; i < g.inputCount(); i++) {
            g.passTo(i, g.outputGradient(0));
        }
    }

    private static void broadcastable(OperatorGradient g, GradientMaker maker) {
        if (g.inputCount() != 2) {
            throw new IllegalArgumentException("it needs two inputs, not " + g.inputCount());
        }
        maker.write(g);
    }

    /** d x&sup2; = 2 dy &middot; x; Caffe2 doubles dy in place. */
    private static void sqr(OperatorGradient g) {
        String dy = g.outputGradient(0);
        g.withoutArguments();
        g.add("Scale", List.of(dy), List.of(dy), Ops.arg("scale", 2f));
        g.add("Mul", List.of(dy, g.input(0)), List.of(g.inputGradient(0)));
    }

    /** d &radic;x = dy / 2y. */
    private static void sqrt(OperatorGradient g) {
        List<String> dx = List.of(g.inputGradient(0));
        g.withoutArguments();
        g.add("Scale", List.of(g.outputGradient(0)), dx, Ops.arg("scale", 0.5f));
        g.add("Div", List.of(dx.get(0), g.output(0)), dx);
    }

    /** d x^p = p x^(p-1) dy. */
    private static void pow(OperatorGradient g) {
        if (g.inputCount() != 1) {
            throw new IllegalArgumentException(
                    "Pow has a gradient only where the exponent is an argument, not an input");
        }
        float exponent = g.args().f("exponent", 0);
        List<String> dx = List.of(g.inputGradient(0));
        g.withoutArguments();
        g.add("Pow", List.of(g.input(0)), dx, Ops.arg("exponent", exponent - 1));
        g.add("Mul", List.of(dx.get(0), g.outputGradient(0)), dx);
        g.add("Scale", dx, dx, Ops.arg("scale", exponent));
    }

    /** Each row's gradient goes to the input from which the row came. */
    private static void conditional(OperatorGradient g) {
        String dy = g.outputGradient(0);
        String zeros = dy + "_zeros";
        g.withoutArguments();
        g.add("ConstantFill", List.of(dy), List.of(zeros), Ops.arg("value", 0f));
        g.add("Conditional", List.of(g.input(0), dy, zeros), List.of(g.inputGradient(1)));
        g.add("Conditional", List.of(g.input(0), zeros, dy), List.of(g.inputGradient(2)));
    }

    private static void shapes() {
        MAKERS.put("Reshape", GradientMakers::reshape);
        for (String type : List.of("Split", "DepthSplit")) {
            MAKERS.put(type, g -> g.add("Concat", allOutputGradients(g), withDims(g)));
        }
        MAKERS.put("Transpose", GradientMakers::transpose);
    }

    private static void reshape(OperatorGradient g) {
        List<String> read = List.of(g.outputGradient(0), g.output(1));
        g.withoutArguments().add("Reshape", read, withDims(g));
    }

    private static List<String> withDims(OperatorGradient g) {
        String dx = g.inputGradient(0);
        return List.of(dx, "_" + dx + "_dims");
    }

    private static List<String> allOutputGradients(OperatorGradient g) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < g.forward().getOutputCount(); i++) {
            names.add(g.outputGradient(i));
        }
        return names;
    }

    private static void transpose(OperatorGradient g) {
        long[] axes = g.args().ints("axes");
        long[] inverse = new long[axes.length];
        for (int i = 0; i < axes.length; i++) {
            if (axes[i] < 0 || axes[i] >= axes.length) {
                throw new IllegalArgumentException(
                        "axes must be the numbers 0 to %d in some order, found %s"
                                .formatted(axes.length - 1, Arrays.toString(axes)));
            }
            inverse[(int) axes[i]] = i;
        }
        Argument[] args =
                axes.length == 0 ? new Argument[0] : new Argument[] {Ops.arg("axes", inverse)};
        g.withoutArguments()
                .add("Transpose", List.of(g.outputGradient(0)), List.of(g.inputGradient(0)), args);
    }

    private static void products() {
        MAKERS.put("MatMul", ProductGradients::matMul);
        MAKERS.put("BatchMatMul", ProductGradients::batchMatMul);
    }

    /** Without a bias, Caffe2 tells the gradient operator so. */
    private static void convolution(OperatorGradient g) {
        GradientSchema schema = GradientSchema.of(g.forward());
        boolean bias = g.inputCount() > 2;
        write(g, schema, bias ? new Argument[0] : new Argument[] {Ops.arg("no_bias", 1)});
    }

    private static void spatialBn(OperatorGradient g) {
        if (g.args().flag("is_test", false)) {
            write(g, GradientSchema.SPATIAL_BN_IN_USE);
        } else if (g.forward().getOutputCount() < 5) {
            throw new IllegalArgumentException(
                    "while it trains (is_test 0), SpatialBN has a gradient only with the outputs Y,"
                            + " running mean, running variance, saved mean, saved inverse"
                            + " deviation");
        } else {
            fromSchema(g);
        }
    }

    /** A scale and a bias that do not learn have no gradients. */
    private static void affineChannel(OperatorGradient g) {
        boolean learns = g.args().flag("is_learnable", false);
        write(g, GradientSchema.ofForward("AffineChannel").get(learns ? 0 : 1));
    }

    private static void dropout(OperatorGradient g) {
        boolean test = g.args().flag("is_test", false);
        if (!test && g.forward().getOutputCount() < 2) {
            throw new IllegalArgumentException(
                    "to have a gradient, Dropout needs a second output, the mask");
        }
        List<String> read =
                test ? List.of(g.outputGradient(0)) : List.of(g.outputGradient(0), g.output(1));
        g.add("DropoutGradient", read, List.of(g.inputGradient(0)));
    }

    /** Back to the type that the argument {@code from_type} names; nothing learns from integers. */
    private static void cast(OperatorGradient g) {
        Args args = g.args();
        Argument from = args.get("from_type");
        if (from == null) {
            throw new IllegalArgumentException(
                    "Cast has a gradient only with argument from_type (1 for float, 13 for double),"
                            + " the type of its input; if nothing before it is to learn, put a"
                            + " StopGradient after it");
        }
        Argument to = args.get("to");
        if (learns(from) && (to == null || learns(to))) {
            g.withoutArguments()
                    .add(
                            "Cast",
                            List.of(g.outputGradient(0)),
                            List.of(g.inputGradient(0)),
                            from.toBuilder().setName("to").build(),
                            to == null
                                    ? Ops.arg("from_type", TypeNumbers.number(DType.FLOAT32))
                                    : to.toBuilder().setName("from_type").build());
        }
    }

    private static boolean learns(Argument type) {
        String word = type.hasI() ? "" + type.getI() : type.getS().toStringUtf8();
        return TypeNumbers.type(word).isFloating();
    }
}
