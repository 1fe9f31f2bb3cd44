package org.duograph.training;

import java.util.List;
import org.duograph.data.Batches;
import org.duograph.tensor.NDArray;

/** Samples to learn from or to measure with, in batches; epochs may have different orders. */
public interface Samples {
    /** How many samples an epoch has. */
    int count();

    /** How many batches an epoch has. */
    int batches();

    /** Reads an epoch from a batch on, both counted from 0; close the reader. */
    Reader read(int epoch, int batch);

    /** Reads a whole epoch; close the reader. */
    default Reader read(int epoch) {
        return read(epoch, 0);
    }

    /** The batches of one epoch, one after the other. */
    interface Reader extends AutoCloseable {
        /** Whether a batch is left. */
        boolean hasNext();

        /** The arrays of the next batch; those of the one before are no longer valid. */
        List<NDArray> next();

        @Override
        void close();
    }

    /**
     * Samples that are rows of arrays in memory, in their order; the last batch may be smaller.
     *
     * @param arrays for example inputs and labels; all have as many rows, and at least one
     */
    static ArraySamples of(int batchSize, NDArray... arrays) {
        return new ArraySamples(List.of(arrays), batchSize, false, 0);
    }

    /** Images with their labels, as batches make them: two arrays, N x C x H x W and N. */
    static Samples of(Batches batches) {
        return new ImageSamples(batches);
    }
}
