/**
 * Gradients in TensorFlow's own operators. In a session all gradients of a loss are one operation,
 * which the core's rules lower; TensorFlow doesn't know it, so in what it reads stand the nodes
 * that its Python would have made: {@code gradients/MatMul_grad/MatMul}.
 *
 * <p>What does not live here: the rules by which a session differentiates, which are the core's.
 *
 * <p>Read in this order: {@code Expansion}, {@code Backward}, {@code GradientSite}, {@code
 * GradientFunction}, one family ({@code ArithmeticGradients}), {@code GradientFunctions}, {@code
 * ChoiceGradient}, {@code LoopGradient}; what else only Duograph has: {@code RowLoop}, {@code
 * OwnLayers}.
 */
package org.duograph.session.gradient;
