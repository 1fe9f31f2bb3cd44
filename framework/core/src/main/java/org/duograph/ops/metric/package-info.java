/**
 * Metrics. What tells how good a net is, and has no gradient.
 *
 * <p>Read {@link org.duograph.ops.metric.Accuracy} first.
 */
package org.duograph.ops.metric;
