/**
 * Training: optimizers and what they need.
 *
 * <p>What does not live here: the operators that optimizers use ({@code op}).
 *
 * <p>Read in this order: {@code Optimizer}, {@code GradientDescentOptimizer}, {@code
 * MomentumOptimizer}, the others; {@code GlobalStep}, {@code Decay}, {@code Clip}, {@code
 * ExponentialMovingAverage}.
 */
package org.duograph.session.train;
