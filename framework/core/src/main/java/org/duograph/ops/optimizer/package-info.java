/**
 * Optimizers. What changes weights after a step: learning rates and update rules.
 *
 * <p>Read {@link org.duograph.ops.optimizer.LearningRate}, then {@link
 * org.duograph.ops.optimizer.MomentumSGDUpdate} first.
 */
package org.duograph.ops.optimizer;
