package org.duograph.backend.cuda.library;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.duograph.backend.BackendOptions;

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
        /** In bfloat16: factors are rounded to it, and sums, which are made in float32. */
        BFLOAT16,
        /** In float16, likewise. */
        FLOAT16
    }

    /** Strict float32, the fastest algorithms, CUDA graphs, all memory that is asked for. */
    public static final CudaOptions DEFAULT =
            new CudaOptions(Precision.FLOAT32, false, true, 1L << 30, Long.MAX_VALUE);

    /** What can be said of each, for people. */
    public static final Map<String, String> MEANINGS = meanings();

    private static Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        meanings.put(
                "precision",
                "in what products, convolutions and recurrent layers are computed: float32 (the"
                        + " default), tf32, bfloat16 or float16; sums are made in float32 and arrays stay float32,"
                        + " but what bfloat16 or float16 can't hold is rounded to it");
        meanings.put(
                "deterministic",
                "true: the same bits every time; false (the default): the fastest way");
        meanings.put(
                "graphs",
                "true (the default): a step is launched as one CUDA graph; false: kernel by kernel");
        meanings.put(
                "workspace", "memory that one convolution may use for itself; 1GiB by default");
        meanings.put("memory", "how much of the GPU's memory may be taken, such as 4GiB or 50%");
        return Collections.unmodifiableMap(meanings);
    }

    /**
     * Reads them.
     *
     * @param whole all bytes of the GPU's memory, of which {@code memory} may be a share
     * @throws IllegalArgumentException if a value means nothing
     */
    public static CudaOptions of(BackendOptions said, long whole) {
        List<String> words =
                Arrays.stream(Precision.values())
                        .map(p -> p.name().toLowerCase(Locale.ROOT))
                        .toList();
        return new CudaOptions(
                Precision.values()[words.indexOf(said.word("precision", "float32", words))],
                said.flag("deterministic", DEFAULT.deterministic),
                said.flag("graphs", DEFAULT.graphs),
                said.bytes("workspace", whole, DEFAULT.workspace),
                said.bytes("memory", whole, DEFAULT.memory));
    }
}
