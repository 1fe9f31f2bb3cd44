package org.duograph.workspace.lower;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.OpDef;
import org.duograph.graph.TypeTable;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.io.Int8Array;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Caffe2's operators on numbers of 8 bits. A blob of theirs holds uint8, or int32 where it is a
 * bias, and each number q stands for {@code (q - zero point) * scale}; images are N x H x W x C.
 *
 * <p>Scale and zero point are blobs beside it ({@link Int8Array}). Operators that only pick or move
 * numbers keep them; all others take those of their output from {@code Y_scale} and {@code
 * Y_zero_point}. Sums of products are computed in doubles, in which they are exact, and rounded
 * once, to the nearest, halves to even; Caffe2's own kernels, QNNPACK's, may be off by 1 there.
 *
 * <p>Source: caffe2/operators/quantized and its tests.
 */
final class Int8Operators {
    /** What is done: the operator of real numbers that does it, and the family. */
    private static final Map<String, String> TABLE =
            TypeTable.parse(
                    """
                    Int8GivenTensorFill fill
                    Int8GivenIntTensorFill fill
                    Int8Quantize quantize
                    Int8Dequantize dequantize
                    Int8Concat moves Concat
                    Int8Flatten moves Flatten
                    Int8Reshape moves Reshape
                    Int8Slice moves Slice
                    Int8Transpose moves Transpose
                    Int8ChannelShuffle moves ChannelShuffle
                    Int8ResizeNearest moves ResizeNearest
                    Int8MaxPool moves MaxPool
                    Int8MaxPoolRelu moves MaxPool
                    Int8Relu relu
                    Int8Conv multiplies Conv
                    Int8ConvRelu multiplies Conv
                    Int8ConvTranspose multiplies ConvTranspose
                    Int8FC multiplies FC
                    Int8FCRelu multiplies FC
                    Int8Add computes Add
                    Int8AddRelu computes Add
                    Int8Sum computes Sum
                    Int8SumRelu computes Sum
                    Int8AveragePool computes AveragePool
                    Int8AveragePoolRelu computes AveragePool
                    Int8LeakyRelu computes LeakyRelu
                    Int8Sigmoid computes Sigmoid
                    Int8Softmax computes Softmax""");

    /** An operator of real numbers that takes N x C x H x W alone. */
    private static final String CHANNELS_FIRST = "ResizeNearest";

    private static final Set<String> IMAGES =
            Set.of("Conv", "ConvTranspose", "MaxPool", "AveragePool", "ChannelShuffle");

    private final LoweringSite site;
    private final List<Value> inputs;
    private final String name;
    private final float scaleY;
    private final int zeroY;
    private final boolean relu;

    private Int8Operators(LoweringSite site, List<Value> inputs) {
        this.site = site;
        this.inputs = inputs;
        this.name = site.op().getOutput(0);
        String type = site.op().getType();
        this.relu = type.endsWith("Relu") && !type.endsWith("LeakyRelu");
        Args args = Args.of(site.op());
        this.scaleY = args.f("Y_scale", 1);
        this.zeroY = args.i("Y_zero_point", 0);
        if (!(scaleY > 0) || Float.isInfinite(scaleY)) {
            throw site.error("Y_scale must be a positive number, found " + scaleY);
        }
        long most = type.equals("Int8GivenIntTensorFill") ? Integer.MAX_VALUE : 255;
        if (zeroY < 0 || zeroY > most) {
            throw site.error("Y_zero_point must be a number of uint8, found " + zeroY);
        }
    }

    /** Whether operators of that type compute with numbers of 8 bits. */
    static boolean has(String type) {
        return TABLE.containsKey(type);
    }

    /** Their types. */
    static Set<String> types() {
        return Collections.unmodifiableSet(TABLE.keySet());
    }

    /** What one of them does, in sentences. */
    static String description(String type) {
        String[] words = TABLE.get(type).split(" ");
        String means =
                "Each number q of a blob stands for (q - zero point) * scale; the blobs %s and %s say which, for a blob X."
                        .formatted(Int8Array.scaleOf("X"), Int8Array.zeroPointOf("X"));
        String y = " Y_scale and Y_zero_point say what the output's numbers stand for.";
        return switch (words[0]) {
            case "fill" ->
                    "%s fills a blob with the whole numbers in its argument values. %s%s"
                            .formatted(type, means, y);
            case "quantize" ->
                    "%s writes real numbers as uint8, rounded to the nearest. %s%s"
                            .formatted(type, means, y);
            case "dequantize" -> "%s reads real numbers from uint8. %s".formatted(type, means);
            case "relu" -> "%s is Relu on uint8. %s".formatted(type, means);
            case "moves" ->
                    "%s does on uint8 what %s does; its output means what its input means. %s"
                            .formatted(type, words[1], means);
            default ->
                    "%s does on uint8 what %s%s does, with its arguments, on images N x H x W x C. %s%s"
                            .formatted(
                                    type,
                                    words[1],
                                    type.endsWith("Relu") && !type.endsWith("LeakyRelu")
                                            ? " and Relu behind it"
                                            : "",
                                    means,
                                    y);
        };
    }

