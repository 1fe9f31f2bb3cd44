package org.duograph.backend.onednn;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.function.Function;
import org.duograph.backend.Blueprint.Memory;
import org.duograph.backend.Kernel;
import org.duograph.backend.Where;
import org.duograph.backend.onednn.library.NativeBuffer;

/**
 * Rows of sequences of different lengths on their way to the library, which knows one length only,
 * and back: forwards the rows of each sequence stand in the order in which it is read, with zeros
 * behind its end. What is computed there is dropped, and as the gradients that come in there are
 * zero, none comes out.
 *
 * @param lengths where the length of each sequence stands
 * @param steps the length of the longest, T
 * @param count the number of sequences, N
 * @param reverse whether sequences are read from their ends
 */
record SequenceRows(Where lengths, int steps, int count, boolean reverse) {
    /** The lengths of one run. */
    private final class Ends {
        private final IntBuffer numbers;

        Ends(Memory memory) {
            numbers = NativeBuffer.at(lengths, memory).asInts();
        }

        int of(int n) {
            return Math.max(0, Math.min(numbers.get(n), steps));
        }
    }

    /** The row, among T x N, of the {@code k}-th step of a sequence of that length. */
    private int row(int n, int k, int length) {
        return (reverse && k < length ? length - 1 - k : k) * count + n;
    }

    private static FloatBuffer floats(Where where, Memory memory) {
        return NativeBuffer.at(where, memory).asFloats();
    }

    /**
     * Takes rows in the order in which they are read.
     *
     * @param marked whether a row becomes one number longer: 0, or 1 behind its sequence's end
     */
    Function<Memory, Kernel> take(Where from, Where to, int width, boolean marked) {
        int longer = width + (marked ? 1 : 0);
        return memory -> {
            Ends ends = new Ends(memory);
            FloatBuffer source = floats(from, memory);
            FloatBuffer target = floats(to, memory);
            return () -> {
                for (int n = 0; n < count; n++) {
                    int length = ends.of(n);
                    for (int k = 0; k < steps; k++) {
                        int at = (k * count + n) * longer;
                        if (k < length) {
                            target.put(at, source, row(n, k, length) * width, width);
                        } else {
                            zero(target, at, width);
                        }
                        if (marked) {
                            target.put(at + width, k < length ? 0 : 1);
                        }
                    }
                }
            };
        };
    }

    /**
     * Puts rows back into the order of time, zeros behind the ends.
     *
     * @param marked whether they are one number longer, which is dropped
     */
    Function<Memory, Kernel> put(Where from, Where to, int width, boolean marked) {
        int longer = width + (marked ? 1 : 0);
        return memory -> {
            Ends ends = new Ends(memory);
            FloatBuffer source = floats(from, memory);
            FloatBuffer target = floats(to, memory);
            return () -> {
                for (int n = 0; n < count; n++) {
                    int length = ends.of(n);
                    for (int k = 0; k < steps; k++) {
                        int at = row(n, k, length) * width;
                        if (k < length) {
                            target.put(at, source, (k * count + n) * longer, width);
                        } else {
                            zero(target, at, width);
                        }
                    }
                }
            };
        };
    }

    private static void zero(FloatBuffer numbers, int at, int count) {
        for (int i = at; i < at + count; i++) {
            numbers.put(i, 0);
        }
    }

    /** The row of each sequence's last step; of one without a step, its first state. */
    Function<Memory, Kernel> last(Where rows, Where first, Where to, int width) {
        return memory -> {
            Ends ends = new Ends(memory);
            FloatBuffer source = floats(rows, memory);
            FloatBuffer states = floats(first, memory);
            FloatBuffer target = floats(to, memory);
            return () -> {
                for (int n = 0; n < count; n++) {
                    int row = (ends.of(n) - 1) * count + n;
                    if (row < 0) {
                        target.put(n * width, states, n * width, width);
                    } else {
                        target.put(n * width, source, row * width, width);
                    }
                }
            };
        };
    }

    /**
     * Adds the gradients of last states to where these come from: to {@code rows}, the last of a
     * sequence, before the library runs; to {@code first}, where it has no step, afterwards.
     */
    Function<Memory, Kernel> addLast(Where gradients, Where to, int width, boolean rows) {
        return memory -> {
            Ends ends = new Ends(memory);
            FloatBuffer source = floats(gradients, memory);
            FloatBuffer target = floats(to, memory);
            return () -> {
                for (int n = 0; n < count; n++) {
                    int length = ends.of(n);
                    int at = rows ? ((length - 1) * count + n) * width : n * width;
                    for (int i = 0; rows == (length > 0) && i < width; i++) {
                        target.put(at + i, target.get(at + i) + source.get(n * width + i));
                    }
                }
            };
        };
    }
}
