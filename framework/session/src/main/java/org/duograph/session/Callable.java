package org.duograph.session;

import java.util.List;
import java.util.Map;
import org.duograph.tensor.NDArray;

/**
 * A run that is made once and called often, TensorFlow's {@code make_callable}: what is fed and
 * fetched is looked up when it is made, so that a call computes and does little else.
 *
 * <pre>{@code
 * try (Callable classify = session.callable(List.of(images), classes)) {
 *     NDArray first = classify.run(batch);
 * }
 * }</pre>
 *
 * <p>It owns the arrays that it gives: the next call writes into them again, and, where shapes stay
 * as they are, allocates nothing. The thread that uses its session calls it.
 */
public final class Callable implements AutoCloseable {
    private final Session session;
    private final List<Tensor> feeds;
    private final List<Object> fetches; // a tensor or an operation each
    private final int[] places; // of each fetch, among the tensors; -1 for an operation
    private final PreparedRun run;
    private final NDArray[] contents; // of each tensor
    private boolean closed;

    Callable(Session session, List<Tensor> feeds, Object... fetches) {
        this.session = session;
        this.feeds = List.copyOf(feeds);
        for (Tensor feed : this.feeds) {
            if (feed.graph() != session.graph()) {
                throw new IllegalArgumentException(
                        "Tensor " + feed.name() + " is not an element of this graph.");
            }
        }
        Fetches wanted = new Fetches(session.graph(), fetches);
        this.fetches = wanted.all();
        List<Tensor> tensors = wanted.tensors();
        this.places = new int[this.fetches.size()];
        for (int i = 0; i < places.length; i++) {
            if (this.fetches.get(i) instanceof List || this.fetches.get(i) instanceof Map) {
                throw new IllegalArgumentException(
                        "A callable's fetches stand one beside the other, but fetch %d is a list or map; give what is in it"
                                .formatted(i));
            }
            places[i] = tensors.indexOf(this.fetches.get(i));
        }
        this.contents = new NDArray[tensors.size()];
        this.run = new PreparedRun(session, wanted.targets(), tensors, this.feeds);
    }

    /**
     * Runs once.
     *
     * @param fed content for the tensors that are fed, in their order; it is copied
     * @return the content of the first fetch, as {@link #get} gives it; null if there is none
     * @throws IllegalArgumentException if it is too few, too much, or of another type or shape than
     *     the tensors
     * @throws IllegalStateException if a variable that is read has no content, or this is closed
     */
    public NDArray run(NDArray... fed) {
        if (closed) {
            throw new IllegalStateException("Attempted to call a closed Callable.");
        }
        if (fed.length != feeds.size()) {
            throw new IllegalArgumentException(
                    "The callable is fed %d tensors, %s; found %d arrays"
                            .formatted(feeds.size(), Tensor.names(feeds), fed.length));
        }
        for (int i = 0; i < fed.length; i++) {
            Run.requireFits(feeds.get(i), fed[i]);
        }
        for (int i = 0; i < fed.length; i++) {
            run.feed(i, fed[i]);
        }
        run.run(session.nextStep());
        for (int i = 0; i < contents.length; i++) {
            contents[i] = run.fetched(i, contents[i]);
        }
        return places.length == 0 ? null : get(0);
    }

    /**
     * The content of fetch {@code i} in the last call; null for an operation, and before the first
     * call. The next call overwrites it where its shape is the same.
     */
    public NDArray get(int i) {
        return places[i] < 0 ? null : contents[places[i]];
    }

    /**
     * Lets calls write the content of fetch {@code i} into an array of the caller's, as long as it
     * is of the type and shape that the fetch has.
     *
     * @throws IllegalArgumentException if the fetch is an operation, or can't have that type or
     *     shape
     */
    public Callable into(int i, NDArray array) {
        if (!(fetches.get(i) instanceof Tensor tensor)) {
            throw new IllegalArgumentException(
                    "Fetch %d is %s, which has no content".formatted(i, fetches.get(i)));
        }
        if (array.dtype() != tensor.dtype() || !tensor.shape().accepts(array.shape())) {
            throw new IllegalArgumentException(
                    "%s can't be written into an array of %s".formatted(tensor, array.type()));
        }
        contents[places[i]] = array;
        return this;
    }

    /** Releases its plans. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            session.forget(this);
            run.close();
        }
    }
}
