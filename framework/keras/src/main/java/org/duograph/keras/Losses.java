package org.duograph.keras;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.duograph.graph.Suggestion;
import org.duograph.keras.layer.Calling.Activated;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;

/**
 * Losses by Keras' names, each a number for every sample. Cross entropies of an output that a
 * softmax or sigmoid made are computed from the scores before it, in one operation that no large
 * score breaks.
 */
final class Losses {
    private static final double APART = 1e-7; // of 0 and 1, which have no logarithm
    static final String SPARSE = "sparse_categorical_crossentropy";
    static final String CATEGORICAL = "categorical_crossentropy";
    static final String BINARY = "binary_crossentropy";

    private static final Map<String, Loss> BY_NAME = new LinkedHashMap<>();
    private static final Map<String, String> SHORT =
            Map.of(
                    "mse", "mean_squared_error",
                    "mae", "mean_absolute_error",
                    "mape", "mean_absolute_percentage_error",
                    "msle", "mean_squared_logarithmic_error",
                    "kld", "kullback_leibler_divergence",
                    "cosine", "cosine_proximity",
                    "huber", "huber_loss");

    static {
        BY_NAME.put("mean_squared_error", (z, y) -> last(y.minus(z).square()));
        BY_NAME.put("mean_absolute_error", (z, y) -> last(y.minus(z).abs()));
        BY_NAME.put(
                "mean_absolute_percentage_error",
                (z, y) -> last(z.minus(y).dividedBy(z.abs().maximum(APART)).abs()).times(100));
        BY_NAME.put(
                "mean_squared_logarithmic_error",
                (z, y) -> last(logOfMore(y).minus(logOfMore(z)).square()));
        BY_NAME.put("squared_hinge", (z, y) -> last(margin(z, y).square()));
        BY_NAME.put("hinge", (z, y) -> last(margin(z, y)));
        BY_NAME.put("categorical_hinge", Losses::categoricalHinge);
        BY_NAME.put("logcosh", (z, y) -> last(logCosh(y.minus(z))));
        BY_NAME.put("huber_loss", Losses::huber);
        BY_NAME.put(CATEGORICAL, (z, y) -> sumOfLast(z.times(shares(y).log())).negative());
        BY_NAME.put(SPARSE, Losses::sparse);
        BY_NAME.put(BINARY, (z, y) -> last(binary(z, within(y))));
        BY_NAME.put(
                "kullback_leibler_divergence",
                (z, y) -> sumOfLast(within(z).times(within(z).dividedBy(within(y)).log())));
        BY_NAME.put("poisson", (z, y) -> last(y.minus(z.times(y.plus(APART).log()))));
        BY_NAME.put("cosine_proximity", (z, y) -> sumOfLast(unit(z).times(unit(y))).negative());
    }

    private Losses() {}

    /** Whether there is a loss of that name. */
    static boolean has(String name) {
        return name != null && BY_NAME.containsKey(SHORT.getOrDefault(name, name));
    }

    /**
     * The full name of a loss.
     *
     * @throws IllegalArgumentException if there is none; the message lists all
     */
    static String name(String name) {
        String whole = SHORT.getOrDefault(name, name);
        if (!BY_NAME.containsKey(whole)) {
            throw new IllegalArgumentException(
                    "Unknown loss \"%s\"%s; there are %s"
                            .formatted(
                                    name,
                                    Suggestion.among(name, BY_NAME.keySet()),
                                    String.join(", ", BY_NAME.keySet())));
        }
        return whole;
    }

    /** The loss of a full name. */
    static Loss of(String name) {
        return BY_NAME.get(name);
    }

