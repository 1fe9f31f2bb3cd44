/**
 * Published nets for images as tables: how many blocks there are, how wide they are, which of them
 * halve the images. The nets of both faces are built from these, {@code org.duograph.workspace.zoo}
 * and {@code org.duograph.keras.applications}, so that a table stands in one place.
 *
 * <p>Nothing here knows operators or layers. Read {@link org.duograph.design.ResNetDesign} first.
 */
package org.duograph.design;
