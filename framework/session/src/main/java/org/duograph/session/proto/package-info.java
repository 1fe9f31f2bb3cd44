/**
 * TensorFlow 1's protobuf messages; every class here is generated from {@code src/main/proto},
 * where the fields are explained.
 *
 * <p>What does not live here: anything written by hand. {@code org.duograph.session.op} turns
 * arrays and attributes into these messages, {@code org.duograph.session} whole graphs.
 *
 * <p>Read in this order: {@code graph.proto} ({@code GraphDef}, {@code NodeDef}, {@code AttrValue},
 * {@code TensorProto}).
 */
package org.duograph.session.proto;
