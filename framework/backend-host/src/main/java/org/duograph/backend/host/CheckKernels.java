package org.duograph.backend.host;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.function.IntToLongFunction;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Attrs;
import org.duograph.graph.Node;
import org.duograph.ops.copy.CheckNumerics;
import org.duograph.ops.copy.CheckRange;

/** Questions whether numbers are as they should be, and errors where they are not. */
final class CheckKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "CheckNumerics" -> HostKernel.ofFloats(CheckKernels::numerics).inPlace(0, 0);
            case "CheckRange" ->
                    HostKernel.ofAnyType(
                                    node -> IndexKernels.isIndex(node.input(0)),
                                    CheckKernels::range)
                            .inPlace(0, 0);
            case "IsNaN" -> each(Float::isNaN);
            case "IsInf" -> each(Float::isInfinite);
            default -> null;
        };
    }

    /** A question about a number. */
    private interface Test {
        boolean of(float x);
    }

    private static HostKernel each(Test test) {
        return HostKernel.ofAnyType(
                node -> HostKernel.isFloat(node.input(0)),
                (node, arrays) -> {
                    FloatBuffer x = arrays.in(0);
                    ByteBuffer y = arrays.output(0).asBytes();
                    int size = node.input(0).shape().intSize();
                    return () -> {
                        for (int i = 0; i < size; i++) {
                            y.put(i, (byte) (test.of(x.get(i)) ? 1 : 0));
                        }
                    };
                });
    }

    private static Kernel numerics(Node node, HostArrays arrays) {
        FloatBuffer x = arrays.in(0);
        int size = node.input(0).shape().intSize();
        Attrs attrs = node.attrs();
        Kernel copy = arrays.copy(0, 0);
        return () -> {
            boolean nan = false;
            boolean infinite = false;
            for (int i = 0; i < size; i++) {
                nan |= Float.isNaN(x.get(i));
                infinite |= Float.isInfinite(x.get(i));
            }
            CheckNumerics.require(attrs, nan, infinite);
            copy.run();
        };
    }

    private static Kernel range(Node node, HostArrays arrays) {
        IntToLongFunction x = IndexKernels.wholes(node, arrays, 0);
        int size = node.input(0).shape().intSize();
        Attrs attrs = node.attrs();
        Kernel copy = arrays.copy(0, 0);
        return () -> {
            CheckRange.require(attrs, x, size);
            copy.run();
        };
    }
}
