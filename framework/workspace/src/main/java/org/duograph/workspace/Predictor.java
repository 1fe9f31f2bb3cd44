package org.duograph.workspace;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.duograph.graph.Suggestion;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * A trained net, ready to answer: an init net that fills the weights, and a predict net, which
 * normalises pixels itself and names its classes if it was made with {@link
 * org.duograph.workspace.model.PredictorNet#onPixels} and an {@link ImageCard}.
 *
 * <p>One thread at a time asks it. Other threads ask predictors of their own, which {@link #share}
 * the weights: these are there once, however many threads and sizes of batches there are. Close all
 * of them when done, in any order.
 */
public final class Predictor implements AutoCloseable {
    private final Weights weights;
    private final Workspace workspace;
    private final NetDef predict;
    private final List<String> inputs;
    private boolean closed;

    /** What init filled, frozen; the last predictor that shares it closes it. */
    private record Weights(Workspace workspace, AtomicInteger users) {
        void release() {
            if (users.decrementAndGet() == 0) {
                workspace.close();
            }
        }
    }

    /**
     * Loads a net on the best backend that is available.
     *
     * @param init fills the weights; run once
     * @param predict from external inputs to external outputs; inputs are those {@link #inputsOf}
     *     it that {@code init} does not fill
     * @throws IllegalArgumentException if {@code init} fills blobs, but none that {@code predict}
     *     reads, or if {@code predict} declares no external outputs
     */
    public Predictor(NetDef init, NetDef predict) {
        this(new Workspace(), init, predict);
    }

    /**
     * Loads a net into a workspace, which from then on is frozen, and which the predictor closes.
     */
    public Predictor(Workspace workspace, NetDef init, NetDef predict) {
        this.weights = new Weights(workspace, new AtomicInteger(1));
        String name = predict.getName().isEmpty() ? "predict" : predict.getName();
        this.predict = predict.toBuilder().setName(name).build();
        try {
            requireOutputs();
            workspace.runNetOnce(init);
            requireUse(workspace.blobs(), init);
            this.inputs =
                    inputsOf(predict).stream().filter(blob -> !workspace.hasBlob(blob)).toList();
            workspace.freeze();
            this.workspace = overWeights();
        } catch (RuntimeException e) {
            workspace.close();
            throw e;
        }
    }

    /**
     * The external inputs that an operator of a net reads, or one of a net inside of it. Nets that
     * were taken out of a training list others as well, such as the queue of its images.
     */
    public static List<String> inputsOf(NetDef net) {
        Set<String> read = new HashSet<>(net.getExternalOutputList());
        addReads(net, read);
        return net.getExternalInputList().stream().filter(read::contains).toList();
    }

    private static void addReads(NetDef net, Set<String> read) {
        for (OperatorDef op : net.getOpList()) {
            read.addAll(op.getInputList());
            for (Argument argument : op.getArgList()) {
                argument.getNetsList().forEach(inner -> addReads(inner, read));
                if (argument.hasN()) {
                    addReads(argument.getN(), read);
                }
            }
        }
    }

    private Predictor(Predictor other) {
        this.weights = other.weights;
        this.predict = other.predict;
        this.inputs = other.inputs;
        this.workspace = overWeights();
        weights.users.incrementAndGet();
    }

    /** A workspace of its own over the weights, with the net. */
    private Workspace overWeights() {
        Workspace over = new Workspace(weights.workspace);
        try {
            over.createNet(predict);
            return over;
        } catch (RuntimeException e) {
            over.close();
            throw e;
        }
    }

    /**
     * Another predictor over the same weights, for another thread.
     *
     * @throws IllegalStateException if this one was closed
     */
    public Predictor share() {
        requireOpen();
        return new Predictor(this);
    }

    /**
     * Gets ready to answer for inputs of the given types, such as batches of a size that is going
     * to come, so that the first answer takes no longer than others.
     *
     * @throws IllegalArgumentException if shapes do not fit the net
     */
    public void prepareFor(Map<String, ArrayType> types) {
        requireOpen();
        workspace.prepareNet(predict.getName(), types);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "The predictor of net \"%s\" was closed; make another, or share one that is open"
                            .formatted(predict.getName()));
        }
    }

    private void requireOutputs() {
        if (predict.getExternalOutputCount() == 0) {
            throw new IllegalArgumentException(
                    "Net \"%s\" declares no external_output, so it has no answer; add the blobs that are to be one"
                            .formatted(predict.getName()));
        }
    }

    private void requireUse(Set<String> filled, NetDef init) {
        Set<String> read = new LinkedHashSet<>(predict.getExternalInputList());
        predict.getOpList().forEach(op -> read.addAll(op.getInputList()));
        if (!filled.isEmpty() && filled.stream().noneMatch(read::contains)) {
            throw new IllegalArgumentException(
                    "Net \"%s\" fills %s, none of which net \"%s\" reads: it reads %s"
                            .formatted(
                                    init.getName(),
                                    Suggestion.list(filled),
                                    predict.getName(),
                                    Suggestion.list(read)));
        }
    }

    /** What the net says of its pixels and classes. */
    public ImageCard card() {
        return ImageCard.of(predict);
    }

    /**
     * Says what is in images: for each, the classes with the highest scores, the best first. Where
     * several outputs of the net could be scores, those that it computes last are meant:
     * probabilities rather than what Softmax makes them of.
     *
     * @param images pixels as the card says, such as uint8 N x 3 x H x W
     * @param most how many classes to name
     * @throws IllegalArgumentException if the net takes more than images, or names no classes
     */
    public List<List<ImageCard.Guess>> classify(NDArray images, int most) {
        List<NDArray> answers = run(List.of(images));
        NDArray scores = answers.get(0);
        for (NDArray answer : answers) {
            scores = card().isScores(answer) ? answer : scores;
        }
        return card().best(scores, most);
    }

    /** The names of the inputs, in the order in which {@link #run} takes them. */
    public List<String> inputs() {
        return inputs;
    }

    /** The names of the outputs, in the order in which {@link #run} gives them. */
    public List<String> outputs() {
        return predict.getExternalOutputList();
    }

    /**
     * Answers: arrays for the inputs, in order, to arrays of the external outputs, in order.
     *
     * @throws IllegalArgumentException if the number of arrays is not the number of inputs
     */
    public List<NDArray> run(List<NDArray> arrays) {
        require(arrays.size() == inputs.size(), "%d arrays were given".formatted(arrays.size()));
        Map<String, NDArray> named = new LinkedHashMap<>();
        for (int i = 0; i < arrays.size(); i++) {
            named.put(inputs.get(i), arrays.get(i));
        }
        return List.copyOf(run(named).values());
    }

    private void require(boolean ok, String found) {
        if (!ok) {
            throw new IllegalArgumentException(
                    "Net \"%s\" takes %d inputs %s, but %s"
                            .formatted(predict.getName(), inputs.size(), inputs, found));
        }
    }

    /**
     * Answers: arrays by the names of the inputs to arrays by the names of the outputs.
     *
     * @throws IllegalArgumentException if the names are not those of the inputs
     */
    public Map<String, NDArray> run(Map<String, NDArray> arrays) {
        requireOpen();
        for (String name : arrays.keySet()) {
            require(
                    inputs.contains(name),
                    "\"%s\" was given%s".formatted(name, Suggestion.among(name, inputs)));
        }
        require(arrays.size() == inputs.size(), "only %s were given".formatted(arrays.keySet()));
        arrays.forEach(workspace::feedBlob);
        workspace.runNet(predict.getName());
        Map<String, NDArray> outputs = new LinkedHashMap<>();
        for (String blob : predict.getExternalOutputList()) {
            outputs.put(blob, workspace.fetchBlob(blob));
        }
        return outputs;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            workspace.close();
            weights.release();
        }
    }
}
