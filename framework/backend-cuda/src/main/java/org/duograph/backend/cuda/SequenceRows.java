package org.duograph.backend.cuda;

import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;

/**
 * Rows of sequences on their way to cuDNN, which goes forwards and wants to be told lengths by the
 * host, where they don't stand; and back. On the way there the rows of each sequence are put into
 * the order in which it is read, with zeros behind its end. What is computed there is dropped, and
 * as the gradients that come in there are zero, none comes out.
 *
 * @param d what is drawn
 * @param lengths where the length of each sequence stands, or null where all are of the same
 * @param steps the length of the longest, T
 * @param count the number of sequences, N
 * @param reverse whether sequences are read from their ends
 */
record SequenceRows(Draft d, Where lengths, int steps, int count, boolean reverse) {
    private static final String MODULE = "recurrent";

    private long rows() {
        return (long) steps * count;
    }

    private int reversed() {
        return reverse ? 1 : 0;
    }

    /**
     * Takes rows in the order in which they are read.
     *
     * @param mark 1 if a row becomes one number longer: 0, or 1 behind its sequence's end
     * @return where they stand then
     */
    Where take(Where from, int width, int mark) {
        long size = rows() * (width + mark);
        Where to = d.scratch(size * Float.BYTES);
        d.launch(MODULE, "take_rows")
                .over(size)
                .at(from)
                .at(lengths)
                .at(to)
                .integer(steps)
                .integer(count)
                .integer(width)
                .integer(reversed())
                .integer(mark)
                .add();
        return to;
    }

    /**
     * Puts rows back into the order of time, zeros behind the ends.
     *
     * @param mark 1 if they are one number longer, which is dropped
     */
    void put(Where from, Where to, int width, int mark) {
        d.launch(MODULE, "put_rows")
                .over(rows() * width)
                .at(from)
                .at(lengths)
                .at(to)
                .integer(steps)
                .integer(count)
                .integer(width)
                .integer(reversed())
                .integer(mark)
                .add();
    }

    /** The row of each sequence's last step; of one without a step, its first state. */
    void last(Where rows, Where first, Where to, int width) {
        d.launch(MODULE, "last_rows")
                .over((long) count * width)
                .at(rows)
                .at(first)
                .at(lengths)
                .at(to)
                .integer(steps)
                .integer(count)
                .integer(width)
                .add();
    }

    /** Adds the gradients of last states to the sequences' last rows. */
    void addToLast(Where gradients, Where rows, int width) {
        d.launch(MODULE, "add_to_last_rows")
                .over((long) count * width)
                .at(gradients)
                .at(lengths)
                .at(rows)
                .integer(steps)
                .integer(count)
                .integer(width)
                .add();
    }

    /** Adds them to the first states of sequences without a step. */
    void addToFirst(Where gradients, Where first, int width) {
        d.launch(MODULE, "add_to_first")
                .over((long) count * width)
                .at(gradients)
                .at(lengths)
                .at(first)
                .integer(count)
                .integer(width)
                .add();
    }
}
