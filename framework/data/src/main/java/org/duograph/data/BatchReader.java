package org.duograph.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * The batches of a run one after the other, prepared ahead on another thread.
 *
 * <p>Two queues go round: empty batches to the thread, full ones back. Memory is taken once, at the
 * start. What goes wrong on the thread is thrown by {@link #next}, at the batch it belongs to. One
 * thread at a time may read; closing stops the other thread and waits for its end.
 */
public final class BatchReader implements AutoCloseable {
    private final Batches batches;
    private final BatchFiller filler;
    private final int epochs;
    private final ArrayBlockingQueue<Batch> empty;
    private final ArrayBlockingQueue<Batch> full;
    private final Thread thread; // null: nothing is prepared ahead
    private final Batch broken; // stands in the queue for the batch that failed
    private Throwable failure; // written before broken is queued, read after it is taken
    private volatile boolean closed;
    private boolean failed; // the reader has learnt of it
    private Batch current;
    private int epoch;
    private int index;

    BatchReader(Batches batches, int epoch, int index, int epochs) {
        this.batches = batches;
        this.filler = new BatchFiller(batches);
        this.epochs = epochs;
        this.epoch = epoch;
        this.index = index;
        settle();
        int count = batches.ahead() + 1; // one more is in the hands of the reader
        empty = new ArrayBlockingQueue<>(count);
        full = new ArrayBlockingQueue<>(count + 1);
        for (int i = 0; i < count; i++) {
            empty.add(new Batch(batches.images().shape(), batches.size()));
        }
        broken = new Batch(batches.images().shape(), 0);
        int firstEpoch = this.epoch;
        int firstIndex = this.index;
        thread =
                batches.ahead() == 0
                        ? null
                        : new Thread(() -> prepare(firstEpoch, firstIndex), "duograph-batches");
        if (thread != null) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void prepare(int epoch, int index) {
        try {
            for (int p = epoch, i = index; p < epochs && !closed; ) {
                Batch batch = empty.take();
                filler.fill(batch, p, i);
                full.put(batch);
                if (++i == batches.perEpoch()) {
                    i = 0;
                    p++;
                }
            }
        } catch (InterruptedException e) {
            // closed: nobody waits for more
        } catch (Throwable e) { // whatever it is, the reader must learn of it
            failure = e;
            full.add(broken);
        }
    }

    private void settle() { // the place after the last batch of an epoch is the first of the next
        if (index == batches.perEpoch()) {
            index = 0;
            epoch++;
        }
    }

    /** Whether a batch is left. */
    public boolean hasNext() {
        return epoch < epochs;
    }

    /** The epoch that {@link #next} will read from; with {@link #nextIndex} where to resume. */
    public int nextEpoch() {
        return epoch;
    }

    /** The batch of that epoch that {@link #next} will give. */
    public int nextIndex() {
        return index;
    }

    /**
     * The next batch; the one before it is no longer valid.
     *
     * @throws NoSuchElementException after the last
     * @throws UncheckedIOException if its images can't be read from their files any more
     * @throws IllegalStateException if preparing it failed in another way (its cause says why), if
     *     the reader is closed, or if the calling thread is interrupted while waiting
     */
    public Batch next() {
        if (closed) {
            throw new IllegalStateException("The reader is closed");
        }
        if (!hasNext()) {
            throw new NoSuchElementException("All " + epochs + " epochs have been read");
        }
        if (failed) {
            throw failed(failure);
        }
        try {
            current = thread == null ? fillNow() : takePrepared();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a batch", e);
        }
        index++;
        settle();
        return current;
    }

    private Batch fillNow() throws InterruptedException {
        Batch batch = current != null ? current : empty.take();
        try {
            filler.fill(batch, epoch, index);
        } catch (IOException | RuntimeException e) {
            failure = e;
            throw failed(e);
        }
        return batch;
    }

    private Batch takePrepared() throws InterruptedException {
        if (current != null) {
            empty.add(current);
            current = null;
        }
        Batch batch = full.take();
        if (batch == broken) {
            throw failed(failure);
        }
        return batch;
    }

    private RuntimeException failed(Throwable failure) {
        failed = true;
        String what = "Batch %d of epoch %d can't be prepared: ".formatted(index, epoch);
        return failure instanceof IOException io
                ? new UncheckedIOException(what + io.getMessage(), io)
                : new IllegalStateException(what + failure, failure);
    }

    @Override
    public void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        try {
            filler.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The files of the images can't be closed", e);
        }
    }
}
