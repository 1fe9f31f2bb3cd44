package org.duograph.backend.host;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostBuffer;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.tensor.DType;

/** Numbers of one type as numbers of another: what nets do with labels, masks and counters. */
final class CastKernels implements KernelFamily {
    private static final Set<DType> REALS = Set.of(DType.FLOAT32, DType.FLOAT64);
    private static final Set<DType> WHOLES = Set.of(DType.INT32, DType.INT64, DType.BOOL);

    @Override
    public HostKernel kernel(String type) {
        return type.equals("Cast")
                ? HostKernel.ofAnyType(CastKernels::casts, CastKernels::cast)
                : null;
    }

    private static DType from(Node node) {
        return node.input(0).type().dtype();
    }

    private static DType to(Node node) {
        return node.output(0).type().dtype();
    }

    private static boolean casts(Node node) {
        return from(node) != to(node) && isKnown(from(node)) && isKnown(to(node));
    }

    private static boolean isKnown(DType dtype) {
        return REALS.contains(dtype) || WHOLES.contains(dtype);
    }

    private static Kernel cast(Node node, HostArrays arrays) {
        int size = node.output(0).shape().intSize();
        if (WHOLES.contains(from(node)) && WHOLES.contains(to(node))) {
            IntToLongFunction x = wholes(arrays.input(0), from(node));
            WholeWriter y = wholeWriter(arrays.output(0), to(node));
            return () -> {
                for (int i = 0; i < size; i++) {
                    y.put(i, x.applyAsLong(i));
                }
            };
        }
        IntToDoubleFunction x = reals(arrays.input(0), from(node));
        RealWriter y = realWriter(arrays.output(0), to(node));
        return () -> {
            for (int i = 0; i < size; i++) {
                y.put(i, x.applyAsDouble(i));
            }
        };
    }

    /** Writes a whole number. */
    private interface WholeWriter {
        void put(int i, long number);
    }

    /** Writes a real number; whole ones are cut towards zero. */
    private interface RealWriter {
        void put(int i, double number);
    }

    private static IntToLongFunction wholes(HostBuffer buffer, DType dtype) {
        return switch (dtype) {
            case INT64 -> {
                LongBuffer longs = buffer.asLongs();
                yield longs::get;
            }
            case INT32 -> {
                IntBuffer ints = buffer.asInts();
                yield ints::get;
            }
            default -> {
                ByteBuffer truths = buffer.asBytes();
                yield i -> truths.get(i) != 0 ? 1 : 0;
            }
        };
    }

    private static WholeWriter wholeWriter(HostBuffer buffer, DType dtype) {
        return switch (dtype) {
            case INT64 -> {
                LongBuffer longs = buffer.asLongs();
                yield longs::put;
            }
            case INT32 -> {
                IntBuffer ints = buffer.asInts();
                yield (i, number) -> ints.put(i, (int) number);
            }
            default -> {
                ByteBuffer truths = buffer.asBytes();
                yield (i, number) -> truths.put(i, (byte) (number != 0 ? 1 : 0));
            }
        };
    }

    private static IntToDoubleFunction reals(HostBuffer buffer, DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> {
                FloatBuffer floats = buffer.asFloats();
                yield floats::get;
            }
            case FLOAT64 -> {
                DoubleBuffer doubles = buffer.asBytes().asDoubleBuffer();
                yield doubles::get;
            }
            default -> wholes(buffer, dtype)::applyAsLong;
        };
    }

    private static RealWriter realWriter(HostBuffer buffer, DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> {
                FloatBuffer floats = buffer.asFloats();
                yield (i, number) -> floats.put(i, (float) number);
            }
            case FLOAT64 -> {
                DoubleBuffer doubles = buffer.asBytes().asDoubleBuffer();
                yield doubles::put;
            }
            case INT64 -> {
                LongBuffer longs = buffer.asLongs();
                yield (i, number) -> longs.put(i, (long) number);
            }
            case INT32 -> {
                IntBuffer ints = buffer.asInts();
                yield (i, number) -> ints.put(i, (int) number);
            }
            default -> {
                ByteBuffer truths = buffer.asBytes();
                yield (i, number) -> truths.put(i, (byte) (number != 0 ? 1 : 0));
            }
        };
    }
}
