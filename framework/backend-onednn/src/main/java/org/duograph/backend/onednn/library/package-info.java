/**
 * oneDNN behind checked calls, and what blueprints are drawn with.
 *
 * <p>{@link org.duograph.backend.onednn.library.OneDnn} makes and frees handles. {@link
 * org.duograph.backend.onednn.library.DnnlLayout} is how numbers stand in memory ({@link
 * org.duograph.backend.onednn.library.NativeBuffer}), often in blocks of channels that the library
 * chose. {@link org.duograph.backend.onednn.library.Draft} is where a kernel family says which
 * {@link org.duograph.backend.onednn.library.Primitive}s run a node, and in which layouts; read it
 * first. It ends as a {@link org.duograph.backend.Recipe}.
 *
 * <p>What does not live here: any operator.
 */
package org.duograph.backend.onednn.library;
