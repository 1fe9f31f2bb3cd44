/**
 * Networks from the literature and from Caffe2's tutorials, each a method that adds its layers to a
 * {@link org.duograph.workspace.model.ModelHelper} and returns the scores before the softmax.
 *
 * <p>With {@code test()} among the model's options, dropout and batch normalisation are in use
 * instead of in training.
 *
 * <p>Read in this order: {@code SmallNets}, {@code Vgg}, {@code ResNet}, {@code GoogLeNet}.
 */
package org.duograph.workspace.zoo;
