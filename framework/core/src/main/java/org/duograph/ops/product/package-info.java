/**
 * Fully connected layers and matrix products. Everything that is a matrix product, and {@link
 * org.duograph.ops.product.ElementwiseLinear}, a diagonal one.
 *
 * <p>Read {@link org.duograph.ops.product.MatMul}, then {@link org.duograph.ops.product.FC} first.
 */
package org.duograph.ops.product;
