package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.function.IntToLongFunction;
import java.util.function.LongBinaryOperator;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Attrs;
import org.duograph.graph.Node;
import org.duograph.ops.math.Broadcast;
import org.duograph.ops.math.Div;
import org.duograph.ops.math.Mod;
import org.duograph.ops.math.Pow;
import org.duograph.tensor.DType;

/**
 * Arithmetic of two operands, either of which may be stretched: of float32, and of the whole
 * numbers with which loops count.
 */
final class ArithmeticKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "Add" -> each(a -> (x, y) -> x + y, a -> (x, y) -> x + y);
            case "Sub" -> each(a -> (x, y) -> x - y, a -> (x, y) -> x - y);
            case "Mul" -> each(a -> (x, y) -> x * y, a -> (x, y) -> x * y);
            case "Div" -> each(a -> (x, y) -> x / y, a -> Div::whole);
            case "Mod" -> each(a -> mod(floors(a)), a -> wholeMod(floors(a)));
            case "Pow" -> powers(0, Math::pow).inPlace(0, 0);
            case "PowGradA" -> powers(1, Pow::slopeInA);
            case "PowGradB" -> powers(1, Pow::slopeInB);
            default -> null;
        };
    }

    private static boolean floors(Attrs mod) {
        return mod.flag("sign_follow_divisor");
    }

    private static DoubleBinaryOperator mod(boolean floor) {
        return (a, b) -> Mod.real(a, b, floor);
    }

    private static LongBinaryOperator wholeMod(boolean floor) {
        return (a, b) -> Mod.whole(a, b, floor);
    }

    /** {@code Y = f(A, B)}, where f depends on the attributes. */
    private static HostKernel each(
            Function<Attrs, DoubleBinaryOperator> reals,
            Function<Attrs, LongBinaryOperator> wholes) {
        return HostKernel.ofAnyType(
                node -> HostKernel.allFloat(node) || IndexKernels.isIndex(node.output(0)),
                (node, arrays) -> {
                    Broadcast shapes =
                            Broadcast.of(
                                    node.attrs(), node.input(0).shape(), node.input(1).shape());
                    Broadcast.Visitor visitor =
                            HostKernel.givesFloat(node)
                                    ? reals(arrays, reals.apply(node.attrs()))
                                    : wholes(node, arrays, wholes.apply(node.attrs()));
                    return () -> shapes.forEach(visitor);
                });
    }

    private static Broadcast.Visitor reals(HostArrays arrays, DoubleBinaryOperator f) {
        FloatBuffer a = arrays.in(0);
        FloatBuffer b = arrays.in(1);
        FloatBuffer y = arrays.out(0);
        return (at, aAt, bAt) -> y.put(at, (float) f.applyAsDouble(a.get(aAt), b.get(bAt)));
    }

    /** What an int32 can't hold wraps. */
    private static Broadcast.Visitor wholes(Node node, HostArrays arrays, LongBinaryOperator f) {
        IntToLongFunction a = IndexKernels.wholes(node, arrays, 0);
        IntToLongFunction b = IndexKernels.wholes(node, arrays, 1);
        if (node.output(0).type().dtype() == DType.INT64) {
            LongBuffer y = arrays.output(0).asLongs();
            return (at, aAt, bAt) ->
                    y.put(at, f.applyAsLong(a.applyAsLong(aAt), b.applyAsLong(bAt)));
        }
        IntBuffer y = arrays.output(0).asInts();
        return (at, aAt, bAt) ->
                y.put(at, (int) f.applyAsLong(a.applyAsLong(aAt), b.applyAsLong(bAt)));
    }

    /**
     * {@code Y = f(A, B)}, times dY where A is not the first input. B, which follows A, may be an
     * attribute.
     */
    private static HostKernel powers(int a, DoubleBinaryOperator f) {
        return HostKernel.ofFloats(
                (node, arrays) ->
                        node.attrs().has("exponent")
                                ? power(node, arrays, a, f)
                                : powers(node, arrays, a, f));
    }

    private static Kernel power(Node node, HostArrays arrays, int a, DoubleBinaryOperator f) {
        FloatBuffer bases = arrays.in(a);
        FloatBuffer dY = arrays.in(0);
        FloatBuffer y = arrays.out(0);
        double exponent = node.attrs().f("exponent");
        int size = node.output(0).shape().intSize();
        return () -> {
            for (int i = 0; i < size; i++) {
                double power = f.applyAsDouble(bases.get(i), exponent);
                y.put(i, (float) (a == 0 ? power : dY.get(i) * power));
            }
        };
    }

    private static Kernel powers(Node node, HostArrays arrays, int a, DoubleBinaryOperator f) {
        FloatBuffer bases = arrays.in(a);
        FloatBuffer exponents = arrays.in(a + 1);
        FloatBuffer dY = arrays.in(0);
        FloatBuffer y = arrays.out(0);
        Broadcast shapes =
                Broadcast.of(node.attrs(), node.input(a).shape(), node.input(a + 1).shape());
        Broadcast.Visitor visitor =
                (at, aAt, bAt) -> {
                    double power = f.applyAsDouble(bases.get(aAt), exponents.get(bAt));
                    y.put(at, (float) (a == 0 ? power : dY.get(at) * power));
                };
        return () -> shapes.forEach(visitor);
    }
}
