/**
 * Shapes. Operators that move numbers or see them in another shape, without computing with them.
 *
 * <p>Read {@link org.duograph.ops.shape.Reshape}, then {@link org.duograph.ops.shape.Concat} first.
 */
package org.duograph.ops.shape;
