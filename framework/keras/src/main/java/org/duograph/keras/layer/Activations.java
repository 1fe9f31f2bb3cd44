package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Tensor;

/** Activations by Keras' names. */
public final class Activations {
    private static final List<String> NAMES =
            List.of(
                    "linear",
                    "relu",
                    "relu6",
                    "leaky_relu",
                    "elu",
                    "selu",
                    "sigmoid",
                    "hard_sigmoid",
                    "hard_swish",
                    "swish",
                    "gelu",
                    "tanh",
                    "softmax",
                    "softplus",
                    "softsign",
                    "exponential");

    private Activations() {}

    /**
     * The text of an activation, checked.
     *
     * @throws IllegalArgumentException if there is none of that name; the message lists all
     */
    public static String check(String activation) {
        Spec spec = Spec.of(activation, "activation", NAMES);
        spec.atMost(
                switch (spec.name()) {
                    case "leaky_relu" -> new String[] {"alpha"};
                    case "hard_sigmoid" -> new String[] {"slope"};
                    default -> new String[0];
                });
        return spec.toString();
    }

    /** Appends an activation. */
    static Tensor apply(Tensor x, String activation) {
        Spec spec = Spec.of(activation, "activation", NAMES);
        return switch (spec.name()) {
            case "linear" -> x;
            case "relu" -> x.relu();
            case "sigmoid" -> x.sigmoid();
            case "tanh" -> x.tanh();
            case "softmax" -> x.softmax();
            case "exponential" -> x.exp();
            case "hard_sigmoid" -> hardSigmoid(x, spec.number(0, 0.2));
            case "hard_swish" -> x.times(hardSigmoid(x, 1 / 6.0));
            case "swish" -> x.times(x.sigmoid());
            case "gelu" -> x.times(0.5).times(erf(x.times(Math.sqrt(0.5))).plus(1));
            case "leaky_relu" ->
                    x.graph()
                            .op("LeakyRelu")
                            .input(x)
                            .attr("alpha", (float) spec.number(0, 0.3))
                            .tensor();
            case "relu6" -> x.graph().op("Relu6").input(x).tensor();
            case "elu" -> x.graph().op("Elu").input(x).tensor();
            case "selu" -> x.graph().op("Selu").input(x).tensor();
            case "softplus" -> x.graph().op("Softplus").input(x).tensor();
            default -> x.graph().op("Softsign").input(x).tensor();
        };
    }

    private static Tensor erf(Tensor x) {
        return x.graph().op("Erf").input(x).tensor();
    }

    /** A straight line of this slope through (0, 1/2), which ends at 0 and 1. */
    private static Tensor hardSigmoid(Tensor x, double slope) {
        return x.times(slope).plus(0.5).maximum(0).minimum(1);
    }
}
