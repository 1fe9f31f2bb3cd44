/**
 * TensorFlow Serving's gRPC interface.
 *
 * <p>Read in this order: {@code GrpcServer}, {@code PredictionCalls}, {@code ModelCalls}.
 */
package org.duograph.serving.grpc;
