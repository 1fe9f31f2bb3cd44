/**
 * ONNX's protobuf messages; every class here is generated from {@code src/main/proto}.
 *
 * <p>What does not live here: anything written by hand. {@link org.duograph.interop.onnx} reads and
 * writes these messages.
 *
 * <p>Read in this order: {@code ModelProto}, {@code GraphProto}, {@code NodeProto}, {@code
 * TensorProto}.
 */
package org.duograph.interop.onnx.proto;
