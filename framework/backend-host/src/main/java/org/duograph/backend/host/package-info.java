/**
 * Plain Java kernels in float32, over memory that Java reads and writes where it stands: what runs
 * where a fast library has no kernel, and ten times or more faster than the reference kernels,
 * which widen every number to a double.
 *
 * <p>Read a family first, such as {@link org.duograph.backend.host.LossKernels}: each kernel is a
 * method that takes a node and its arrays and returns a loop. {@link
 * org.duograph.backend.host.HostKernels} is the table of all of them. {@link
 * org.duograph.backend.host.HostBackend} runs them by themselves; other backends whose memory Java
 * reads, such as oneDNN's, take them over without a copy.
 *
 * <p>What does not live here: what an operator means ({@code ops} says it), and layouts other than
 * the plain one.
 */
package org.duograph.backend.host;
