/**
 * The fast CPU backend in pure Java: arrays are {@code float[]}s on the heap, images stand with
 * channels last, and threads of its own share the work of each kernel. No native library takes
 * part.
 *
 * <p>Read in this order: {@link org.duograph.backend.vector.FcKernels}, the simplest family, and
 * {@link org.duograph.backend.vector.Drawing}, with which it draws; {@link
 * org.duograph.backend.vector.Gemm} and {@link org.duograph.backend.vector.VectorProducts}, how a
 * product of matrices gets fast; {@link org.duograph.backend.vector.ConvRows}, convolution as such
 * a product; then {@link org.duograph.backend.vector.WinogradTransforms} and {@link
 * org.duograph.backend.vector.WinogradConv}, how it does with a quarter of the multiplications.
 * {@link org.duograph.backend.vector.KernelTable} lists all.
 *
 * <p>Classes whose names begin with {@code Vector} and a plural, and {@code WinogradTransforms},
 * are the only ones that need the Vector API, a module of the JDK that has to be asked for: {@code
 * --add-modules jdk.incubator.vector}. Where it is missing or slow, plain loops do the same; {@link
 * org.duograph.backend.vector.Engine} finds that out. All other loops are plain ones over arrays,
 * which C2 turns into vector instructions by itself.
 *
 * <p>What does not live here: kernels for operators that only move a few numbers, which {@link
 * org.duograph.backend.host} has for every backend in the processor's memory.
 */
package org.duograph.backend.vector;
