/**
 * Pooling. The maximum or the mean of each window of an image.
 *
 * <p>Read {@link org.duograph.ops.pool.MaxPool} first.
 */
package org.duograph.ops.pool;
