package org.duograph.data;

import java.util.Objects;
import org.duograph.tensor.Philox;

/**
 * The plan of how images become batches: size, order, normalisation, augmentation.
 *
 * <p>Batch {@code b} of epoch {@code p} is a pure function of this record. So a run resumed at
 * {@code (p, b)} sees what it would have seen, and preparing ahead changes nothing but the waiting
 * time.
 *
 * <pre>{@code
 * Batches batches = Batches.of(data.train(), 64).shuffled().normalized(Normalization.of(data.train()));
 * try (BatchReader reader = batches.read(10)) {
 *     while (reader.hasNext()) {
 *         Batch batch = reader.next();
 *     }
 * }
 * }</pre>
 *
 * @param images where they come from
 * @param size images in a batch
 * @param keepLast whether an epoch ends with a smaller batch when the images don't divide evenly
 * @param shuffle whether each epoch has an order of its own, or all have the order of the images
 * @param seed the seed of order and augmentation
 * @param normalization what bytes become
 * @param augmentation what happens to images before
 * @param ahead how many batches another thread prepares ahead; 0 prepares them when asked
 */
public record Batches(
        Images images,
        int size,
        boolean keepLast,
        boolean shuffle,
        long seed,
        Normalization normalization,
        Augmentation augmentation,
        int ahead) {

    public Batches {
        Objects.requireNonNull(augmentation);
        if (size < 1 || size > images.count() && !keepLast || images.count() == 0) {
            throw new IllegalArgumentException(
                    "Batches of %d were asked for, but there are %d images, which gives no batch."
                                    .formatted(size, images.count())
                            + " Take a smaller batch or keep the last one.");
        }
        if (normalization.mean().length != images.shape().channels()) {
            throw new IllegalArgumentException(
                    "The normalization is for %d channels, but the images are %s"
                            .formatted(normalization.mean().length, images.shape()));
        }
        if (ahead < 0) {
            throw new IllegalArgumentException("Can't prepare " + ahead + " batches ahead");
        }
    }

    /**
     * Full batches in the order of the images, scaled to [0, 1], two prepared ahead; the methods
     * below change that.
     */
    public static Batches of(Images images, int size) {
        Normalization unit = Normalization.unit(images.shape().channels());
        return new Batches(images, size, false, false, 0, unit, Augmentation.NONE, 2);
    }

    /** The same, with a smaller batch at the end of an epoch if images are left over. */
    public Batches keepingLast() {
        return new Batches(images, size, true, shuffle, seed, normalization, augmentation, ahead);
    }

    /** The same, in an order of its own in each epoch. */
    public Batches shuffled() {
        return new Batches(images, size, keepLast, true, seed, normalization, augmentation, ahead);
    }

    /** The same with another seed. */
    public Batches seeded(long seed) {
        return new Batches(
                images, size, keepLast, shuffle, seed, normalization, augmentation, ahead);
    }

    /** The same with another normalisation. */
    public Batches normalized(Normalization normalization) {
        return new Batches(
                images, size, keepLast, shuffle, seed, normalization, augmentation, ahead);
    }

    /** The same with another augmentation. */
    public Batches augmented(Augmentation augmentation) {
        return new Batches(
                images, size, keepLast, shuffle, seed, normalization, augmentation, ahead);
    }

    /** The same, preparing another number of batches ahead; 0 uses no other thread. */
    public Batches preparing(int ahead) {
        return new Batches(
                images, size, keepLast, shuffle, seed, normalization, augmentation, ahead);
    }

    /** The number of batches in an epoch: 781 for 50,000 images in full batches of 64. */
    public int perEpoch() {
        return keepLast ? (images.count() + size - 1) / size : images.count() / size;
    }

    /** The number of images that an epoch sees: 49,984 for 781 batches of 64. */
    public int imagesPerEpoch() {
        return keepLast ? images.count() : perEpoch() * size;
    }

    /** The size of batch {@code index} of an epoch. */
    int sizeOf(int index) {
        return Math.min(size, images.count() - index * size);
    }

    /** Writes the order of epoch {@code epoch} into {@code order}, one place per image. */
    void order(int epoch, int[] order) {
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        if (!shuffle) {
            return;
        }
        Philox random = Philox.of(seed, "shuffle", epoch);
        for (int i = order.length - 1; i > 0; i--) { // Fisher and Yates
            int j = random.below(i, i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }

    /** Reads epochs 0 to {@code epochs} - 1; close the reader. */
    public BatchReader read(int epochs) {
        return read(0, 0, epochs);
    }

    /**
     * Reads on from batch {@code batch} of epoch {@code epoch}; close the reader.
     *
     * @param epochs the epoch before which to stop, the same number as if read from the beginning
     */
    public BatchReader read(int epoch, int batch, int epochs) {
        if (epoch < 0 || batch < 0 || batch > perEpoch() || epochs < epoch) {
            throw new IllegalArgumentException(
                    "Can't start at epoch %d, batch %d: there are %d epochs of %d batches"
                            .formatted(epoch, batch, epochs, perEpoch()));
        }
        return new BatchReader(this, epoch, batch, epochs);
    }
}
