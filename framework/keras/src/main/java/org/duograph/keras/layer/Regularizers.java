package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Losses;
import org.duograph.session.Tensor;

/**
 * Penalties on weights by Keras' names: {@code "l1(0.01)"} is 0.01 times the sum of absolute
 * values, {@code "l2(0.01)"} 0.01 times the sum of squares, {@code "l1_l2(0.01, 0.01)"} both.
 */
public final class Regularizers {
    private static final List<String> NAMES = List.of("l1", "l2", "l1_l2");

    private Regularizers() {}

    /** The text of a regularizer, checked; empty for none. */
    static String check(String text) {
        return text.isEmpty() ? text : spec(text).toString();
    }

    private static Spec spec(String text) {
        Spec spec = Spec.of(text, "regularizer", NAMES);
        return spec.name().equals("l1_l2") ? spec.atMost("l1", "l2") : spec.atMost(spec.name());
    }

    /** The penalty of a weight: a scalar. */
    public static Tensor penalty(Tensor weight, String text) {
        Spec spec = spec(text);
        return switch (spec.name()) {
            case "l1" -> Losses.l1(spec.number(0, 0.01)).apply(weight);
            case "l2" -> Losses.l2(2 * spec.number(0, 0.01)).apply(weight); // it takes half of it
            default ->
                    Losses.l1(spec.number(0, 0.01))
                            .apply(weight)
                            .plus(Losses.l2(2 * spec.number(1, 0.01)).apply(weight));
        };
    }
}
