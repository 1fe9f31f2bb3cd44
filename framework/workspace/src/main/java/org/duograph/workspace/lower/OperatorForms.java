package org.duograph.workspace.lower;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.duograph.graph.Attr;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.ops.view.Axes;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Appends one operator to a graph: its arguments become attributes, its blobs become operands.
 *
 * <p>Nearly always that is all. The few operators that Caffe2 writes in a form of its own are
 * listed in {@link #append}.
 */
final class OperatorForms {
    private static final Set<String> IGNORED =
            Set.of(
                    "use_cudnn",
                    "cudnn_exhaustive_search",
                    "cudnn_state",
                    "init_params",
                    "num_output", // says how large a weight is to be, before there is one
                    "net_position",
                    "convolution_transform_strategy",
                    "training_mode",
                    "float16_compute",
                    "allow_broadcast_fastpath");

    /** Set apart, because it loads all operators; few nets have an argument that needs it. */
    private static final class Anywhere {
        static final Set<String> KNOWN =
                OpCatalog.all().stream()
                        .flatMap(op -> op.attrs().keySet().stream())
                        .collect(Collectors.toUnmodifiableSet());
    }

    private OperatorForms() {}

    /** Appends the operator of the site and returns the values of its outputs. */
    static List<Value> append(LoweringSite site, OpDef def, List<Value> inputs) {
        OperatorDef op = site.op();
        String type = op.getType();
        if (type.startsWith("GivenTensor") && inputs.isEmpty()) {
            return List.of(site.graph().constant(op.getOutput(0), givenNumbers(op)));
        }
        Map<String, Object> attrs = attrs(op, def);
        List<Value> operands = new ArrayList<>(inputs);
        switch (type) {
            case "Split", "DepthSplit" -> splitSizes(site, attrs, operands);
            case "Reshape" -> newShape(site, attrs, operands);
            case "Tile" -> {
                oneNumber(site, attrs, operands, 2, "axis");
                oneNumber(site, attrs, operands, 1, "tiles");
            }
            case "Slice" -> {
                numbers(site, attrs, operands, 2, "ends");
                numbers(site, attrs, operands, 1, "starts");
            }
            case "OneHot" -> oneNumber(site, attrs, operands, 1, "index_size");
            case "MatMul", "BatchMatMul", "CopyOnDeviceLike" ->
                    limit(operands, def.inputs().size());
            case "PackedInt8BGRANHWCToNCHWCStylizerPreprocess" -> {
                if (operands.size() == 2) {
                    operands.add(site.read("__CAFFE2_STYLIZER_NOISE__"));
                }
            }
            default -> {}
        }
        if (type.endsWith("Fill")) {
            fill(site, attrs, operands);
        }
        String name = op.getOutputCount() > 0 ? op.getOutput(0) : type;
        List<Value> outputs = site.append(name, def, attrs, operands).outputs();
        boolean asGradient = type.equals("MatMul") && inputs.size() > 2;
        return asGradient ? List.of(shapedLike(site, inputs.get(2), outputs.get(0))) : outputs;
    }

    /** MatMul as its own gradient gives a matrix the shape of the blob that it reads last. */
    private static Value shapedLike(LoweringSite site, Value like, Value y) {
        return y.shape().equals(like.shape())
                ? y
                : site.append(y.name(), OpCatalog.get("ResizeLike"), Map.of(), List.of(y, like))
                        .output(0);
    }

    /**
     * With {@code input_as_shape} the first input holds the shape. A whole number without a type
     * fills with int64, as in Caffe2.
     */
    private static void fill(LoweringSite site, Map<String, Object> attrs, List<Value> operands) {
        Argument value = Args.of(site.op()).get("value");
        boolean constant = site.op().getType().equals("ConstantFill");
        if (constant && value != null && value.hasI() && !attrs.containsKey("dtype")) {
            attrs.put("dtype", 10L);
        }
        Object asShape = attrs.remove("input_as_shape");
        if (asShape != null && !asShape.equals(0L)) {
            if (operands.isEmpty()) {
                throw site.error("input_as_shape needs an input that holds the shape");
            }
            if (operands.size() > 1) {
                throw site.error("with input_as_shape it can't have more inputs than the shape");
            }
            numbers(site, attrs, operands, 0, "shape");
            List<Long> shape = new ArrayList<>(asLongs(attrs.get("shape")));
            Object extra = attrs.remove("extra_shape");
            if (extra != null) {
                shape.addAll(asLongs(extra));
            }
            attrs.put("shape", shape);
        }
    }

    private static List<Long> asLongs(Object list) {
        return ((List<?>) list).stream().map(n -> (Long) n).toList();
    }

    /** Input {@code i}, if it is there, becomes the argument {@code name}, a list of numbers. */
    private static void numbers(
            LoweringSite site,
            Map<String, Object> attrs,
            List<Value> operands,
            int i,
            String name) {
        if (operands.size() <= i) {
            return;
        }
        Value operand = operands.remove(i);
        NDArray known = operand.type().dtype().isFloating() ? null : site.known().of(operand);
        if (known == null) {
            throw site.error(
                    ("its input \"%s\" (%s) says its %s, which must be whole numbers known before"
                                    + " the net runs: a constant of the net, or a blob that is fed"
                                    + " or that an init net fills; or give the argument %s instead")
                            .formatted(site.op().getInput(i), operand.type(), name, name));
        }
        List<Long> all = new ArrayList<>();
        for (int k = 0; k < known.size(); k++) {
            all.add((long) known.get(k));
        }
        attrs.put(name, all);
    }

    /** Input {@code i}, if it is there, becomes the argument {@code name}, one number. */
    private static void oneNumber(
            LoweringSite site,
            Map<String, Object> attrs,
            List<Value> operands,
            int i,
            String name) {
        if (operands.size() > i) {
            numbers(site, attrs, operands, i, name);
            List<Long> all = asLongs(attrs.get(name));
            if (all.size() != 1) {
                throw site.error("its %s must be one number, found %s".formatted(name, all));
            }
            attrs.put(name, all.get(0));
        }
    }

    private static void limit(List<Value> operands, int most) {
        while (operands.size() > most) {
            operands.remove(operands.size() - 1); // a blob that Caffe2 reads for its shape only
        }
    }

    /**
     * Sizes of Split's parts: those that Concat wrote into its second output, or equal ones, as
     * many as there are outputs.
     */
    private static void splitSizes(
            LoweringSite site, Map<String, Object> attrs, List<Value> operands) {
        if (operands.size() == 2) {
            Value info = operands.remove(1);
            if (info.node().op().type().equals("Concat")) {
                attrs.put("split", concatSizes(info.node()));
            } else {
                operands.add(info);
                numbers(site, attrs, operands, 1, "split");
            }
        } else if (!attrs.containsKey("split")) {
            attrs.put("outputs", site.op().getOutputCount());
        }
    }

    /** A new shape that is another Reshape's old one, as in its gradient, is known now. */
    private static void newShape(
            LoweringSite site, Map<String, Object> attrs, List<Value> operands) {
        if (operands.size() == 2 && operands.get(1).node().op().type().equals("Reshape")) {
            Value before = operands.remove(1).node().input(0);
            attrs.put("shape", before.shape().toList().stream().map(d -> (long) d).toList());
        } else if (!attrs.containsKey("shape")) {
            numbers(site, attrs, operands, 1, "shape");
        }
    }

    private static List<Long> concatSizes(Node concat) {
        boolean stacked = concat.attrs().flag("add_axis");
        int axis = Axes.axisOrChannels(concat.attrs(), concat.output(0).shape().rank());
        return concat.inputs().stream().map(part -> stacked ? 1L : part.shape().dim(axis)).toList();
    }

    /** The numbers in a GivenTensorFill's arguments, without a detour through boxed lists. */
    private static NDArray givenNumbers(OperatorDef op) {
        Args args = Args.of(op);
        List<Long> dims = Arrays.stream(args.ints("shape")).boxed().toList();
        Shape shape = Shape.of(dims);
        return switch (op.getType()) {
            case "GivenTensorFill" -> NDArray.of(shape, args.floats("values"));
            case "GivenTensorInt64Fill" -> NDArray.of(shape, args.ints("values"));
            case "GivenTensorDoubleFill" ->
                    NDArray.of(shape, args.floats("values")).cast(DType.FLOAT64);
            case "GivenTensorIntFill" -> NDArray.of(shape, args.ints("values")).cast(DType.INT32);
            case "GivenTensorBoolFill" -> NDArray.of(shape, args.ints("values")).cast(DType.BOOL);
            default ->
                    throw new IllegalArgumentException(
                            op.getType() + " does not fill a tensor with numbers");
        };
    }

    /**
     * The operator's arguments as attributes. An argument that only other operators understand is
     * left out, as Caffe2 does; one that nobody understands is left in, for the check to complain
     * about.
     */
    static Map<String, Object> attrs(OperatorDef op, OpDef def) {
        Args args = Args.of(op);
        Map<String, Object> attrs = new LinkedHashMap<>();
        for (String name : args.names()) {
            Attr attr = def.attr(name);
            if (attr != null) {
                attrs.put(name, value(args, attr));
            } else if (!IGNORED.contains(name) && !Anywhere.KNOWN.contains(name)) {
                attrs.put(name, Args.text(args.get(name)));
            }
        }
        return attrs;
    }

    private static Object value(Args args, Attr attr) {
        String name = attr.name();
        Argument given = args.get(name);
        return switch (attr.kind()) {
            case INT -> args.i(name, 0L);
            case FLOAT -> given.hasI() ? (double) given.getI() : (double) args.f(name, 0);
            case STRING -> args.s(name, "");
            case INT_OR_STRING -> given.hasI() ? (Object) given.getI() : args.s(name, "");
            case INTS -> Arrays.stream(args.ints(name)).boxed().toList();
            case FLOATS -> {
                List<Double> all = new ArrayList<>();
                for (float f : args.floats(name)) {
                    all.add((double) f);
                }
                yield all;
            }
            case STRINGS -> args.strings(name);
            case GRAPH, TENSOR, TYPE -> Args.text(given); // which the operator refuses by name
        };
    }
}
