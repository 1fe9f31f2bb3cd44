package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Initializer;
import org.duograph.session.Initializers;
import org.duograph.session.Initializers.Fan;
import org.duograph.session.Initializers.Law;

/** Initialisers by Keras' names: {@code "he_normal"}, {@code "random_uniform(-0.1, 0.1)"}. */
final class Initials {
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
                    "lecun_normal");

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
            case "lecun_uniform" -> none(s, Initializers.varianceScaling(1, Fan.IN, Law.UNIFORM));
            default -> none(s, Initializers.varianceScaling(1, Fan.IN, Law.TRUNCATED_NORMAL));
        };
    }

    private static Initializer none(Spec spec, Initializer initializer) {
        spec.atMost();
        return initializer;
    }
}
