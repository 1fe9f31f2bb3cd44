/**
 * TensorFlow as the harness measures it: a static graph run by a session, through TensorFlow Java.
 *
 * <p>Read {@link org.duograph.experiments.tensorflow.TensorFlowSession} (threads, versions, how the
 * process must be started), then {@code NetGraph} (the layers as operations) and {@code
 * TensorFlowModel} (what one step runs).
 */
package org.duograph.experiments.tensorflow;
