package org.duograph.session.gradient;

import java.util.HashMap;
import java.util.Map;
import org.duograph.session.Tensor;

/** Gradients of activations, biases and losses. */
final class ActivationGradients {
    static final Map<String, GradientFunction> FUNCTIONS = all();

    private ActivationGradients() {}

    private static Map<String, GradientFunction> all() {
        Map<String, GradientFunction> all = new HashMap<>();
        for (String type : new String[] {"Relu", "Relu6", "Elu", "Selu"}) {
            all.put(type, s -> s.give(0, () -> s.of(type + "Grad", s.dy(), s.y(0))));
        }
        for (String type : new String[] {"Softplus", "Softsign"}) {
            all.put(type, s -> s.give(0, () -> s.of(type + "Grad", s.dy(), s.x(0))));
        }
        for (String type : new String[] {"Sigmoid", "Tanh"}) {
            all.put(type, s -> s.give(0, () -> s.of(type + "Grad", s.y(0), s.dy())));
        }
        all.put("LeakyRelu", ActivationGradients::leakyRelu);
        all.put("Softmax", ActivationGradients::softmax);
        all.put("LogSoftmax", ActivationGradients::logSoftmax);
        all.put("BiasAdd", ActivationGradients::bias);
        all.put("BiasAddV1", ActivationGradients::oldBias);
        all.put("SparseSoftmaxCrossEntropyWithLogits", ActivationGradients::sparseLoss);
        all.put("SoftmaxCrossEntropyWithLogits", ActivationGradients::loss);
        return all;
    }

    private static void leakyRelu(GradientSite s) {
        s.give(0, () -> s.nodeLike("LeakyReluGrad", "alpha").input(s.dy(), s.x(0)).tensor());
    }

    private static void softmax(GradientSite s) {
        s.give(
                0,
                () -> {
                    Tensor all = s.sum(s.of("Mul", s.dy(), s.y(0)), s.ints(-1), true);
                    return s.of("Mul", s.of("Sub", s.dy(), all), s.y(0));
                });
    }

    private static void logSoftmax(GradientSite s) {
        s.give(
                0,
                () -> {
                    Tensor all = s.sum(s.dy(), s.ints(-1), true);
                    return s.of("Sub", s.dy(), s.of("Mul", all, s.of("Exp", s.y(0))));
                });
    }

    private static void bias(GradientSite s) {
        s.give(0, s::dy);
        s.give(1, () -> s.nodeLike("BiasAddGrad", "data_format").input(s.dy()).tensor());
    }

    private static void oldBias(GradientSite s) {
        s.give(0, s::dy);
        s.give(1, () -> s.of("BiasAddGrad", s.dy()));
    }

    /** A loss keeps its gradient as its second output, which has no gradient of its own. */
    private static void sparseLoss(GradientSite s) {
        if (!s.hasGradient(1)) {
            s.give(0, () -> byRow(s, s.y(1)));
        }
    }

    private static void loss(GradientSite s) {
        if (!s.hasGradient(1)) {
            s.giveStretched(
                    () -> byRow(s, s.y(1)),
                    () -> byRow(s, s.of("Neg", s.of("LogSoftmax", s.x(0)))));
        }
    }

    /** Each row times the gradient of its loss. */
    private static Tensor byRow(GradientSite s, Tensor rows) {
        return s.of("Mul", s.of("ExpandDims", s.dy(), s.whole(-1)), rows);
    }
}
