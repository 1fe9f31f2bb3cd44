/**
 * Images in databases: {@code ImageInput}, Caffe2's operator that decodes, scales, cuts and mirrors
 * them, with the records of Caffe2 ({@code TensorProtos}) and of Caffe ({@code Datum}).
 *
 * <p>What does not live here: files of single images and their decoding ({@code
 * org.duograph.data}), databases themselves ({@code org.duograph.workspace.io}).
 *
 * <p>Read in this order: {@code ImageRecord}, {@code ImageInput}, {@code ImageLibrary}.
 */
package org.duograph.interop.images;
