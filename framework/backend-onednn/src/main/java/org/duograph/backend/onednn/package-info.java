/**
 * The fast backend for processors: oneDNN, through org.bytedeco's binding of its C interface.
 *
 * <p>{@link org.duograph.backend.onednn.OneDnn} is the library behind checked calls. {@link
 * org.duograph.backend.onednn.DnnlLayout} is how numbers stand in memory, often in blocks of
 * channels that the library chose. {@link org.duograph.backend.onednn.Draft} is where the kernel
 * families ({@code ConvKernels}, {@code PoolKernels}, ...) say which primitives run a node, and
 * {@link org.duograph.backend.Recipe} is what they end up with. Where there are several ways
 * ({@code ConvKernels}, {@code WinogradKernels}, {@code TapKernels}), {@link
 * org.duograph.backend.tuning.Tuner} times them.
 *
 * <p>What does not live here: what an operator means ({@code ops} says it), and any decision about
 * memory or the order of nodes ({@code plan}).
 */
package org.duograph.backend.onednn;
