package org.duograph.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.duograph.session.op.StaticShape;

/**
 * Losses of predictions, TensorFlow's {@code tf.losses}: {@code g.losses().huber(labels, y)}. Each
 * is a scalar, the mean over all elements or rows, and joins the collection of losses, of which
 * {@link #total} is the sum.
 *
 * <pre>{@code
 * g.losses().sparseSoftmaxCrossEntropy(labels, scores);
 * Operation step = new AdamOptimizer(0.001).minimize(g.losses().total());
 * }</pre>
 *
 * <p>Labels are cast to the predictions' elements.
 */
public final class Losses {
    /** The collection of all losses made here. */
    public static final String LOSSES = "losses";

    /** The collection of penalties on variables, which layers with a regularizer make. */
    public static final String REGULARIZATION_LOSSES = "regularization_losses";

    private final Graph graph;
    private final Object weights;

    Losses(Graph graph) {
        this(graph, null);
    }

    private Losses(Graph graph, Object weights) {
        this.graph = graph;
        this.weights = weights;
    }

    /**
     * Losses in which elements count as much as their weights say; the mean is over those whose
     * weight isn't zero.
     *
     * @param by a number, or a tensor: a scalar, or of the rank of the losses of elements (rows,
     *     for softmax cross entropies), with extents of theirs or of 1
     */
    public Losses weighted(Object by) {
        return new Losses(graph, by);
    }

    /** The mean of {@code |y - label|}; both of one shape. */
    public Tensor absoluteDifference(Tensor labels, Tensor y) {
        return ofElements("absolute_difference", labels, y, (z, x) -> x.minus(z).abs());
    }

    /** The mean of {@code (y - label)^2}; both of one shape. */
    public Tensor meanSquaredError(Tensor labels, Tensor y) {
        return ofElements("mean_squared_error", labels, y, (z, x) -> x.minus(z).square());
    }

    /** The mean of Huber's loss with a delta of 1; both of one shape. */
    public Tensor huber(Tensor labels, Tensor y) {
        return huber(labels, y, 1);
    }

    /** The mean of {@code d^2 / 2} where {@code d = |y - label| <= delta}, and a line beyond. */
    public Tensor huber(Tensor labels, Tensor y, double delta) {
        return ofElements(
                "huber_loss",
                labels,
                y,
                (z, x) -> {
                    Tensor away = x.minus(z).abs();
                    Tensor near = away.minimum(delta);
                    return near.square().times(0.5).plus(away.minus(near).times(delta));
                });
    }

    /** The mean of {@code -label log(y) - (1 - label) log(1 - y)}; y between 0 and 1. */
    public Tensor log(Tensor labels, Tensor y) {
        double apart = 1e-7; // of zero, which has no logarithm
        return ofElements(
                "log_loss",
                labels,
                y,
                (z, x) -> {
                    Tensor yes = z.times(x.plus(apart).log());
                    Tensor no = not(z).times(not(x).plus(apart).log());
                    return yes.plus(no).negative();
                });
    }

    /** The mean of {@code max(0, 1 - s y)}, with s = 1 for labels of 1 and -1 for those of 0. */
    public Tensor hinge(Tensor labels, Tensor y) {
        return ofElements(
                "hinge_loss", labels, y, (z, x) -> not(z.times(2).minus(1).times(x)).relu());
    }

    /** The mean cross entropy of {@code sigmoid(scores)} with labels of 0 to 1, of one shape. */
    public Tensor sigmoidCrossEntropy(Tensor labels, Tensor scores) {
        return ofElements("sigmoid_cross_entropy_loss", labels, scores, this::sigmoidCross);
    }

    private Tensor sigmoidCross(Tensor z, Tensor x) {
        Tensor zero = graph.op("ZerosLike").input(x).tensor();
        Tensor positive = graph.op("GreaterEqual").input(x, zero).tensor();
        Tensor above = graph.op("Select").input(positive, x, zero).tensor();
        Tensor size = graph.op("Select").input(positive, x.negative(), x).tensor();
        Tensor rest = graph.op("Log1p").input(size.exp()).tensor();
        return above.minus(x.times(z)).plus(rest);
    }

