/**
 * Where a session's numbers come from: {@link org.duograph.session.data.Dataset}, in the manner of
 * TensorFlow's {@code tf.data}.
 *
 * <pre>{@code
 * Dataset digits = Dataset.fromTensorSlices(images, labels).shuffle(10_000, 1).batch(64, true);
 * try (DatasetIterator next = digits.prefetch(2).makeOneShotIterator(g)) {
 *     Tensor loss = loss(next.get(0), next.get(1));
 *     ...
 * }
 * }</pre>
 *
 * <p>Everything runs on the host, in Java, and gives the same elements every time: chance comes
 * from seeds, and what is prepared ahead on another thread keeps its order.
 *
 * <p>What does not live here: files of images and their augmentation ({@code org.duograph.data}).
 *
 * <p>Read in this order: {@code Dataset}, {@code Elements}, {@code Shuffled}, {@code Interleaved},
 * {@code Prefetched}, {@code DatasetReader}, {@code DatasetIterator}.
 */
package org.duograph.session.data;
