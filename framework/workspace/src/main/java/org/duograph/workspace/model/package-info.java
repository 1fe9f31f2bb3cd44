/**
 * Nets with parameters: {@link org.duograph.workspace.model.ModelHelper} keeps a net, the net that
 * initialises its parameters, and the parameters; {@link org.duograph.workspace.model.Brew} adds
 * layers; {@link org.duograph.workspace.model.Optimizers} adds what makes them learn. The words are
 * those of Caffe2's Python tutorials.
 *
 * <p>All of it only writes nets; a {@link org.duograph.workspace.Workspace} runs them.
 *
 * <p>Read in this order: {@code ModelHelper}, {@code Brew}, {@code BlobTypes}, from which layers
 * learn how large their inputs are, {@code Option}, {@code Initializer}, {@code Optimizers}.
 */
package org.duograph.workspace.model;
