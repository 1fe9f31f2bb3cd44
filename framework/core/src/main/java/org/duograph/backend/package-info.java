/**
 * What the engine asks of a backend: the places where graphs run, such as a processor's fast
 * library or a GPU.
 *
 * <p>A {@link org.duograph.backend.Backend} has memory ({@link org.duograph.backend.Buffer}), ways
 * to lay numbers out in it ({@link org.duograph.backend.Layout}) and, per operator type, a {@link
 * org.duograph.backend.KernelFactory}. A factory draws a {@link org.duograph.backend.Blueprint} of
 * one node (all descriptor and layout work), and a blueprint bound to memory and to a {@link
 * org.duograph.backend.Lane} is a {@link org.duograph.backend.Kernel}, which only runs. {@link
 * org.duograph.backend.Backends} finds the backends on the class path.
 *
 * <p>A backend is what there is, and any number of threads share it. A lane is where kernels run,
 * in order: a processor's thread, a stream of a GPU; one thread at a time uses it.
 *
 * <p>Backends share, where it fits them: kernels in plain Java ({@link
 * org.duograph.backend.HostKernel}) over memory that Java reads ({@link
 * org.duograph.backend.HostBuffer}); blueprints of several calls of a library ({@link
 * org.duograph.backend.Recipe}); kernels that others bring ({@link
 * org.duograph.backend.KernelLibrary}); and, in {@code tuning}, the choice among several ways.
 *
 * <p>What does not live here: any decision about which node runs where, in which layout and slot;
 * that is {@code plan}.
 */
package org.duograph.backend;
