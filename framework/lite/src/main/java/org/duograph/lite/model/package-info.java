/**
 * What stands in a {@code .tflite} file: a model's tensors, operations and numbers, checked.
 *
 * <p>The format is FlatBuffers with a published schema (TensorFlow Lite's {@code schema.fbs},
 * version 3); the little of it that is needed to read is {@code FlatTable}.
 *
 * <p>What does not live here: running a model.
 *
 * <p>Read in this order: {@code FlatTable}, {@code ElementType}, {@code Quantization}, {@code
 * TensorInfo}, {@code OperatorCode}, {@code Operation}, {@code Model}.
 */
package org.duograph.lite.model;
