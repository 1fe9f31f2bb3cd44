package org.duograph.workspace.model;

/**
 * The optimizers. Each is built into a model that has gradient operators:
 *
 * <pre>{@code
 * model.addGradientOperators(loss);
 * Optimizers.sgd(0.1).momentum(0.9).policy(LearningRatePolicy.step(1000, 0.5)).build(model);
 * }</pre>
 *
 * <p>In the formulas g is the gradient, lr the learning rate.
 */
public final class Optimizers {
    private Optimizers() {}

    /** Stochastic gradient descent: p - lr &middot; g, or with momentum; see {@link Sgd}. */
    public static Sgd sgd(double learningRate) {
        return new Sgd(learningRate);
    }

    /** Rates that shrink with the squares of past gradients; see {@link Adagrad}. */
    public static Adagrad adagrad(double learningRate) {
        return new Adagrad(learningRate);
    }

    /** Running mean and square of the gradient; see {@link Adam}. */
    public static Adam adam(double learningRate) {
        return new Adam(learningRate);
    }

    /** The gradient over its running root mean square; see {@link RmsProp}. */
    public static RmsProp rmsProp(double learningRate) {
        return new RmsProp(learningRate);
    }

    /** Follow the regularised leader: weights that are exactly zero; see {@link Ftrl}. */
    public static Ftrl ftrl(double learningRate) {
        return new Ftrl(learningRate);
    }
}
