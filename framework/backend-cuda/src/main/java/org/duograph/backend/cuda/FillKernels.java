package org.duograph.backend.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.graph.Attrs;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Arrays full of one number, such as the gradients with which a backward pass begins. */
final class FillKernels implements KernelFamily {
    static final String MODULE = "fill";

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "ConstantFill" -> Entry.ofAnyType(node -> true, FillKernels::constant);
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
