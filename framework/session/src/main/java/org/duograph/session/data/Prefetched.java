package org.duograph.session.data;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.duograph.tensor.NDArray;

/** Elements that another thread prepares ahead, in their order. */
final class Prefetched implements Elements {
    /** An element; or the end, with what went wrong if anything did. */
    private record Ready(List<NDArray> element, RuntimeException failure) {}

    private final Elements from;
    private final BlockingQueue<Ready> queue;
    private final Thread thread;
    private Ready end;

    Prefetched(Elements from, int ahead) {
        this.from = from;
        this.queue = new ArrayBlockingQueue<>(ahead);
        this.thread = new Thread(this::work, "prefetch");
        thread.setDaemon(true);
        thread.start();
    }

    private void work() {
        try {
            Ready ready;
            do {
                ready = prepare();
                queue.put(ready);
            } while (ready.element != null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private Ready prepare() {
        try {
            return new Ready(from.next(), null);
        } catch (RuntimeException e) {
            return new Ready(null, e);
        }
    }

    @Override
    public List<NDArray> next() {
        if (end == null) {
            try {
                Ready ready = queue.take();
                if (ready.element != null) {
                    return ready.element;
                }
                end = ready;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for an element", e);
            }
        }
        if (end.failure != null) {
            throw end.failure;
        }
        return null;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        from.close();
    }
}
