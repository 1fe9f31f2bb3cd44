/**
 * Caffe's protobuf messages; every class here is generated from {@code src/main/proto}.
 *
 * <p>What does not live here: anything written by hand. {@link org.duograph.interop.caffe} reads
 * these messages.
 *
 * <p>Read in this order: {@code NetParameter}, {@code LayerParameter}, {@code BlobProto}.
 */
package org.duograph.interop.caffe.proto;
