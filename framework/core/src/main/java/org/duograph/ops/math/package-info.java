/**
 * Arithmetic and functions, element by element. Sums and products of arrays that may be stretched
 * over each other ({@link org.duograph.ops.math.Broadcast}), and functions of one array. {@link
 * org.duograph.ops.math.Unary} and {@link org.duograph.ops.math.Binary} hold what all of them
 * share.
 *
 * <p>Read {@link org.duograph.ops.math.Unary}, then {@link org.duograph.ops.math.Add} first.
 */
package org.duograph.ops.math;
