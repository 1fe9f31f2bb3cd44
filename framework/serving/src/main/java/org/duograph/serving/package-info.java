/**
 * Models behind HTTP and gRPC, in the manner of TensorFlow Serving.
 *
 * <p>A request goes this way: an interface ({@code rest}, {@code grpc}) reads it into arrays;
 * {@code versions} gives the version of the model that it means; {@code batch} computes it,
 * together with others that wait; the interface writes the answer.
 *
 * <p>Read in this order: {@code Code}, {@code Refusal}, {@code ServingOptions}, {@code Serving};
 * then {@code model}, {@code versions}, {@code batch}, {@code json}, {@code rest}; {@code grpc},
 * {@code metrics}, {@code page}.
 */
package org.duograph.serving;
