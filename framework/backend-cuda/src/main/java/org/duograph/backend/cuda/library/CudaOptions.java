package org.duograph.backend.cuda.library;

/**
 * What a user may ask of the GPU backend.
 *
 * @param precision in what products of matrices and convolutions are computed
 * @param deterministic whether the same numbers must come out every time, bit for bit
 * @param graphs whether kernels in a row become one CUDA graph
 * @param workspace how many bytes a convolution may use for itself
 * @param memory how many bytes of the GPU's memory may be taken
 */
public record CudaOptions(
        Precision precision, boolean deterministic, boolean graphs, long workspace, long memory) {
    /** In what products are computed. */
    public enum Precision {
        /** As float32 says. */
        FLOAT32,
        /** With 10 bits behind the point, which tensor cores can. */
        TF32,
        /** In bfloat16, summed in float32. */
        BFLOAT16,
        /** In float16, summed in float32. */
        FLOAT16
    }

    /** Strict float32, the fastest algorithms, CUDA graphs, all memory that is asked for. */
    public static final CudaOptions DEFAULT =
            new CudaOptions(Precision.FLOAT32, false, true, 1L << 30, Long.MAX_VALUE);
}
