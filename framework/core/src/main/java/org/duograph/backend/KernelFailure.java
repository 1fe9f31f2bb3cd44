package org.duograph.backend;

/** Says which of several kernels that run as one has failed; its cause says why. */
public final class KernelFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int kernel;

    /**
     * A failure of one of several joined kernels.
     *
     * @param kernel its number, from 0, in the order in which they run
     * @param cause what it threw
     */
    public KernelFailure(int kernel, RuntimeException cause) {
        super(cause.getMessage(), cause);
        this.kernel = kernel;
    }

    /** The number of the kernel that failed, from 0, in the order in which they run. */
    public int kernel() {
        return kernel;
    }
}
