package org.duograph.workspace.host;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What CreateBlobsQueue leaves in a blob: records of a few blobs each, first come, first served.
 * Who puts into a full one waits, and so does who takes from an empty one, until it is closed. For
 * any number of threads.
 */
public final class BlobsQueue implements AutoCloseable {
    private final int capacity;
    private final int blobs;
    private final Deque<List<Object>> records = new ArrayDeque<>();
    private boolean closed;

    /**
     * An empty queue.
     *
     * @param capacity the most records it holds
     * @param blobs how many blobs a record has
     */
    BlobsQueue(int capacity, int blobs) {
        this.capacity = capacity;
        this.blobs = blobs;
    }

    /** How many blobs a record has. */
    int blobs() {
        return blobs;
    }

    /** Puts a record; false if the queue is closed. */
    synchronized boolean put(List<Object> record) {
        await(() -> records.size() >= capacity);
        if (!closed) {
            records.add(List.copyOf(record));
            notifyAll();
        }
        return !closed;
    }

    /** Takes a record; null if the queue is closed and empty. */
    synchronized List<Object> take() {
        await(records::isEmpty);
        List<Object> record = records.poll();
        notifyAll();
        return record;
    }

    private void await(BooleanSupplier hindered) {
        try {
            while (hindered.getAsBoolean() && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The wait for a queue was interrupted", e);
        }
    }

    /** Lets nothing in any more; what is in it can still be taken. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
