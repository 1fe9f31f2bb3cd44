package org.duograph.session.train;

import org.duograph.session.Tensor;
import org.duograph.session.Variable;

/**
 * A variable and the gradient of a loss with respect to it.
 *
 * @param gradient the gradient, of the variable's shape; null where the loss doesn't depend on it
 * @param variable the variable
 */
public record GradientOf(Tensor gradient, Variable variable) {}
