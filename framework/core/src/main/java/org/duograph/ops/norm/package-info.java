/**
 * Normalisation. Layers that bring numbers to a common scale, and dropout.
 *
 * <p>Read {@link org.duograph.ops.norm.LayerNorm}, then {@link org.duograph.ops.norm.SpatialBN}
 * first.
 */
package org.duograph.ops.norm;
