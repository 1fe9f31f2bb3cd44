/**
 * Convolutions. Convolutions, their transposes and their gradients. {@link
 * org.duograph.ops.conv.ConvGeometry} turns attributes into sizes.
 *
 * <p>Read {@link org.duograph.ops.conv.Conv} first.
 */
package org.duograph.ops.conv;
