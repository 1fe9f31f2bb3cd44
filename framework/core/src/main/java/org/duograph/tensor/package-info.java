/**
 * Numbers on the host: their element type ({@link org.duograph.tensor.DType}), their {@link
 * org.duograph.tensor.Shape}, the array that holds them ({@link org.duograph.tensor.NDArray}), the
 * one source of random numbers ({@link org.duograph.tensor.Philox}), the NumPy file format ({@link
 * org.duograph.tensor.Npy}), and numbers and tables as text ({@link
 * org.duograph.tensor.NumberText}, {@link org.duograph.tensor.JsonText}).
 *
 * <p>What does not live here: graphs, operators, memory of any device. This package imports nothing
 * of the rest.
 *
 * <p>Read in this order: {@code DType}, {@code Shape}, {@code ArrayType}, {@code NDArray}, {@code
 * Philox}, {@code Npy}.
 */
package org.duograph.tensor;