    /**
     * The loss of each sample: [n].
     *
     * @param name the loss' full name, or null for one of the user's own
     * @param made how the output was made; null if not by an activation
     */
    static Tensor ofSamples(String name, Loss loss, Tensor labels, Tensor output, Activated made) {
        Tensor fused = name == null || made == null ? null : fused(name, labels, made);
        Tensor each = fused == null ? loss.of(labels, output) : fused;
        if (each == null) {
            throw new IllegalArgumentException(
                    "The loss gives null; let it give a tensor with a number for each sample");
        }
        int rank = each.shape().rank();
        if (rank < 2) {
            return each;
        }
        int[] rest = new int[rank - 1];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = i + 1;
        }
        return each.mean(rest);
    }

    /** A cross entropy from the scores before the activation; null where that is not the pair. */
    private static Tensor fused(String name, Tensor labels, Activated made) {
        Tensor scores = made.scores();
        boolean softmax = made.activation().equals("softmax");
        if (name.equals(SPARSE) && softmax) {
            return inRows(scores, x -> x.sparseSoftmaxCrossEntropy(flat(labels)));
        } else if (name.equals(CATEGORICAL) && softmax) {
            return inRows(scores, x -> x.softmaxCrossEntropy(rows(labels)));
        } else if (name.equals(BINARY) && made.activation().equals("sigmoid")) {
            Tensor rest = scores.abs().negative().exp().plus(1).log();
            return last(scores.relu().minus(scores.times(labels)).plus(rest));
        }
        return null;
    }

    private static Tensor inRows(Tensor scores, UnaryOperator<Tensor> loss) {
        if (scores.shape().rank() == 2) {
            return loss.apply(scores);
        }
        int[] dims = new int[scores.shape().rank() - 1];
        dims[0] = -1;
        for (int i = 1; i < dims.length; i++) {
            dims[i] = scores.shape().dim(i);
        }
        return loss.apply(rows(scores)).reshape(dims);
    }

    private static Tensor rows(Tensor x) {
        return x.shape().rank() == 2 ? x : x.reshape(-1, x.shape().dim(-1));
    }

    private static Tensor flat(Tensor labels) {
        return labels.shape().rank() == 1 ? labels : labels.reshape(-1);
    }

    private static Tensor sparse(Tensor labels, Tensor y) {
        int classes = y.shape().dim(-1);
        Tensor hot =
                y.graph()
                        .op("OneHot")
                        .input(labels, y.graph().constant(classes))
                        .input(y.graph().constant(1f), y.graph().constant(0f))
                        .tensor();
        return sumOfLast(hot.times(shares(y).log())).negative();
    }

    private static Tensor binary(Tensor z, Tensor y) {
        Tensor yes = z.times(y.log());
        Tensor no = not(z).times(not(y).log());
        return yes.plus(no).negative();
    }

    private static Tensor categoricalHinge(Tensor z, Tensor y) {
        Tensor right = sumOfLast(z.times(y));
        Tensor wrong = not(z).times(y).max(y.shape().rank() - 1);
        return wrong.minus(right).plus(1).relu();
    }

    private static Tensor huber(Tensor z, Tensor y) {
        Tensor away = y.minus(z).abs();
        Tensor near = away.minimum(1);
        return last(near.square().times(0.5).plus(away.minus(near)));
    }

    private static Tensor logCosh(Tensor x) {
        Tensor soft = x.graph().op("Softplus").input(x.times(-2)).tensor();
        return x.plus(soft).minus(Math.log(2));
    }

    private static Tensor margin(Tensor z, Tensor y) {
        return not(z.times(y)).relu();
    }

    private static Tensor not(Tensor x) {
        return x.negative().plus(1);
    }

    private static Tensor logOfMore(Tensor x) {
        return x.maximum(APART).plus(1).log();
    }

    private static Tensor within(Tensor x) {
        return x.maximum(APART).minimum(1 - APART);
    }

    /** Probabilities that sum to one. */
    private static Tensor shares(Tensor y) {
        return within(y.dividedBy(sumKept(y)));
    }

    private static Tensor unit(Tensor x) {
        return x.dividedBy(sumKept(x.square()).maximum(1e-12).sqrt());
    }

    private static Tensor sumKept(Tensor x) {
        Tensor axis = x.graph().constant(new int[] {x.shape().rank() - 1});
        return x.graph().op("Sum").input(x, axis).attr("keep_dims", true).tensor();
    }

    private static Tensor sumOfLast(Tensor x) {
        return x.sum(x.shape().rank() - 1);
    }

    private static Tensor last(Tensor x) {
        return x.shape().rank() < 2 ? x : x.mean(x.shape().rank() - 1);
    }

    /** The elements that labels have. */
    static DType labels(String name) {
        return SPARSE.equals(name) ? DType.INT32 : DType.FLOAT32;
    }
}
