/**
 * A server under load: how many requests it answers in a second while 99 of 100 take less than 20
 * ms, with Duograph and with TensorFlow for Java behind the same server.
 *
 * <p>Read in this order: {@code UnderLoad}, {@code ServerProcess}, {@code Load}, {@code Image};
 * {@code SixLayers}, {@code TensorFlowFormat}, {@code NothingFormat}.
 */
package org.duograph.experiments.serving;
