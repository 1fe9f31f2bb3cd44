package org.duograph.keras;

import java.util.ArrayList;
import java.util.List;
import org.duograph.keras.layer.Spec;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;

/** Metrics by Keras' names, each a mean over a batch; losses are metrics, too. */
final class Metrics {
    private static final List<String> OWN =
            List.of(
                    "accuracy",
                    "acc",
                    "binary_accuracy",
                    "categorical_accuracy",
                    "sparse_categorical_accuracy",
                    "top_k_categorical_accuracy",
                    "sparse_top_k_categorical_accuracy");
    private static final List<String> LOSSES =
            List.of("mse", "mae", "mape", "msle", "kld", "cosine", "mean_squared_error");

    private Metrics() {}

    /**
     * The text of a metric, checked.
     *
     * @throws IllegalArgumentException if there is none of that name; the message lists all
     */
    static Spec check(String metric) {
        if (Losses.has(metric)) {
            return new Spec(metric, List.of());
        }
        List<String> known = new ArrayList<>(OWN);
        known.addAll(LOSSES);
        Spec spec = Spec.of(metric, "metric", known);
        return spec.atMost(spec.name().contains("top_k") ? new String[] {"k"} : new String[0]);
    }

    /**
     * A metric of one output: a scalar.
     *
     * @param loss the output's loss, which says what plain accuracy means; null for one's own
     */
    static Tensor of(Spec metric, String loss, Tensor labels, Tensor output) {
        String name = metric.name();
        if (Losses.has(name)) {
            Loss function = Losses.of(Losses.name(name));
            return Losses.ofSamples(null, function, labels, output, null).mean();
        }
        boolean sparse = labels.dtype() == DType.INT32;
        if (name.equals("accuracy") || name.equals("acc")) {
            boolean binary = Losses.BINARY.equals(loss) || output.shape().dim(-1) == 1;
            name = sparse ? "sparse_categorical_accuracy" : binary ? "binary_accuracy" : "";
        }
        return share(
                switch (name) {
                    case "binary_accuracy" ->
                            output.greater(0.5).cast(DType.FLOAT32).equalTo(labels);
                    case "sparse_top_k_categorical_accuracy" ->
                            inTop(output, labels.reshape(-1), (int) metric.number(0, 5));
                    case "top_k_categorical_accuracy" ->
                            inTop(
                                    output,
                                    best(labels).cast(DType.INT32).reshape(-1),
                                    (int) metric.number(0, 5));
                    case "sparse_categorical_accuracy" ->
                            best(output).cast(DType.INT32).equalTo(labels);
                    default -> best(output).equalTo(best(labels));
                });
    }

    private static Tensor best(Tensor x) {
        return x.argMax(x.shape().rank() - 1);
    }

    private static Tensor inTop(Tensor output, Tensor classes, int k) {
        Tensor rows =
                output.shape().rank() == 2 ? output : output.reshape(-1, output.shape().dim(-1));
        return output.graph()
                .op("InTopKV2")
                .input(rows, classes, output.graph().constant(k))
                .tensor();
    }

    private static Tensor share(Tensor right) {
        return right.cast(DType.FLOAT32).mean();
    }
}
