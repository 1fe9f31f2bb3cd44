package org.duograph.backend;

import java.util.List;

/**
 * Where a backend's kernels run, in order: a stream of work.
 *
 * <p>A {@link Backend} is what there is, and many threads share it; a lane is where work is done,
 * and one thread at a time uses it. So as many threads as there are lanes compute side by side on
 * one backend and on one set of weights. Kernels are bound to the lane that will run them ({@link
 * Blueprint#bind}). What a kernel starts may go on when its {@code run} returns; what another lane,
 * or a read, is to see of it is there after {@link #handOver}, and what anyone is to see of it
 * after {@link #finish}.
 *
 * <p>A plan owns a lane of each backend that it uses.
 */
public interface Lane extends AutoCloseable {
    /**
     * One kernel that runs all these in order. Closing it frees what joining made, and none of
     * them: they are their owner's, who closes them after it.
     *
     * @param kernels kernels of this lane's backend, bound to this lane
     * @return a kernel that says with a {@link KernelFailure} which of them failed, where that can
     *     be known
     */
    default Kernel join(List<Kernel> kernels) {
        return new Sequence(kernels.toArray(Kernel[]::new));
    }

    /** What became of kernels that were joined, for the plan's text; empty if nothing special. */
    default String describe(Kernel joined) {
        return "";
    }

    /**
     * How many threads of the processor are busy while a kernel's {@code run} has not returned; 0
     * where it only starts work that a device of its own does. A plan runs lanes side by side as
     * far as there are processors for them.
     */
    default int threads() {
        return 1;
    }

    /**
     * Waits until all that was started here has been done.
     *
     * @throws RuntimeException if something that was started has failed since
     */
    void finish();

    /**
     * Sees to it that whatever comes next on this lane's backend finds done what was started here:
     * kernels of another of its lanes, its reads, writes and transfers. A lane that can't order
     * them by itself waits.
     *
     * @throws RuntimeException if something that was started has failed since
     */
    default void handOver() {
        finish();
    }

    /**
     * Runs each kernel once, in order, waiting for each.
     *
     * @return the nanoseconds that each took
     * @throws KernelFailure if one of them fails; it says which
     */
    default long[] time(List<Kernel> kernels) {
        long[] nanos = new long[kernels.size()];
        finish();
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            try {
                kernels.get(i).run();
                finish();
            } catch (RuntimeException e) {
                throw new KernelFailure(i, e);
            }
            nanos[i] = System.nanoTime() - start;
        }
        return nanos;
    }

    @Override
    void close();

    /**
     * A lane of a backend whose kernels have done their work when they return: whoever calls them
     * runs them, and there is nothing to wait for and nothing to close.
     */
    static Lane ofCaller() {
        return new Lane() {
            @Override
            public void finish() {}

            @Override
            public void close() {}
        };
    }
}
