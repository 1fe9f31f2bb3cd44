/**
 * Copies and conversions. Operators that hand on the numbers that they read, some of them in
 * another element type.
 *
 * <p>Read {@link org.duograph.ops.copy.Cast} first.
 */
package org.duograph.ops.copy;