    /** Appends the operator of the site and returns the values of its outputs. */
    static List<Value> append(LoweringSite site, List<Value> inputs) {
        if (site.op().getOutputCount() == 0) {
            throw site.error("it needs an output, the blob that it fills");
        }
        return new Int8Operators(site, inputs).append();
    }

    private List<Value> append() {
        String[] words = TABLE.get(site.op().getType()).split(" ");
        if (!words[0].equals("fill") && inputs.isEmpty()) {
            throw site.error("it needs an input");
        }
        return switch (words[0]) {
            case "fill" -> List.of(told(constant(name, given())));
            case "quantize" -> List.of(told(quantize()));
            case "dequantize" -> List.of(op("DequantizeLinear", inputs.get(0), scale(0), zero(0)));
            case "relu" -> {
                requireBytes(0);
                Value x = asReal(inputs.get(0), DType.FLOAT32);
                yield List.of(likeInput(op("Max", x, stretched(zero(0), x))));
            }
            case "moves" -> moves(OpCatalog.get(words[1]));
            case "multiplies" -> List.of(told(multiplies(OpCatalog.get(words[1]))));
            case "computes" -> List.of(told(computes(OpCatalog.get(words[1]))));
            default -> throw new IllegalStateException(words[0]);
        };
    }

    /** The numbers in the arguments of a fill: bytes in a text, or whole numbers. */
    private NDArray given() {
        Args args = Args.of(site.op());
        long[] dims = args.ints("shape");
        List<Long> extents = new ArrayList<>();
        for (long dim : dims) {
            extents.add(dim);
        }
        Shape shape = Shape.of(extents);
        Argument values = args.get("values");
        boolean bytes = site.op().getType().equals("Int8GivenTensorFill");
        long count = values == null ? 0 : bytes ? values.getS().size() : values.getIntsCount();
        if (count != shape.size()) {
            throw site.error(
                    "shape %s takes %d values, but there are %d in the argument values"
                            .formatted(shape, shape.size(), count));
        }
        NDArray all = NDArray.zeros(new ArrayType(bytes ? DType.UINT8 : DType.INT32, shape));
        for (int i = 0; i < count; i++) {
            all.setWhole(i, bytes ? values.getS().byteAt(i) & 0xff : values.getInts(i));
        }
        return all;
    }

    private Value quantize() {
        if (inputs.size() > 1) {
            throw site.error(
                    "it takes its scale from Y_scale and Y_zero_point; blobs of quantisation parameters are not read");
        }
        return op("QuantizeLinear", inputs.get(0), scaleConstant(), zeroConstant(DType.UINT8));
    }

    /** An operator that gives numbers of its first input, or of all, in other places. */
    private List<Value> moves(OpDef def) {
        requireOrder(def);
        boolean all = def.type().equals("Concat");
        List<Value> operands = new ArrayList<>(inputs);
        for (int i = 0; i < (all ? inputs.size() : 1); i++) {
            operands.set(i, asReal(requireBytes(i), DType.FLOAT32));
        }
        List<Value> results = new ArrayList<>(real(def, operands));
        Value y = results.get(0);
        if (relu) {
            y = op("Max", y, stretched(zero(0), y));
        }
        results.set(0, likeInput(y));
        return results;
    }

