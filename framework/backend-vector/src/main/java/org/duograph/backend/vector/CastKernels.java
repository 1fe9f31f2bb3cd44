package org.duograph.backend.vector;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Set;
import org.duograph.backend.Kernel;
import org.duograph.backend.vector.Drawing.Arrays;
import org.duograph.graph.Node;
import org.duograph.tensor.DType;

/** Numbers of one type as numbers of another: what nets do with labels, masks and counters. */
final class CastKernels implements KernelFamily {
    private static final Set<DType> TYPES =
            Set.of(DType.FLOAT32, DType.INT32, DType.INT64, DType.BOOL);

    @Override
    public boolean supports(Node node) {
        DType from = node.input(0).type().dtype();
        DType to = node.output(0).type().dtype();
        return from != to && TYPES.contains(from) && TYPES.contains(to);
    }

    @Override
    public void draw(Drawing d) {
        int size = d.inShape(0).intSize();
        DType from = d.node().input(0).type().dtype();
        DType to = d.node().output(0).type().dtype();
        d.implementation("java");
        d.loop(
                arrays ->
                        from == DType.FLOAT32
                                ? fromFloats(arrays, to, size)
                                : to == DType.FLOAT32
                                        ? toFloats(arrays, from, size)
                                        : wholes(arrays, from, to, size));
    }

    /** Cut towards zero. */
    private static Kernel fromFloats(Arrays arrays, DType to, int size) {
        FloatBuffer x = arrays.input(0).asFloats();
        if (to == DType.INT32) {
            IntBuffer y = arrays.output(0).asInts();
            return () -> {
                for (int i = 0; i < size; i++) {
                    y.put(i, (int) x.get(i));
                }
            };
        } else if (to == DType.INT64) {
            LongBuffer y = arrays.output(0).asLongs();
            return () -> {
                for (int i = 0; i < size; i++) {
                    y.put(i, (long) x.get(i));
                }
            };
        }
        ByteBuffer y = arrays.output(0).asBytes();
        return () -> {
            for (int i = 0; i < size; i++) {
                y.put(i, (byte) (x.get(i) != 0 ? 1 : 0));
            }
        };
    }

    /** Rounded to the nearest, by way of a double. */
    private static Kernel toFloats(Arrays arrays, DType from, int size) {
        Wholes x = reader(arrays, from);
        FloatBuffer y = arrays.output(0).asFloats();
        return () -> {
            for (int i = 0; i < size; i++) {
                y.put(i, (float) (double) x.get(i));
            }
        };
    }

    private static Kernel wholes(Arrays arrays, DType from, DType to, int size) {
        Wholes x = reader(arrays, from);
        IntBuffer ints = to == DType.INT32 ? arrays.output(0).asInts() : null;
        LongBuffer longs = to == DType.INT64 ? arrays.output(0).asLongs() : null;
        ByteBuffer truths = to == DType.BOOL ? arrays.output(0).asBytes() : null;
        return () -> {
            for (int i = 0; i < size; i++) {
                long number = x.get(i);
                if (ints != null) {
                    ints.put(i, (int) number);
                } else if (longs != null) {
                    longs.put(i, number);
                } else {
                    truths.put(i, (byte) (number != 0 ? 1 : 0));
                }
            }
        };
    }

    /** Whole numbers of any type. */
    private interface Wholes {
        long get(int i);
    }

    private static Wholes reader(Arrays arrays, DType from) {
        if (from == DType.INT32) {
            IntBuffer x = arrays.input(0).asInts();
            return x::get;
        } else if (from == DType.INT64) {
            LongBuffer x = arrays.input(0).asLongs();
            return x::get;
        }
        ByteBuffer x = arrays.input(0).asBytes();
        return i -> x.get(i) != 0 ? 1 : 0;
    }
}
