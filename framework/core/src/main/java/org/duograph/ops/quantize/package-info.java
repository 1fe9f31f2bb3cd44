/**
 * Quantised numbers. Operators between real numbers and the few whole ones that stand for them: a
 * whole number q stands for {@code (q - zero_point) * scale}.
 *
 * <p>Products of quantised numbers are those of float64, in which they are exact. Read {@link
 * org.duograph.ops.quantize.QuantizeLinear} first.
 */
package org.duograph.ops.quantize;
