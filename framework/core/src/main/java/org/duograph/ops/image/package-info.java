/**
 * Images. Operators that only make sense for images: borders, sizes, pixels as bytes.
 *
 * <p>Read {@link org.duograph.ops.image.PadImage} first.
 */
package org.duograph.ops.image;
