/**
 * Nets as they are written: {@link org.duograph.workspace.net.Net} appends operators to a message,
 * inside scopes of names and devices ({@link org.duograph.workspace.net.Scopes}), and adds the
 * operators that compute gradients.
 *
 * <p>Gradients are written as Caffe2 writes them, name for name. {@code BackwardPass} walks
 * backwards and sums what belongs together; what the gradient of one operator looks like says the
 * table {@link org.duograph.workspace.net.GradientSchema} where it is an operator made for that,
 * and {@link org.duograph.workspace.net.GradientMakers} where it is ordinary ones.
 *
 * <p>What does not live here: the meaning of an operator, its shapes, running anything; layers with
 * parameters ({@code model}).
 *
 * <p>Read in this order: {@code Net}, {@code Scopes}, {@code BackwardPass}, {@code GradientMakers}.
 */
package org.duograph.workspace.net;
