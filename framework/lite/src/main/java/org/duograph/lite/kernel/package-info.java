/**
 * What operations compute, in plain loops over arrays: one class for each family of operators.
 *
 * <p>int8 kernels give the bits of TensorFlow Lite's default ones: sums of 32 bits that are scaled
 * and rounded once.
 *
 * <p>Read in this order: {@code Tensor}, {@code Site}, {@code Kernel}, {@code Kernels}; {@code
 * Window}, {@code FloatProduct}, {@code Convolution}; {@code Requantizer}, {@code Int8Product}; the
 * others in any order.
 */
package org.duograph.lite.kernel;
