/**
 * Makes {@code .tflite} files of graphs, for small devices.
 *
 * <p>A graph of the core is translated to a list of TensorFlow Lite's operators; images turn from N
 * x C x H x W to N x H x W x C on the way. Passes fold what follows a convolution into it. Then the
 * list is written as it is, or quantised first: its tensors are watched while it runs on examples,
 * and become int8.
 *
 * <p>What does not live here: running such files ({@code org.duograph.lite}); reading nets and
 * graphs, which the faces do.
 *
 * <p>Read in this order: {@code LiteGraph}, {@code FlatWriter}, {@code ModelWriter}; {@code
 * Translator}, {@code NodeSite}, {@code Translations} and the families; {@code FoldScales}, {@code
 * FuseActivations}; {@code Ranges}, {@code Quantizer}; {@code LiteConverter}.
 */
package org.duograph.lite.convert;
