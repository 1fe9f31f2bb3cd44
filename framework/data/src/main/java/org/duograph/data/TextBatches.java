package org.duograph.data;

import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * A long text in batches, for a net that carries its states from batch to batch: truncated
 * back-propagation through time.
 *
 * <p>The text is cut into streams of the same length, which lie side by side. A batch is the next
 * few steps of all streams, so that it goes on where the batch before ended. What is to be learnt
 * of each character is the next one.
 */
public final class TextBatches {
    private final int[] text;
    private final int streams;
    private final int steps;
    private final int perEpoch;

    /**
     * One batch.
     *
     * @param characters steps x streams, int32
     * @param next the character after each, of the same shape
     */
    public record Batch(NDArray characters, NDArray next) {}

    /**
     * Batches of a text; what does not fill a last one is left out.
     *
     * @param text numbers of characters, as {@link Characters#encode} gives them; not copied
     * @throws IllegalArgumentException if the text is too short for one batch
     */
    public TextBatches(int[] text, int streams, int steps) {
        if (streams < 1 || steps < 1) {
            throw new IllegalArgumentException(
                    "A batch needs at least one stream and one step, not %d and %d"
                            .formatted(streams, steps));
        }
        this.text = text;
        this.streams = streams;
        this.steps = steps;
        this.perEpoch = (text.length - 1) / streams / steps;
        if (perEpoch == 0) {
            throw new IllegalArgumentException(
                    "%d characters are too few for %d streams of %d steps; make batches smaller"
                            .formatted(text.length, streams, steps));
        }
    }

    /** How many batches the text gives. */
    public int perEpoch() {
        return perEpoch;
    }

    /** Whether batch {@code number} goes on where no batch before it ended: states begin anew. */
    public boolean beginsAnew(long number) {
        return number % perEpoch == 0;
    }

    /** Batch {@code number} = 0, 1, ...; after the last of the text comes its first again. */
    public Batch batch(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("Batches are numbered from 0, found " + number);
        }
        int[] characters = new int[steps * streams];
        int[] next = new int[steps * streams];
        int first = (int) (number % perEpoch) * steps;
        for (int stream = 0; stream < streams; stream++) {
            for (int step = 0; step < steps; step++) {
                int from = stream * perEpoch * steps + first + step;
                characters[step * streams + stream] = text[from];
                next[step * streams + stream] = text[from + 1];
            }
        }
        Shape shape = Shape.of(steps, streams);
        return new Batch(NDArray.of(shape, characters), NDArray.of(shape, next));
    }
}
