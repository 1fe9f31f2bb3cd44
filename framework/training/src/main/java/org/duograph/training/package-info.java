/**
 * Training: the loop over epochs and batches, for whatever learns.
 *
 * <p>A {@code Learner} takes a step with a batch and says what came of it, by name; {@code Samples}
 * are the batches of an epoch; the {@code Trainer} runs the loop and tells its {@code Listener}s.
 * The listeners here are Keras' callbacks. Either face is a learner by two short functions, as the
 * {@code Learner} shows; {@code org.duograph.keras} is one.
 *
 * <p>Read {@code Learner}, {@code Samples}, {@code Trainer}, {@code Listener}, {@code History},
 * then the listeners.
 *
 * <p>What does not live here: models and their layers, and how images become batches ({@code
 * org.duograph.data}).
 */
package org.duograph.training;