    /** The mean over rows of the cross entropy of their softmax with probabilities: both [n, c]. */
    public Tensor softmaxCrossEntropy(Tensor probabilities, Tensor scores) {
        return inScope(
                "softmax_cross_entropy_loss",
                () -> scores.softmaxCrossEntropy(probabilities.cast(scores.dtype())));
    }

    /** The mean over rows of the cross entropy of their softmax with labels: [n], scores [n, c]. */
    public Tensor sparseSoftmaxCrossEntropy(Tensor labels, Tensor scores) {
        return inScope(
                "sparse_softmax_cross_entropy_loss",
                () -> scores.sparseSoftmaxCrossEntropy(labels));
    }

    /** A penalty on a variable: {@code scale} times half the sum of its squares. */
    public static UnaryOperator<Tensor> l2(double scale) {
        return w -> w.graph().op("L2Loss").input(w).tensor().times(scale);
    }

    /** A penalty on a variable: {@code scale} times the sum of its absolute values. */
    public static UnaryOperator<Tensor> l1(double scale) {
        return w -> w.abs().sum().times(scale);
    }

    /** Lets a loss, a scalar, join the others. */
    public void add(Tensor loss) {
        graph.addToCollection(LOSSES, loss);
    }

    /** The losses made so far, without penalties. */
    public List<Tensor> all() {
        return graph.collection(LOSSES, Tensor.class);
    }

    /** The penalties on variables made so far. */
    public List<Tensor> regularization() {
        return graph.collection(REGULARIZATION_LOSSES, Tensor.class);
    }

    /**
     * The sum of all losses and penalties made so far: what an optimizer shall make smaller.
     *
     * @throws IllegalStateException if there is none
     */
    public Tensor total() {
        List<Tensor> terms = new ArrayList<>(all());
        terms.addAll(regularization());
        if (terms.isEmpty()) {
            throw new IllegalStateException(
                    "There are no losses to add up; make one first, such as g.losses().meanSquaredError(labels, y)");
        }
        return graph.op("AddN").name("total_loss").inputs(terms).tensor();
    }

    private static Tensor not(Tensor x) {
        return x.negative().plus(1);
    }

    private Tensor ofElements(String name, Tensor labels, Tensor y, BinaryOperator<Tensor> loss) {
        if (labels.shape().hasRank() && y.shape().hasRank()) {
            requireSame(name, labels.shape(), y.shape());
        }
        return inScope(name, () -> loss.apply(labels.cast(y.dtype()), y));
    }

    private static void requireSame(String name, StaticShape labels, StaticShape y) {
        boolean same = labels.rank() == y.rank();
        for (int i = 0; same && i < y.rank(); i++) {
            same = labels.dim(i) < 0 || y.dim(i) < 0 || labels.dim(i) == y.dim(i);
        }
        if (!same) {
            throw new IllegalArgumentException(
                    "Shapes %s and %s are incompatible: %s wants labels and predictions of one shape (made at %s)"
                            .formatted(labels, y, name, Context.origin()));
        }
    }

    /** Losses of elements or rows, then what all count together. */
    private interface Elements {
        Tensor make();
    }

    @SuppressWarnings("try") // the scope is only to be closed
    private Tensor inScope(String name, Elements elements) {
        try (Scope scope = graph.nameScope(name)) {
            Tensor each = elements.make();
            Tensor loss = weights == null ? each.mean() : weightedMean(each);
            add(loss);
            return loss;
        }
    }

    /** The weighted sum, divided by how many weights aren't zero. */
    private Tensor weightedMean(Tensor each) {
        Tensor w = graph.asTensor(weights, each.dtype()).cast(each.dtype());
        if (w.shape().hasRank()
                && w.shape().rank() > 0
                && w.shape().rank() != each.shape().rank()) {
            throw new IllegalArgumentException(
                    "weights can not be broadcast to values: weights are %s, losses %s (made at %s)"
                            .formatted(w.shape(), each.shape(), Context.origin()));
        }
        Tensor counts = graph.op("NotEqual").input(w, graph.constantLike(0, w.dtype())).tensor();
        Tensor ones = graph.op("OnesLike").input(each).tensor();
        Tensor count = counts.cast(each.dtype()).times(ones).sum();
        return graph.op("DivNoNan").input(each.times(w).sum(), count).tensor();
    }
}
