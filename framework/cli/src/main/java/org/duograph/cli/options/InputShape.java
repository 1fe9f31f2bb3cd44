package org.duograph.cli.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.duograph.ops.conv.Conv;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.lower.Spellings;
import org.duograph.workspace.proto.OperatorDef;

/**
 * The type that an operator's input must have, as far as the operator's arguments and its other
 * inputs tell. What they leave open is a letter: {@code float32 Mx3x5x5}.
 *
 * <p>The number of outputs of a Conv or FC, M, is the size of its weights, so a net does not say it
 * a second time. Where there are no weights yet, the argument {@code num_output} does.
 */
final class InputShape {
    private static final InputShape UNKNOWN = new InputShape(DType.FLOAT32, null);

    private final DType dtype;
    private final List<String> dims;

    private InputShape(DType dtype, List<String> dims) {
        this.dtype = dtype;
        this.dims = dims;
    }

    /**
     * The shape of input {@code index} of {@code op}.
     *
     * @param types the types of blobs, null where unknown
     */
    static InputShape of(OperatorDef op, int index, Function<String, ArrayType> types) {
        String blob = op.getInput(index);
        if (blob.endsWith("_grad")) {
            ArrayType forward = types.apply(blob.substring(0, blob.length() - "_grad".length()));
            return forward == null ? UNKNOWN : new InputShape(forward.dtype(), texts(forward));
        }
        ArrayType x = op.getInputCount() == 0 ? null : types.apply(op.getInput(0));
        if (x == null || index == 0) {
            return UNKNOWN;
        }
        Shape shape = x.shape();
        Args args = Args.of(op);
        return switch (op.getType()) {
            case "Conv" -> index == 1 ? filters(op, args, shape, types) : bias(op, args, types);
            case "FC" -> index == 1 ? matrix(op, args, shape, types) : bias(op, args, types);
            case "SpatialBN", "PRelu" -> channels(args, shape);
            case "SoftmaxWithLoss", "LabelCrossEntropy", "Accuracy" ->
                    index == 1 && shape.rank() > 0
                            ? new InputShape(DType.INT32, List.of("" + shape.dim(0)))
                            : UNKNOWN;
            default -> UNKNOWN;
        };
    }

    private static InputShape filters(
            OperatorDef op, Args args, Shape x, Function<String, ArrayType> types) {
        if (x.rank() != 4) {
            return UNKNOWN;
        }
        boolean nhwc = args.s("order", "NCHW").equals("NHWC");
        int group = Math.max(1, args.i("group", 1));
        Map<String, Object> given = Spellings.attributes(Conv.OP, args, List.of(x));
        List<?> kernel = (List<?>) given.getOrDefault("kernel", List.of(0L, 0L));
        String kh = side((long) kernel.get(0), "kh");
        String kw = side((long) kernel.get(1), "kw");
        String m = outputs(op, args, types);
        String c = "" + x.dim(nhwc ? 3 : 1) / group;
        return new InputShape(DType.FLOAT32, nhwc ? List.of(m, kh, kw, c) : List.of(m, c, kh, kw));
    }

    private static String side(long size, String unknown) {
        return size > 0 ? "" + size : unknown;
    }

    private static InputShape matrix(
            OperatorDef op, Args args, Shape x, Function<String, ArrayType> types) {
        int axis = args.i("axis", 1);
        if (axis < 0 || axis > x.rank()) {
            return UNKNOWN;
        }
        String k = "" + x.sizeOf(axis, x.rank());
        return new InputShape(DType.FLOAT32, List.of(outputs(op, args, types), k));
    }

    private static InputShape bias(OperatorDef op, Args args, Function<String, ArrayType> types) {
        return new InputShape(DType.FLOAT32, List.of(outputs(op, args, types)));
    }

    private static InputShape channels(Args args, Shape x) {
        int axis = args.s("order", "NCHW").equals("NHWC") ? x.rank() - 1 : 1;
        return x.rank() < 2 ? UNKNOWN : new InputShape(DType.FLOAT32, List.of("" + x.dim(axis)));
    }

    /** The number of outputs: said, or the size of the weights or the bias, or else {@code M}. */
    private static String outputs(OperatorDef op, Args args, Function<String, ArrayType> types) {
        long said = args.i("num_output", 0);
        for (int i = 1; i < op.getInputCount() && said <= 0; i++) {
            ArrayType type = types.apply(op.getInput(i));
            said = type != null && type.shape().rank() > 0 ? type.shape().dim(0) : 0;
        }
        return side(said, "M");
    }

    private static List<String> texts(ArrayType type) {
        List<String> all = new ArrayList<>();
        type.shape().forEach(d -> all.add("" + d));
        return all;
    }

    /** Whether anything is known. */
    boolean isKnown() {
        return dims != null;
    }

    /** The type, or null if it is not known in full. */
    ArrayType type() {
        if (dims == null || dims.stream().anyMatch(d -> !Character.isDigit(d.charAt(0)))) {
            return null;
        }
        return new ArrayType(dtype, Shape.of(dims.stream().map(Integer::valueOf).toList()));
    }

    @Override
    public String toString() {
        String name = dtype.name().toLowerCase(java.util.Locale.ROOT);
        return name + " " + (dims.isEmpty() ? "scalar" : String.join("x", dims));
    }
}
