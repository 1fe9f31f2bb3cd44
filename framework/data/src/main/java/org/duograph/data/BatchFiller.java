package org.duograph.data;

import java.io.IOException;
import org.duograph.tensor.Philox;

/**
 * The work on one batch: order, reading, augmentation, normalisation. One thread at a time may use
 * it.
 */
final class BatchFiller implements AutoCloseable {
    private final Batches batches;
    private final float[][] table;
    private final PixelReader reader;
    private final byte[] pixels;
    private final byte[] changed;
    private final int[] order;
    private int orderedEpoch = -1;
    private Philox random;

    BatchFiller(Batches batches) {
        this.batches = batches;
        this.table = batches.normalization().table();
        this.reader = batches.images().open();
        this.pixels = new byte[batches.images().shape().size()];
        this.changed = new byte[batches.images().shape().size()];
        this.order = new int[batches.images().count()];
    }

    /** Fills {@code into} with batch {@code index} of epoch {@code epoch}. */
    void fill(Batch into, int epoch, int index) throws IOException {
        if (epoch != orderedEpoch) {
            batches.order(epoch, order);
            random = Philox.of(batches.seed(), "augment", epoch);
            orderedEpoch = epoch;
        }
        Images images = batches.images();
        int size = batches.sizeOf(index);
        into.begin(epoch, index, size);
        float[] values = into.images().floats();
        int[] labels = (int[]) into.labels().data();
        for (int n = 0; n < size; n++) {
            int image = order[index * batches.size() + n];
            labels[n] = images.label(image);
            reader.read(image, pixels);
            long draw = (long) image * Augmentation.DRAWS;
            batches.augmentation().apply(images.shape(), pixels, changed, random, draw);
            normalize(values, n * images.shape().size(), images.shape().plane());
        }
    }

    private void normalize(float[] into, int at, int plane) {
        for (int c = 0; c < table.length; c++) {
            float[] values = table[c];
            for (int i = c * plane; i < (c + 1) * plane; i++) {
                into[at + i] = values[changed[i] & 0xff];
            }
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
