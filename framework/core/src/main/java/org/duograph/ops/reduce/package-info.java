/**
 * Reductions. Operators that make one number of many: along axes, from the front, from the back, or
 * of all.
 *
 * <p>Read {@link org.duograph.ops.reduce.Reduction} first.
 */
package org.duograph.ops.reduce;
