package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Initializer;
import org.duograph.session.Initializers;
import org.duograph.session.Initializers.Fan;
import org.duograph.session.Initializers.Law;
import org.duograph.session.Tensor;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/** Initialisers by Keras' names: {@code "he_normal"}, {@code "random_uniform(-0.1, 0.1)"}. */
final class Initials {
    /** Zeros, but ones in the second quarter: the bias of an LSTM's forget gate. */
    static final String FORGET = "unit_forget";

    private static final List<String> NAMES =
            List.of(
                    "zeros",
                    "ones",
                    "constant",
                    "random_uniform",
                    "random_normal",
                    "truncated_normal",
                    "glorot_uniform",
                    "glorot_normal",
                    "he_uniform",
                    "he_normal",
                    "lecun_uniform",
                    "lecun_normal",
                    FORGET);

    private Initials() {}

    /**
     * The initialiser of a text.
     *
     * @throws IllegalArgumentException if there is none of that name; the message lists all
     */
    static Initializer of(String text) {
        Spec s = Spec.of(text, "initializer", NAMES);
        return switch (s.name()) {
            case "zeros" -> none(s, Initializers.zeros());
            case "ones" -> none(s, Initializers.ones());
            case "constant" -> Initializers.constant(s.atMost("value").number(0, 0));
            case "random_uniform" ->
                    Initializers.randomUniform(
                            s.atMost("minval", "maxval").number(0, -0.05), s.number(1, 0.05));
            case "random_normal" ->
                    Initializers.randomNormal(
                            s.atMost("mean", "stddev").number(0, 0), s.number(1, 0.05));
            case "truncated_normal" ->
                    Initializers.truncatedNormal(
                            s.atMost("mean", "stddev").number(0, 0), s.number(1, 0.05));
            case "glorot_uniform" -> none(s, Initializers.glorotUniform());
            case "glorot_normal" -> none(s, Initializers.glorotNormal());
            case "he_uniform" -> none(s, Initializers.heUniform());
            case "he_normal" -> none(s, Initializers.heNormal());
            case FORGET -> none(s, Initials::forget);
            case "lecun_uniform" -> none(s, Initializers.varianceScaling(1, Fan.IN, Law.UNIFORM));
            default -> none(s, Initializers.varianceScaling(1, Fan.IN, Law.TRUNCATED_NORMAL));
        };
    }

    private static Tensor forget(Graph graph, ArrayType type) {
        NDArray bias = NDArray.zeros(type);
        for (int i = bias.size() / 4; i < bias.size() / 2; i++) {
            bias.set(i, 1);
        }
        return graph.constant(bias);
    }

    private static Initializer none(Spec spec, Initializer initializer) {
        spec.atMost();
        return initializer;
    }
}
