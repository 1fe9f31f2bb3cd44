package org.duograph.workspace.model;

/**
 * The blobs that {@link Brew#softmaxWithLoss} writes.
 *
 * @param softmax the probabilities, in the shape of the scores
 * @param loss the loss, one number
 */
public record SoftmaxLoss(String softmax, String loss) {}
