package org.duograph.backend.cuda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.duograph.backend.cuda.library.CudaNatives;
import org.duograph.backend.cuda.library.CudaOptions;

/** The libraries that stand in for NVIDIA's in these tests. */
final class StandIn {
    private StandIn() {}

    /** Opens the backend on the first device, or skips the calling test and says why. */
    static CudaBackend open() {
        return open(0, CudaOptions.DEFAULT);
    }

    /** Opens the backend, or skips the calling test and says why. */
    static CudaBackend open(int device, CudaOptions options) {
        require();
        return new CudaBackend(device, options);
    }

    /** Skips the calling test where there is neither a GPU nor what stands in for one. */
    static void require() {
        assumeTrue(
                CudaNatives.whyUnavailable().isEmpty(),
                () ->
                        "needs Linux on x86-64 and g++, which makes the stand-ins: "
                                + CudaNatives.whyUnavailable().orElse(""));
    }
}
