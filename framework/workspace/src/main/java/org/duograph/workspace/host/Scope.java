package org.duograph.workspace.host;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a Do keeps: the blobs of its runs, the last one on top. Its gradient takes them from there,
 * run by run. Caffe2 calls it a workspace stack.
 */
public final class Scope implements AutoCloseable {
    private final Deque<AutoCloseable> runs = new ArrayDeque<>();

    /** Nothing is kept yet. */
    public Scope() {}

    /** Keeps the blobs of a run; they are closed with this scope. */
    public void push(AutoCloseable blobs) {
        runs.push(blobs);
    }

    /** The blobs of the last run that are kept, or null; they stay. */
    public AutoCloseable peek() {
        return runs.peek();
    }

    /** Takes the blobs of the last run that are kept, to be closed by the caller; null if none. */
    public AutoCloseable pop() {
        return runs.poll();
    }

    /** Whether nothing is kept. */
    public boolean isEmpty() {
        return runs.isEmpty();
    }

    @Override
    public void close() {
        try {
            while (!runs.isEmpty()) {
                runs.pop().close();
            }
        } catch (Exception e) {
            throw new IllegalStateException("The blobs of a run can't be closed: " + e, e);
        }
    }
}
