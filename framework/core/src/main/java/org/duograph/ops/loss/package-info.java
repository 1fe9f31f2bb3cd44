/**
 * Losses. What training makes small, and the operators that lead there: softmax, cross entropy,
 * distances.
 *
 * <p>Read {@link org.duograph.ops.loss.Softmax}, then {@link org.duograph.ops.loss.SoftmaxWithLoss}
 * first.
 */
package org.duograph.ops.loss;