    /** A sum of products of whole numbers, and a bias that is such a sum already. */
    private Value multiplies(OpDef def) {
        requireOrder(def);
        if (inputs.size() < 2 || inputs.size() > 3) {
            throw site.error(
                    "it needs blobs X and W, and perhaps a bias, found %d"
                            .formatted(inputs.size()));
        }
        List<Value> operands = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Value zero = asReal(zero(i), DType.FLOAT64);
            operands.add(op("Sub", asReal(requireBytes(i), DType.FLOAT64), zero));
        }
        if (inputs.size() == 3) {
            if (inputs.get(2).type().dtype() != DType.INT32) {
                throw site.error(
                        "its bias \"%s\" must be int32, found %s"
                                .formatted(site.op().getInput(2), inputs.get(2).type()));
            }
            operands.add(asReal(inputs.get(2), DType.FLOAT64));
        } else if (def.type().equals("FC")) {
            Shape rows = Shape.of(inputs.get(1).shape().dim(0));
            operands.add(constant(name, NDArray.zeros(new ArrayType(DType.FLOAT64, rows))));
        }
        Value sum = real(def, operands).get(0);
        Value factor = op("Mul", asReal(scale(0), DType.FLOAT64), asReal(scale(1), DType.FLOAT64));
        return rounded(op("Mul", sum, op("Div", factor, number(scaleY))));
    }

    /** An operator of real numbers between whole ones. */
    private Value computes(OpDef def) {
        requireOrder(def);
        List<Value> operands = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Value zero = asReal(zero(i), DType.FLOAT64);
            Value centred = op("Sub", asReal(requireBytes(i), DType.FLOAT64), zero);
            operands.add(op("Mul", centred, asReal(scale(i), DType.FLOAT64)));
        }
        return rounded(op("Div", real(def, operands).get(0), number(scaleY)));
    }

    /** The nearest whole number, from the zero point on, within what uint8 has. */
    private Value rounded(Value scaled) {
        Value moved = op("Add", op("Round", scaled), number(zeroY));
        double least = relu ? zeroY : 0;
        Value cut = op("Clip", Map.of("min", least, "max", 255.0), List.of(moved)).get(0);
        return asReal(cut, DType.UINT8);
    }

    /** The results of the operator of real numbers with the arguments of this one. */
    private List<Value> real(OpDef def, List<Value> operands) {
        OperatorDef.Builder plain = site.op().toBuilder().setType(def.type()).clearArg();
        for (Argument arg : site.op().getArgList()) {
            if (!arg.getName().equals("Y_scale") && !arg.getName().equals("Y_zero_point")) {
                plain.addArg(arg);
            }
        }
        List<Shape> shapes = new ArrayList<>();
        operands.forEach(operand -> shapes.add(operand.shape()));
        Map<String, Object> attrs =
                new LinkedHashMap<>(OperatorForms.attrs(plain.build(), def, shapes));
        if (!CHANNELS_FIRST.equals(def.type())) {
            return op(def.type(), attrs, operands);
        }
        List<Value> turned = new ArrayList<>(operands);
        turned.set(0, transposed(operands.get(0), 0, 3, 1, 2));
        List<Value> results = new ArrayList<>(op(def.type(), attrs, turned));
        results.set(0, transposed(results.get(0), 0, 2, 3, 1));
        return results;
    }

    private Value transposed(Value x, long... axes) {
        if (x.shape().rank() != 4) {
            throw site.error("it needs images N x H x W x C, found " + x.shape());
        }
        List<Long> order = new ArrayList<>();
        for (long axis : axes) {
            order.add(axis);
        }
        return op("Transpose", Map.of("axes", order), List.of(x)).get(0);
    }

    private void requireOrder(OpDef def) {
        String order = Args.of(site.op()).s("order", "");
        if (IMAGES.contains(def.type()) && !order.equals("NHWC")) {
            throw site.error(
                    "it takes images N x H x W x C: say order = \"NHWC\", found \"%s\""
                            .formatted(order));
        }
    }

    private Value requireBytes(int i) {
        Value x = inputs.get(i);
        if (x.type().dtype() != DType.UINT8) {
            throw site.error(
                    "its input \"%s\" must be uint8, found %s; Int8Quantize makes it of real numbers"
                            .formatted(site.op().getInput(i), x.type()));
        }
        return x;
    }

    private Value scale(int i) {
        return beside(i, Int8Array.scaleOf(site.op().getInput(i)));
    }

    private Value zero(int i) {
        return beside(i, Int8Array.zeroPointOf(site.op().getInput(i)));
    }

    private Value beside(int i, String companion) {
        Value value = site.blobs().read(companion);
        if (value == null) {
            throw site.error(
                    "nobody says what the numbers of its input \"%s\" stand for: there is no blob \"%s\"; an operator such as Int8Quantize or Int8GivenTensorFill makes it, or feed it"
                            .formatted(site.op().getInput(i), companion));
        }
        return value;
    }

    /** Writes what the output's numbers stand for, as the arguments say. */
    private Value told(Value y) {
        DType dtype = y.type().dtype();
        site.blobs().write(Int8Array.scaleOf(name), scaleConstant());
        site.blobs().write(Int8Array.zeroPointOf(name), zeroConstant(dtype));
        return y;
    }

    /** Numbers of the first input in other places, which stand for what they stood for. */
    private Value likeInput(Value real) {
        site.blobs().write(Int8Array.scaleOf(name), scale(0));
        site.blobs().write(Int8Array.zeroPointOf(name), zero(0));
        return asReal(real, DType.UINT8);
    }

    private Value scaleConstant() {
        return constant(Int8Array.scaleOf(name), NDArray.scalar(scaleY));
    }

    private Value zeroConstant(DType dtype) {
        NDArray zero = NDArray.scalar(zeroY).cast(dtype);
        return constant(Int8Array.zeroPointOf(name), zero);
    }

    private Value number(double number) {
        NDArray scalar = NDArray.zeros(new ArrayType(DType.FLOAT64, Shape.SCALAR));
        scalar.set(0, number);
        return constant(name, scalar);
    }

    private Value constant(String called, NDArray numbers) {
        return site.graph().constant(called, numbers);
    }

    private Value stretched(Value scalar, Value like) {
        Value real = asReal(scalar, like.type().dtype());
        Map<String, Object> shape = Map.of("shape", like.shape().toList());
        return op("Expand", shape, List.of(real)).get(0);
    }

    private Value asReal(Value x, DType to) {
        return x.type().dtype() == to ? x : op("Cast", Map.of("to", to), List.of(x)).get(0);
    }

    private Value op(String type, Value... operands) {
        return op(type, new HashMap<>(), List.of(operands)).get(0);
    }

    private List<Value> op(String type, Map<String, ?> attrs, List<Value> operands) {
        return site.append(name, OpCatalog.get(type), attrs, operands).outputs();
    }
}
