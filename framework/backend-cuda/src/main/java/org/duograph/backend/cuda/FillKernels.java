package org.duograph.backend.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.graph.Attrs;
import org.duograph.ops.fill.DiagonalFill;
import org.duograph.ops.fill.GivenTensorFill;
import org.duograph.ops.shape.ShapeOf;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Arrays full of one number, such as the gradients with which a backward pass begins, and others
 * that are known when the node is prepared.
 */
final class FillKernels implements KernelFamily {
    static final String MODULE = "fill";

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "ConstantFill" -> Entry.ofAnyType(node -> true, FillKernels::constant);
            case "DiagonalFill" -> Entry.ofAnyType(node -> true, FillKernels::diagonal);
            case "RangeFill" -> Entry.ofAnyType(HostKernel::givesFloat, FillKernels::range);
            case "GivenTensorFill",
                    "GivenTensorDoubleFill",
                    "GivenTensorIntFill",
                    "GivenTensorInt64Fill",
                    "GivenTensorBoolFill" ->
                    Entry.ofAnyType(node -> true, d -> known(d, GivenTensorFill.numbers(d.node())));
            case "Shape" ->
                    Entry.ofAnyType(
                            node -> !node.input(0).type().dtype().isText(),
                            d -> known(d, ShapeOf.numbers(d.node())));
            default -> null;
        };
    }

    private static void constant(Draft d) {
        DType dtype = d.outType(0).dtype();
        long n = d.outSize(0);
        d.launch(MODULE, "fill_" + dtype.bytes())
                .over(n)
                .out(0)
                .whole(bits(d.attrs(), dtype))
                .whole(n)
                .add();
    }

    private static void diagonal(Draft d) {
        DType dtype = d.outType(0).dtype();
        long n = d.outSize(0);
        d.launch(MODULE, "fill_every_" + dtype.bytes())
                .over(n)
                .out(0)
                .whole(bits(d.attrs(), dtype))
                .integer(DiagonalFill.stepOf(d.outShape(0)))
                .whole(n)
                .add();
    }

    private static void range(Draft d) {
        long n = d.outSize(0);
        d.launch(MODULE, "fill_range").over(n).out(0).whole(n).add();
    }

    /** Numbers that are brought to the GPU when the node is prepared, and copied there. */
    private static void known(Draft d, NDArray numbers) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.toIntExact(numbers.type().bytes()))
                        .order(ByteOrder.nativeOrder());
        numbers.dtype().put(numbers.data(), 0, numbers.size(), bytes);
        d.copy(d.fixed(bytes.array()), new Where.Out(0), bytes.capacity());
    }

    /** The bits of the attribute {@code value} as an element of a type; those above are zero. */
    static long bits(Attrs attrs, DType dtype) {
        return dtype.isWhole() ? attrs.whole("value", dtype) : bits(attrs.f("value"), dtype);
    }

    /** The bits of a number as an element of a floating-point type; those above are zero. */
    static long bits(double value, DType dtype) {
        NDArray one = NDArray.full(new ArrayType(dtype, Shape.SCALAR), value);
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        dtype.put(one.data(), 0, 1, bytes);
        return bytes.getLong(0);
    }
}
