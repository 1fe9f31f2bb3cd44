package org.duograph.workspace.lower;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.duograph.graph.Attr;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.io.GivenTensors;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Appends one operator to a graph: its arguments become attributes, its blobs become operands.
 *
 * <p>Nearly always that is all. The few operators that Caffe2 writes in a form of its own are
 * listed in {@link #append}.
 */
final class OperatorForms {
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
            if (op.getOutputCount() == 0) {
                throw site.error("it needs an output, the blob that it fills");
            }
            return List.of(site.graph().constant(op.getOutput(0), givenNumbers(op)));
        }
        Map<String, Object> attrs = attrs(op, def, inputs.stream().map(Value::shape).toList());
        List<Value> operands = new ArrayList<>(inputs);
        switch (type) {
            case "Split", "DepthSplit" -> {
                if (operands.size() == 1 && !attrs.containsKey("split")) {
                    attrs.put("outputs", op.getOutputCount());
                }
            }
            case "Conditional" -> operands.set(0, byRow(site, inputs));
            case "HalfToFloat" -> convert(site, attrs, operands, DType.FLOAT16, DType.FLOAT32);
            case "FloatToHalf" -> convert(site, attrs, operands, DType.FLOAT32, DType.FLOAT16);
            case "NanCheck" -> {
                limit(operands, 1); // others are only printed
                attrs.put("message", "NanCheck of \"" + op.getInput(0) + "\"");
            }
            case "PrependDim", "MergeDim" -> attrs.put("shape", regrouped(site, inputs));
            case "Accumulate" -> {
                if (operands.size() == 1) {
                    operands.add(before(site, inputs));
                }
            }
            case "Print", "Summarize" -> {
                if (op.getInputCount() == 0) {
                    throw site.error("it needs an input, the blob of which it tells");
                }
                attrs.putIfAbsent("name", op.getInput(0));
            }
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
            fill(site, def, attrs, operands);
        }
        DataSizes.add(site, def, attrs, operands);
        int absent = leftOut(op, def);
        if (absent >= 0 && absent <= operands.size()) {
            operands.add(absent, site.graph().absent());
        }
        String name = op.getOutputCount() > 0 ? op.getOutput(0) : type;
        List<Value> outputs = site.append(name, def, attrs, operands).outputs();
        boolean asGradient = type.equals("MatMul") && inputs.size() > 2;
        return asGradient ? List.of(shapedLike(site, inputs.get(2), outputs.get(0))) : outputs;
    }

    /** The shape that PrependDim gives, one dimension more, or MergeDim, one less. */
    private static List<Integer> regrouped(LoweringSite site, List<Value> inputs) {
        int first = site.op().getType().equals("MergeDim") ? 2 : 1;
        if (inputs.size() != 1 || inputs.get(0).shape().rank() < first) {
            throw site.error(
                    "it needs one blob of %d dimensions or more, found %s"
                            .formatted(first, inputs.stream().map(Value::type).toList()));
        }
        Shape x = inputs.get(0).shape();
        List<Integer> dims = new ArrayList<>();
        if (first == 1) {
            int size = Args.of(site.op()).i("dim_size", 0);
            if (size < 1 || x.dim(0) % size != 0) {
                throw site.error(
                        "dim_size must divide the first dimension of %s, found %d"
                                .formatted(x, size));
            }
            dims.addAll(List.of(size, x.dim(0) / size));
        } else {
            dims.add(x.dim(0) * x.dim(1));
        }
        dims.addAll(x.toList().subList(first, x.rank()));
        return dims;
    }

    /** What is in the output of an Accumulate before it runs. */
    private static Value before(LoweringSite site, List<Value> inputs) {
        String output = site.op().getOutputCount() > 0 ? site.op().getOutput(0) : "";
        Value before = site.blobs().read(output);
        if (before == null || inputs.isEmpty() || !before.type().equals(inputs.get(0).type())) {
            throw site.error(
                    "its output \"%s\" must be there, of the type of its input, before it runs the"
                                    .formatted(output)
                            + " first time; let an init net fill it with zeros (ConstantFill)");
        }
        return before;
    }

    /** Caffe2's two conversions, whose types are in their names. */
    private static void convert(
            LoweringSite site,
            Map<String, Object> attrs,
            List<Value> operands,
            DType from,
            DType to) {
        if (operands.size() == 1 && operands.get(0).type().dtype() != from) {
            throw site.error(
                    "it reads %s, but \"%s\" is %s; a Cast converts any type"
                            .formatted(
                                    from.lowerName(),
                                    site.op().getInput(0),
                                    operands.get(0).type()));
        }
        attrs.put("to", to);
    }

    /** A condition for each row, of as many axes as the rows have. */
    private static Value byRow(LoweringSite site, List<Value> inputs) {
        if (inputs.size() != 3
                || inputs.get(0).shape().rank() != 1
                || inputs.get(1).shape().rank() == 0
                || !inputs.get(1).shape().equals(inputs.get(2).shape())
                || inputs.get(0).shape().dim(0) != inputs.get(1).shape().dim(0)) {
            throw site.error(
                    "it needs a bool for each row and two blobs of the same shape, found "
                            + inputs.stream().map(Value::type).toList());
        }
        List<Long> axes = new ArrayList<>();
        for (long axis = 1; axis < inputs.get(1).shape().rank(); axis++) {
            axes.add(axis);
        }
        return axes.isEmpty()
                ? inputs.get(0)
                : site.append(
                                inputs.get(0).name(),
                                OpCatalog.get("ExpandDims"),
                                Map.of("dims", axes),
                                List.of(inputs.get(0)))
                        .output(0);
    }

    /** MatMul as its own gradient gives a matrix the shape of the blob that it reads last. */
    private static Value shapedLike(LoweringSite site, Value like, Value y) {
        return y.shape().equals(like.shape())
                ? y
                : site.append(y.name(), OpCatalog.get("ResizeLike"), Map.of(), List.of(y, like))
                        .output(0);
    }

    /**
     * With {@code input_as_shape} the first input holds the shape, the graph's last. A whole number
     * without a type fills with int64, as in Caffe2.
     */
    private static void fill(
            LoweringSite site, OpDef def, Map<String, Object> attrs, List<Value> operands) {
        Argument value = Args.of(site.op()).get("value");
        boolean constant = site.op().getType().equals("ConstantFill");
        if (constant && value != null && value.hasI() && !attrs.containsKey("dtype")) {
            attrs.put("dtype", DType.INT64);
        }
        if (Args.of(site.op()).flag("input_as_shape", false)) {
            if (operands.isEmpty()) {
                throw site.error("input_as_shape needs an input that holds the shape");
            }
            Value shape = operands.set(0, site.graph().absent());
            if (operands.size() >= def.inputs().size()) {
                throw site.error("with input_as_shape it can't have more inputs than the shape");
            }
            while (operands.size() < def.inputs().size() - 1) {
                operands.add(site.graph().absent());
            }
            operands.add(shape);
        }
    }

    /** The place of an input that the arguments say is left out, or -1 where they don't. */
    static int leftOut(OperatorDef op, OpDef def) {
        boolean lengths = Args.of(op).flag("sequence_lengths", true);
        int place = lengths ? -1 : def.inputs().size() - 1;
        while (place >= 0 && !def.input(place).name().equals("seq_lengths")) {
            place--;
        }
        return place;
    }

    private static void limit(List<Value> operands, int most) {
        while (operands.size() > most) {
            operands.remove(operands.size() - 1); // a blob that Caffe2 reads for its shape only
        }
    }

    /** The numbers in a GivenTensorFill's arguments, without a detour through boxed lists. */
    private static NDArray givenNumbers(OperatorDef op) {
        Args args = Args.of(op);
        List<Long> dims = Arrays.stream(args.ints("shape")).boxed().toList();
        Shape shape = Shape.of(dims);
        return GivenTensors.array(op.getType(), args, shape);
    }

    /**
     * The operator's arguments as attributes. An argument that only other operators understand is
     * left out, as Caffe2 does; one that nobody understands is left in, for the check to complain
     * about.
     *
     * @param inputs the shapes of its first inputs, as far as they are known
     */
    static Map<String, Object> attrs(OperatorDef op, OpDef def, List<Shape> inputs) {
        Args args = Args.of(op);
        Map<String, Object> attrs = new LinkedHashMap<>();
        for (String name : args.names()) {
            Attr attr = def.attr(name);
            boolean known = attr != null && !Spellings.has(attr);
            if (known) {
                attrs.put(name, value(args, attr));
            } else if (attr == null && !isOthers(name)) {
                attrs.put(name, Args.text(args.get(name)));
            }
        }
        attrs.putAll(Spellings.attributes(def, args, inputs));
        return attrs;
    }

    private static boolean isOthers(String name) {
        return Spellings.isCaffe2s(name) || Anywhere.KNOWN.contains(name);
    }

    private static Object value(Args args, Attr attr) {
        String name = attr.name();
        Argument given = args.get(name);
        return switch (attr.kind()) {
            case INT -> args.i(name, 0L);
            case FLOAT -> given.hasI() ? (Number) given.getI() : (Number) (double) args.f(name, 0);
            case STRING -> args.s(name, "");
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
