package org.duograph.backend.cuda;

import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.cuda.library.Launch;

/**
 * Normalises lines of numbers, each by its own mean and deviation.
 *
 * @param count lines
 * @param length elements of a line
 * @param step how far they stand apart
 * @param channels line k is one of channel {@code k % channels}
 * @param givesDeviation whether the deviation is handed on, or one over it
 */
record LineNorm(int count, int length, int step, int channels, boolean givesDeviation) {
    private static final String MODULE = "linenorm";

    private int[] struct() {
        return new int[] {count, length, step, channels};
    }

    /** Normalises input 0, and tells means and spreads in outputs 1 and 2. */
    void forward(Draft d, Where scale, Where bias) {
        d.launch(MODULE, "line_norm")
                .threads(Launch.threadsFor(length))
                .blocks(count)
                .in(0)
                .out(0)
                .ints(struct())
                .at(scale)
                .at(bias)
                .out(1)
                .out(2)
                .integer(givesDeviation ? 1 : 0)
                .real(d.attrs().f("epsilon"))
                .add();
    }

    /**
     * The gradient of input 0.
     *
     * @param dScale where to write each line's part of the gradient of scale, or null
     * @param dBias the same for bias
     */
    void gradient(
            Draft d, Where scale, Where mean, Where spread, Where dY, Where dScale, Where dBias) {
        d.launch(MODULE, "line_norm_gradient")
                .threads(Launch.threadsFor(length))
                .blocks(count)
                .in(0)
                .at(dY)
                .out(0)
                .ints(struct())
                .at(scale)
                .at(mean)
                .at(spread)
                .integer(givesDeviation ? 1 : 0)
                .at(dScale)
                .at(dBias)
                .add();
    }

    /** Room for a float for each line. */
    Where scratch(Draft d) {
        return d.scratch((long) count * Float.BYTES);
    }

    /** Adds up, in outputs 1 and 2, the parts of the lines of each channel. */
    void sumLines(Draft d, Where dScale, Where dBias) {
        d.launch(MODULE, "sum_lines")
                .over(channels)
                .at(dScale)
                .at(dBias)
                .ints(struct())
                .out(1)
                .out(2)
                .add();
    }
}
