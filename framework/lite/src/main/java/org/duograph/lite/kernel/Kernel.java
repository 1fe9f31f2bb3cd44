package org.duograph.lite.kernel;

/** An operation made ready: each call computes the outputs from what the inputs hold now. */
public interface Kernel {
    /** Computes. Allocates nothing, and fails on nothing but indices in the data. */
    void run();
}
