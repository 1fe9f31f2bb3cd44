/**
 * From requests to runs: a queue with an end, threads that compute, and rows of several requests
 * computed together.
 *
 * <p>Read in this order: {@code Batching}, {@code Rows}, {@code Job}, {@code Batcher}.
 */
package org.duograph.serving.batch;
