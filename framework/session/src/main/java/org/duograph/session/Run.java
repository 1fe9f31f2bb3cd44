package org.duograph.session;

import java.util.ArrayList;
import java.util.List;
import org.duograph.session.op.DataTypes;
import org.duograph.session.op.StaticShape;
import org.duograph.session.proto.RunMetadata;
import org.duograph.tensor.NDArray;

/** A run in the making: what is fed, then what is fetched. */
public final class Run {
    private final Session session;
    private final List<Tensor> feeds = new ArrayList<>();
    private final List<NDArray> contents = new ArrayList<>();
    private RunMetadata.Builder metadata;

    Run(Session session) {
        this.session = session;
    }

    /**
     * Gives a tensor the content that it has in this run. Any tensor can be fed; what would compute
     * it then isn't needed.
     *
     * @param content an {@link NDArray}, or a number, a text or an array of them, which become the
     *     tensor's elements
     * @throws IllegalArgumentException if it is of another shape or type than the tensor
     */
    public Run feed(Tensor tensor, Object content) {
        if (tensor.graph() != session.graph()) {
            throw new IllegalArgumentException(
                    "Tensor " + tensor.name() + " is not an element of this graph.");
        }
        boolean plain = !(content instanceof NDArray);
        NDArray array = Values.array(content, plain ? tensor.dtype() : null);
        requireFits(tensor, array);
        int before = feeds.indexOf(tensor);
        if (before >= 0) {
            contents.set(before, array);
        } else {
            feeds.add(tensor);
            contents.add(array);
        }
        return this;
    }

    /**
     * Gives the tensor of a name the content that it has in this run; {@code :0} may be left out.
     */
    public Run feed(String tensor, Object content) {
        return feed(tensorNamed(tensor), content);
    }

    /**
     * Measures the run, as TensorFlow does with {@code trace_level=FULL_TRACE}: adds when each step
     * began, how long it took, and how much memory was in use. {@link Timeline} makes a picture of
     * it. Each step is waited for, so a run that is measured takes longer than others.
     */
    public Run metadata(RunMetadata.Builder into) {
        metadata = into;
        return this;
    }

    /** Runs, and gives the tensor. */
    public NDArray run(Tensor fetch) {
        return run(new Object[] {fetch}).get(0);
    }

    /** Runs an operation. */
    public void run(Operation operation) {
        run(new Object[] {operation});
    }

    /**
     * Fails if a tensor can't be fed an array.
     *
     * @throws IllegalArgumentException says so
     */
    static void requireFits(Tensor tensor, NDArray array) {
        if (array.dtype() != tensor.dtype()) {
            throw new IllegalArgumentException(
                    "Expects the feed of '%s' to be %s but %s is provided; convert it: array.cast(DType.%s)"
                            .formatted(
                                    tensor.name(),
                                    DataTypes.name(tensor.dtype()),
                                    DataTypes.name(array.dtype()),
                                    tensor.dtype()));
        }
        if (!tensor.shape().accepts(array.shape())) {
            throw new IllegalArgumentException(
                    "Cannot feed value of shape %s for Tensor '%s', which has shape '%s'"
                            .formatted(
                                    StaticShape.of(array.shape()), tensor.name(), tensor.shape()));
        }
    }

    /**
     * Runs once.
     *
     * @param fetches tensors, operations, variables, names of tensors or operations, and lists and
     *     maps of them
     * @return the contents of the tensors and variables, in their order and structure; an operation
     *     gives null
     * @throws IllegalArgumentException if a fetch is none of these, a needed placeholder isn't fed,
     *     or shapes don't fit
     * @throws IllegalStateException if a variable that is read has no content; the message lists
     *     all
     */
    public Fetched run(Object... fetches) {
        Fetches wanted = new Fetches(session.graph(), fetches);
        List<NDArray> there =
                metadata == null ? session.runElsewhere(wanted, feeds, contents) : null;
        if (there != null) {
            return new Fetched(wanted, wanted.tensors(), there::get);
        }
        PreparedRun run = prepared(wanted);
        if (metadata == null) {
            run.run(session.nextStep());
        } else {
            metadata.mergeFrom(Timeline.metadata(run.trace(session.nextStep())));
        }
        return new Fetched(wanted, run.fetches(), run::fetched);
    }

    /** The run of these fetches, with the feeds so far in their places. */
    PreparedRun prepared(Fetches wanted) {
        PreparedRun run = session.prepare(wanted.targets(), wanted.tensors(), List.copyOf(feeds));
        for (int i = 0; i < contents.size(); i++) {
            run.feed(i, contents.get(i));
        }
        return run;
    }

    private Tensor tensorNamed(String name) {
        return session.graph().tensor(name.contains(":") ? name : name + ":0");
    }
}
