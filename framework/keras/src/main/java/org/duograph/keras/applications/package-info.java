/**
 * Nets for images as they were published, of layers in the manner of Keras: {@code ResNet.model(50,
 * 1000, 224, 224, 3)}. The weights begin at random; the same nets in the workspace face are in
 * {@code org.duograph.workspace.zoo}, and have as many learnt numbers.
 *
 * <p>All take images, height x width x channels, and give scores before the softmax. Where the
 * stride is two, they pad as TensorFlow does, which may put the border on one side only.
 *
 * <p>Read {@code Bricks}, then {@code ResNet}.
 */
package org.duograph.keras.applications;
