package org.duograph.experiments.pytorch;

import org.duograph.experiments.harness.Framework;

/**
 * Opens PyTorch: variant {@code nchw} or {@code channels-last}, the order in which images and
 * filters stand in memory.
 *
 * <p>The process must be started with the environment variable {@code OPENBLAS_NUM_THREADS=1}. This
 * build of PyTorch has OpenMP threads of its own and OpenBLAS others; where both are as many as
 * there are processors they wait for each other, and a step takes twice as long.
 *
 * <p>It should also be started so that the C library keeps memory that a step frees, which stands
 * in for the allocators that PyTorch's tuning guide advises. For glibc: {@code MALLOC_ARENA_MAX=1},
 * {@code MALLOC_MMAP_THRESHOLD_=33554432}, {@code MALLOC_TRIM_THRESHOLD_=2147483647}, {@code
 * MALLOC_TOP_PAD_=67108864}. Else the system takes all of it back and hands it out anew, page by
 * page: on 2 cores of an AMD EPYC (Zen 5) the 6-layer net then inferred 1,146 images a second
 * instead of 4,458. {@link Framework#describe} tells whether it was so started.
 */
public final class PyTorchProvider implements Framework.Provider {
    private static final String BLAS_THREADS = "OPENBLAS_NUM_THREADS";

    @Override
    public String name() {
        return "pytorch";
    }

    @Override
    public Framework open(String variant) {
        if (!variant.equals("nchw") && !variant.equals("channels-last")) {
            throw new IllegalArgumentException(
                    "PyTorch has no variant \"%s\"; there are nchw and channels-last"
                            .formatted(variant));
        }
        String found = System.getenv(BLAS_THREADS);
        if (!"1".equals(found)) {
            throw new IllegalStateException(
                    "PyTorch needs the environment variable %s=1, but it is %s; set it before the process starts, or two thread pools slow each other down"
                            .formatted(BLAS_THREADS, found == null ? "not set" : found));
        }
        return new PyTorch(variant.equals("channels-last"));
    }
}
