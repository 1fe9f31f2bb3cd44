/**
 * How fast a plan is, and how fast it could be: {@link org.duograph.measure.Profile} shows where
 * its time goes, step by step, beside {@link org.duograph.measure.Roof}, the best that the machine
 * can do.
 *
 * <p>What does not live here: clocks ({@code backend.Lane} times its kernels), and what a step
 * costs in arithmetic and bytes ({@code ops.Cost}).
 */
package org.duograph.measure;
