package org.duograph.backend.host;

import java.nio.FloatBuffer;
import org.duograph.backend.HostArrays;

/**
 * Long rows of native floats taken through Java arrays piece by piece, for loops that no primitive
 * does. The compiler turns loops over arrays into vector instructions, which it does not do for
 * loops over native memory; a piece is small enough to stay in the nearest cache.
 */
final class Pieces {
    private static final int PIECE = 1024;

    private final FloatBuffer[] inputs;
    private final FloatBuffer[] outputs;
    private final float[][] pieces;
    private final int size;

    /**
     * Names the rows.
     *
     * @param size how many floats each has
     * @param inputs the inputs to read: array i gets a piece of input {@code inputs[i]}
     * @param outputs how many outputs to write: output i gets what array i holds afterwards
     */
    Pieces(HostArrays arrays, int size, int[] inputs, int outputs) {
        this.size = size;
        this.inputs = new FloatBuffer[inputs.length];
        this.outputs = new FloatBuffer[outputs];
        for (int i = 0; i < inputs.length; i++) {
            this.inputs[i] = arrays.in(inputs[i]);
        }
        for (int i = 0; i < outputs; i++) {
            this.outputs[i] = arrays.out(i);
        }
        pieces = new float[Math.max(inputs.length, outputs)][Math.min(size, PIECE)];
    }

    /** The length of each row. */
    int size() {
        return size;
    }

    /** The array that holds piece after piece of row {@code i}. */
    float[] array(int i) {
        return pieces[i];
    }

    /** Reads the pieces that begin at {@code start}; returns how many floats each has. */
    int read(int start) {
        int count = Math.min(PIECE, size - start);
        for (int i = 0; i < inputs.length; i++) {
            inputs[i].get(start, pieces[i], 0, count);
        }
        return count;
    }

    /** Writes {@code count} floats of each output from {@code start} on. */
    void write(int start, int count) {
        for (int i = 0; i < outputs.length; i++) {
            outputs[i].put(start, pieces[i], 0, count);
        }
    }
}
