/**
 * The fast backend for processors: oneDNN, through org.bytedeco's binding of its C interface.
 *
 * <p>Read a family first, such as {@code MatMulKernels}: a method that is given a {@link
 * org.duograph.backend.onednn.library.Draft} and says which calls of the library run a node. {@link
 * org.duograph.backend.onednn.KernelTable} is the table from operator type to family. Where there
 * are several ways ({@code ConvKernels}, {@code winograd}, {@code TapKernels}), a {@link
 * org.duograph.backend.tuning.Tuner} times them. What the library lacks runs by the plain loops of
 * {@code backend-host}, in the same memory.
 *
 * <p>What does not live here: what an operator means ({@code ops} says it), and any decision about
 * memory or the order of nodes ({@code plan}).
 */
package org.duograph.backend.onednn;
