/**
 * Fills. Operators without numbers to read: constants, given numbers, random ones.
 *
 * <p>Read {@link org.duograph.ops.fill.ConstantFill} first.
 */
package org.duograph.ops.fill;
