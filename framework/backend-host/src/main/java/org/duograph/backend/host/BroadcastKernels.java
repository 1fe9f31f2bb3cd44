package org.duograph.backend.host;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.function.IntToLongFunction;
import org.duograph.backend.Elements;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.ops.math.Broadcast;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/** Comparisons and logic of two operands, either of which may be stretched. */
final class BroadcastKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "LT" -> comparison((a, b) -> a < b, (a, b) -> a < b);
            case "LE" -> comparison((a, b) -> a <= b, (a, b) -> a <= b);
            case "GT" -> comparison((a, b) -> a > b, (a, b) -> a > b);
            case "GE" -> comparison((a, b) -> a >= b, (a, b) -> a >= b);
            case "EQ" -> comparison((a, b) -> a == b, (a, b) -> a == b);
            case "NE" -> comparison((a, b) -> a != b, (a, b) -> a != b);
            case "And" -> logic((a, b) -> a && b);
            case "Or" -> logic((a, b) -> a || b);
            case "Xor" -> logic((a, b) -> a != b);
            case "Not" ->
                    HostKernel.ofAnyType(BroadcastKernels::isTruth, BroadcastKernels::not)
                            .inPlace(0, 0);
            case "Where" ->
                    HostKernel.ofAnyType(BroadcastKernels::choosesFloats, BroadcastKernels::choose)
                            .inPlace(0, 1)
                            .inPlace(0, 2);
            case "Expand" -> HostKernel.ofAnyType(node -> true, BroadcastKernels::stretch);
            default -> null;
        };
    }

    /** A question about two numbers. */
    private interface Test {
        boolean of(float a, float b);
    }

    /** A question about two whole numbers. */
    private interface WholeTest {
        boolean of(long a, long b);
    }

    /** A function of two truth values. */
    private interface Logic {
        boolean of(boolean a, boolean b);
    }

    private static Broadcast shapes(Node node) {
        return Broadcast.of(node.attrs(), node.input(0).shape(), node.input(1).shape());
    }

    private static boolean isTruth(Node node) {
        return node.inputs().stream().allMatch(v -> v.type().dtype() == DType.BOOL);
    }

    private static boolean comparesNumbers(Node node) {
        return node.inputs().stream().allMatch(HostKernel::isFloat) || comparesWholes(node);
    }

    private static boolean comparesWholes(Node node) {
        return node.inputs().stream().allMatch(IndexKernels::isIndex);
    }

    private static HostKernel comparison(Test test, WholeTest wholes) {
        return HostKernel.ofAnyType(
                BroadcastKernels::comparesNumbers,
                (node, arrays) -> {
                    Broadcast shapes = shapes(node);
                    Broadcast.Visitor visitor =
                            comparesWholes(node)
                                    ? compare(node, arrays, wholes)
                                    : compare(arrays, test);
                    return () -> shapes.forEach(visitor);
                });
    }

    private static Broadcast.Visitor compare(HostArrays arrays, Test test) {
        FloatBuffer a = arrays.in(0);
        FloatBuffer b = arrays.in(1);
        ByteBuffer y = arrays.output(0).asBytes();
        return (at, aAt, bAt) -> y.put(at, bit(test.of(a.get(aAt), b.get(bAt))));
    }

    private static Broadcast.Visitor compare(Node node, HostArrays arrays, WholeTest test) {
        IntToLongFunction a = IndexKernels.wholes(node, arrays, 0);
        IntToLongFunction b = IndexKernels.wholes(node, arrays, 1);
        ByteBuffer y = arrays.output(0).asBytes();
        return (at, aAt, bAt) -> y.put(at, bit(test.of(a.applyAsLong(aAt), b.applyAsLong(bAt))));
    }

    private static HostKernel logic(Logic logic) {
        return HostKernel.ofAnyType(
                BroadcastKernels::isTruth,
                (node, arrays) -> {
                    ByteBuffer a = arrays.input(0).asBytes();
                    ByteBuffer b = arrays.input(1).asBytes();
                    ByteBuffer y = arrays.output(0).asBytes();
                    Broadcast shapes = shapes(node);
                    Broadcast.Visitor visitor =
                            (at, aAt, bAt) ->
                                    y.put(at, bit(logic.of(a.get(aAt) != 0, b.get(bAt) != 0)));
                    return () -> shapes.forEach(visitor);
                });
    }

    private static byte bit(boolean truth) {
        return (byte) (truth ? 1 : 0);
    }

    private static Kernel not(Node node, HostArrays arrays) {
        ByteBuffer x = arrays.input(0).asBytes();
        ByteBuffer y = arrays.output(0).asBytes();
        int size = node.output(0).shape().intSize();
        return () -> {
            for (int i = 0; i < size; i++) {
                y.put(i, bit(x.get(i) == 0));
            }
        };
    }

    private static boolean choosesFloats(Node node) {
        return HostKernel.isFloat(node.input(1));
    }

    /**
     * {@code Y = A where C holds, else B}: the choices of a run stand in memory of the kernel's.
     */
    private static Kernel choose(Node node, HostArrays arrays) {
        ByteBuffer c = arrays.input(0).asBytes();
        FloatBuffer a = arrays.in(1);
        FloatBuffer b = arrays.in(2);
        FloatBuffer y = arrays.out(0);
        Shape shape = node.output(0).shape();
        boolean[] chosen = new boolean[shape.intSize()];
        Broadcast ofC = Broadcast.numpy(shape, node.input(0).shape());
        Broadcast ofA = Broadcast.numpy(shape, node.input(1).shape());
        Broadcast ofB = Broadcast.numpy(shape, node.input(2).shape());
        Broadcast.Visitor look = (at, yAt, cAt) -> chosen[at] = c.get(cAt) != 0;
        Broadcast.Visitor takeA = (at, yAt, aAt) -> put(y, at, a, aAt, chosen[at]);
        Broadcast.Visitor takeB = (at, yAt, bAt) -> put(y, at, b, bAt, !chosen[at]);
        return () -> {
            ofC.forEach(look);
            ofA.forEach(takeA);
            ofB.forEach(takeB);
        };
    }

    private static void put(FloatBuffer y, int at, FloatBuffer x, int from, boolean wanted) {
        if (wanted) {
            y.put(at, x.get(from));
        }
    }

    /** Rows along the last dimension go at once where X has them. */
    private static Kernel stretch(Node node, HostArrays arrays) {
        Elements x = arrays.from(0);
        Elements y = arrays.to(0);
        Shape whole = node.output(0).shape();
        Shape part = node.input(0).shape();
        boolean rows = whole.rank() > 0 && part.rank() > 0 && part.dim(-1) == whole.dim(-1);
        int count = rows ? whole.dim(-1) : 1;
        Broadcast shapes =
                Broadcast.numpy(rows ? whole.with(-1, 1) : whole, rows ? part.with(-1, 1) : part);
        Broadcast.Visitor visitor = (at, yAt, xAt) -> y.put(yAt * count, x, xAt * count, count);
        return () -> shapes.forEach(visitor);
    }
}
