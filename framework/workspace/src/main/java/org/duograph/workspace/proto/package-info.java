/**
 * Caffe2's protobuf messages; every class here is generated from {@code src/main/proto}, where the
 * fields are explained.
 *
 * <p>What does not live here: anything written by hand. {@code org.duograph.workspace.io} reads,
 * writes and builds these messages.
 *
 * <p>Read in this order: {@code caffe2.proto} ({@code NetDef}, {@code OperatorDef}, {@code
 * Argument}, {@code TensorProto}, {@code BlobProto}), {@code metanet.proto}.
 */
package org.duograph.workspace.proto;
