package org.duograph.session;

import java.util.List;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * Numbers that say how good a net is over many batches, TensorFlow's {@code tf.metrics}: they are
 * kept in local variables, which no checkpoint holds and no optimizer changes.
 *
 * <pre>{@code
 * Metric accuracy = g.metrics().accuracy(labels, scores.argMax(1));
 * Operation reset = g.metrics().initializer();
 * session.run(reset);
 * for (...) session.feed(x, images).feed(labels, classes).run(accuracy.update());
 * session.run(accuracy.value());
 * }</pre>
 */
public final class Metrics {
    /** The collection of variables that belong to one session only. */
    public static final String LOCAL_VARIABLES = "local_variables";

    private final Graph graph;
    private final Object weights;

    /**
     * A number over many batches.
     *
     * @param value what it is over all batches since its variables were initialised: a scalar; 0
     *     before the first
     * @param update takes a batch in, and gives what the number is then
     */
    public record Metric(Tensor value, Tensor update) {}

    Metrics(Graph graph) {
        this(graph, null);
    }

    private Metrics(Graph graph, Object weights) {
        this.graph = graph;
        this.weights = weights;
    }

    /** Metrics in which elements count as much as their weights say: a number, or a tensor. */
    public Metrics weighted(Object by) {
        return new Metrics(graph, by);
    }

    /** The mean of all elements. */
    public Metric mean(Tensor values) {
        return mean("mean", values);
    }

    /** The share of predictions that are their labels: both of one shape and type. */
    public Metric accuracy(Tensor labels, Tensor predictions) {
        return mean("accuracy", predictions.equalTo(labels.cast(predictions.dtype())));
    }

    /** Of what was predicted, the share that is so; zero is no, and other numbers are yes. */
    public Metric precision(Tensor labels, Tensor predictions) {
        return share("precision", labels, predictions, predictions);
    }

    /** Of what is so, the share that was predicted; zero is no, and other numbers are yes. */
    public Metric recall(Tensor labels, Tensor predictions) {
        return share("recall", labels, predictions, labels);
    }

    /** The variables of all metrics made so far. */
    public List<Variable> variables() {
        return graph.collection(LOCAL_VARIABLES, Variable.class);
    }

    /**
     * An operation that lets all metrics made so far begin anew: the local variables' initializer.
     */
    public Operation initializer() {
        return graph.group(
                "init", variables().stream().map(Variable::initializer).toArray(Operation[]::new));
    }

    @SuppressWarnings("try") // the scope is only to be closed
    private Metric mean(String name, Tensor values) {
        try (Scope scope = graph.nameScope(name)) {
            Tensor numbers = values.cast(DType.FLOAT32);
            Tensor counts = weighted(graph.op("OnesLike").input(numbers).tensor());
            return ratio("total", weighted(numbers), "count", counts);
        }
    }

    /** How much of {@code of} is also both label and prediction. */
    @SuppressWarnings("try") // the scope is only to be closed
    private Metric share(String name, Tensor labels, Tensor predictions, Tensor of) {
        try (Scope scope = graph.nameScope(name)) {
            Tensor both = truth(labels).times(truth(predictions));
            return ratio("true_positives", weighted(both), "all", weighted(truth(of)));
        }
    }

    private Tensor truth(Tensor x) {
        return x.cast(DType.BOOL).cast(DType.FLOAT32);
    }

    private Tensor weighted(Tensor x) {
        return weights == null
                ? x
                : x.times(graph.asTensor(weights, DType.FLOAT32).cast(DType.FLOAT32));
    }

    private Metric ratio(String aboveName, Tensor above, String belowName, Tensor below) {
        Variable a = local(aboveName);
        Variable b = local(belowName);
        Tensor value = graph.op("DivNoNan").name("value").input(a.read(), b.read()).tensor();
        Tensor update =
                graph.op("DivNoNan")
                        .name("update_op")
                        .input(a.assignAdd(above.sum()), b.assignAdd(below.sum()))
                        .tensor();
        return new Metric(value, update);
    }

    private Variable local(String name) {
        return graph.variable(
                name,
                new ArrayType(DType.FLOAT32, Shape.SCALAR),
                Initializers.zeros(),
                List.of(LOCAL_VARIABLES));
    }
}
