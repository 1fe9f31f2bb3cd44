package org.duograph.session;

import java.util.ArrayList;
import java.util.List;
import org.duograph.tensor.NDArray;

/** What a run fetched. */
public final class Fetched {
    private final List<Object> fetches;
    private final List<NDArray> contents = new ArrayList<>();

    Fetched(List<Object> fetches, PreparedRun run) {
        this.fetches = fetches;
        for (Object fetch : fetches) {
            int i = fetch instanceof Tensor tensor ? run.fetches().indexOf(tensor) : -1;
            contents.add(i < 0 ? null : run.fetched(i));
        }
    }

    /** The content of fetch {@code i}; null for an operation. */
    public NDArray get(int i) {
        return contents.get(i);
    }

    /**
     * The content of a tensor that was fetched.
     *
     * @throws IllegalArgumentException if it wasn't
     */
    public NDArray get(Tensor tensor) {
        int i = fetches.indexOf(tensor);
        if (i < 0) {
            throw new IllegalArgumentException(
                    tensor.name() + " was not fetched; fetched were " + fetches);
        }
        return contents.get(i);
    }

    /** The one number of fetch {@code i}. */
    public float toFloat(int i) {
        return (float) contents.get(i).item();
    }

    @Override
    public String toString() {
        return contents.toString();
    }
}
