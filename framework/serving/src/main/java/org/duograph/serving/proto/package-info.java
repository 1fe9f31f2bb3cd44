/**
 * TensorFlow Serving's protobuf messages and services; every class here is generated from {@code
 * src/main/proto}, where the fields are explained.
 *
 * <p>What does not live here: anything written by hand. {@code org.duograph.serving.grpc} answers
 * the services, {@code org.duograph.serving.examples} turns examples into arrays.
 *
 * <p>Read in this order: {@code apis.proto}, {@code example.proto}, {@code config.proto}.
 */
package org.duograph.serving.proto;
