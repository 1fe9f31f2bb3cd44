package org.duograph.keras;

import java.util.List;
import java.util.function.Function;
import org.duograph.keras.layer.Spec;
import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.train.AdadeltaOptimizer;
import org.duograph.session.train.AdagradOptimizer;
import org.duograph.session.train.AdamOptimizer;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.session.train.MomentumOptimizer;
import org.duograph.session.train.Optimizer;
import org.duograph.session.train.RmsPropOptimizer;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * Optimizers by Keras' names and with its numbers: {@code "adam"}, {@code "sgd(0.01, 0.9)"}. Their
 * learning rate is a variable, which listeners change.
 *
 * @param text for files; null for an optimizer of the session face, which files can't name
 * @param optimizer the session face's
 * @param rate the learning rate; null where the optimizer has its own
 */
record Optimizers(String text, Optimizer optimizer, Variable rate) {
    private static final List<String> NAMES =
            List.of("sgd", "rmsprop", "adagrad", "adadelta", "adam");

    /** An optimizer of the session face, as it is, or the one that a text names. */
    static Optimizers of(Object optimizer, Graph graph) {
        if (optimizer instanceof Optimizer own) {
            return new Optimizers(null, own, null);
        }
        if (!(optimizer instanceof String text)) {
            throw new IllegalArgumentException(
                    "An optimizer is a name, one of %s, or an optimizer of the session face; found %s"
                            .formatted(NAMES, optimizer));
        }
        Spec s = Spec.of(text, "optimizer", NAMES);
        return switch (s.name()) {
            case "sgd" -> sgd(s.atMost("rate", "momentum", "nesterov"), graph);
            case "rmsprop" ->
                    named(
                            s.atMost("rate", "rho", "epsilon"),
                            graph,
                            0.001,
                            rate ->
                                    new RmsPropOptimizer(
                                            rate, s.number(1, 0.9), 0, s.number(2, 1e-7), false));
            case "adagrad" -> named(s.atMost("rate"), graph, 0.01, AdagradOptimizer::new);
            case "adadelta" ->
                    named(
                            s.atMost("rate", "rho", "epsilon"),
                            graph,
                            1,
                            rate ->
                                    new AdadeltaOptimizer(
                                            rate, s.number(1, 0.95), s.number(2, 1e-7)));
            default ->
                    named(
                            s.atMost("rate", "beta_1", "beta_2", "epsilon"),
                            graph,
                            0.001,
                            rate ->
                                    new AdamOptimizer(
                                            rate,
                                            s.number(1, 0.9),
                                            s.number(2, 0.999),
                                            s.number(3, 1e-7)));
        };
    }

    private static Optimizers sgd(Spec s, Graph graph) {
        double momentum = s.number(1, 0);
        boolean nesterov = s.number(2, 0) != 0;
        return named(
                s,
                graph,
                0.01,
                rate ->
                        momentum == 0
                                ? new GradientDescentOptimizer(rate)
                                : new MomentumOptimizer(rate, momentum, nesterov));
    }

    private static Optimizers named(
            Spec spec, Graph graph, double usual, Function<Tensor, Optimizer> make) {
        double rate = spec.number(0, usual);
        if (!(rate >= 0)) {
            throw new IllegalArgumentException(
                    "A learning rate is not negative, but %s has %s".formatted(spec, rate));
        }
        Variable variable =
                graph.variable(
                        "learning_rate",
                        new ArrayType(DType.FLOAT32, Shape.SCALAR),
                        Initializers.constant(rate),
                        false);
        return new Optimizers(spec.toString(), make.apply(variable.read()), variable);
    }
}
