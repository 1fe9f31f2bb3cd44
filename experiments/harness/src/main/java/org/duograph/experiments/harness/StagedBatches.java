package org.duograph.experiments.harness;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import org.duograph.data.Batch;
import org.duograph.data.BatchReader;
import org.duograph.data.Batches;
import org.duograph.experiments.harness.Framework.ImageOrder;

/**
 * Batches in direct buffers, in the order of numbers that a framework wants, made ready ahead on
 * another thread, so that no framework spends its time on it. Memory is taken once, at the start.
 */
final class StagedBatches implements AutoCloseable {
    /** Batches that wait; no more than needed, as they are in the memory that is measured. */
    private static final int AHEAD = 1;

    private final BatchReader reader;
    private final ImageOrder order;
    private final ArrayBlockingQueue<Staged> empty = new ArrayBlockingQueue<>(AHEAD + 1);
    private final ArrayBlockingQueue<Staged> full = new ArrayBlockingQueue<>(AHEAD + 2);
    private final Staged broken = new Staged(0);
    private final Thread thread = new Thread(this::stage, "staging");
    private volatile Throwable failure;
    private Staged current;

    /** A batch; valid until the next one is taken. */
    static final class Staged {
        private final FloatBuffer images;
        private final int[] labels;

        Staged(int size) {
            images = direct(size * NetSpec.CHANNELS * NetSpec.SIZE * NetSpec.SIZE);
            labels = new int[size];
        }

        /** The images, from position 0. */
        FloatBuffer images() {
            return images;
        }

        /** Their classes. */
        int[] labels() {
            return labels;
        }
    }

    /** Reads so many epochs of full batches. */
    StagedBatches(Batches batches, int epochs, ImageOrder order) {
        reader = batches.preparing(0).read(epochs);
        this.order = order;
        for (int i = 0; i < AHEAD + 1; i++) {
            empty.add(new Staged(batches.size()));
        }
        thread.setDaemon(true);
        thread.start();
    }

    private static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private void stage() {
        try {
            while (reader.hasNext()) {
                Staged staged = empty.take();
                copy(reader.next(), order, staged);
                full.put(staged);
            }
        } catch (InterruptedException e) {
            // closed: nobody waits for more
        } catch (Throwable e) { // whatever it is, the taker must learn of it
            failure = e;
            full.add(broken);
        }
    }

    /** Copies a batch and brings its numbers into an order. */
    static void copy(Batch batch, ImageOrder order, Staged to) {
        float[] numbers = batch.images().floats();
        if (order == ImageOrder.NCHW) {
            to.images.put(0, numbers);
        } else {
            int pixels = NetSpec.SIZE * NetSpec.SIZE;
            float[] last = new float[NetSpec.CHANNELS * pixels]; // an image, channels last
            for (int from = 0; from < numbers.length; from += last.length) {
                for (int c = 0; c < NetSpec.CHANNELS; c++) {
                    for (int p = 0; p < pixels; p++) {
                        last[p * NetSpec.CHANNELS + c] = numbers[from + c * pixels + p];
                    }
                }
                to.images.put(from, last);
            }
        }
        System.arraycopy(batch.labels().data(), 0, to.labels, 0, batch.size());
    }

    /** The next batch, waited for if need be; the one before it is no longer valid. */
    Staged take() throws InterruptedException {
        if (current != null) {
            empty.add(current);
        }
        current = full.take();
        if (current == broken) {
            throw new IllegalStateException("A batch can't be prepared: " + failure, failure);
        }
        return current;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        reader.close();
    }
}
