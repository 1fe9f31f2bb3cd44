package org.duograph.backend;

/** Kernels that run one after the other, as one; they are not its own to close. */
record Sequence(Kernel[] kernels) implements Kernel {
    @Override
    public void run() {
        int at = 0;
        try {
            for (; at < kernels.length; at++) {
                kernels[at].run();
            }
        } catch (RuntimeException e) {
            throw new KernelFailure(at, e);
        }
    }
}
