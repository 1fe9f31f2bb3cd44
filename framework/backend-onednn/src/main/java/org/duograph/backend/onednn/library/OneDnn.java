package org.duograph.backend.onednn.library;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/**
 * The oneDNN library behind checked calls: a processor engine, and the making and freeing of
 * handles.
 *
 * <p>It speaks oneDNN's C interface. Nothing there is freed by the garbage collector, so every
 * handle is counted by {@link #created} and freed by {@link #destroy}.
 *
 * <p>oneDNN's OpenMP threads belong to the Java thread that runs primitives: each Java thread that
 * does has so many of its own. Their number is read from {@code OMP_NUM_THREADS} when the library
 * is loaded.
 */
public final class OneDnn implements AutoCloseable {
    private static final AtomicLong LIVE = new AtomicLong();

    /** The processor, as the library sees it. */
    public final dnnl_engine engine;

    /** Why the native library cannot be loaded, or empty once it is. */
    private static final class Loaded {
        static final Optional<String> FAILURE = load();

        private static Optional<String> load() {
            try {
                Loader.load(org.bytedeco.dnnl.global.dnnl.class);
                return dnnl_engine_get_count(dnnl_cpu) > 0
                        ? Optional.empty()
                        : Optional.of("oneDNN finds no processor it can use");
            } catch (Throwable e) { // link errors are Errors
                return Optional.of(explain(e));
            }
        }
    }

    /** Opens the library, which must be available: see {@link #whyUnavailable}. */
    public OneDnn() {
        engine = new dnnl_engine();
        created("dnnl_engine_create", engine, dnnl_engine_create(engine, dnnl_cpu, 0));
    }

    /** Why oneDNN cannot be used here, in words, or empty. Loads the library on the first call. */
    public static Optional<String> whyUnavailable() {
        return Loaded.FAILURE;
    }

    /** What to do about it, where loading the library has failed so. */
    static String explain(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String text = String.valueOf(cause.getMessage());
        if (text.contains("GLIBC")) { // GLIBCXX too
            return "oneDNN needs glibc 2.34 or newer and libstdc++ of GCC 11 or newer: " + text;
        }
        if (text.contains("jnidnnl")) {
            return "the class path has no oneDNN library for "
                    + Loader.getPlatform()
                    + " (org.bytedeco:dnnl with that classifier)";
        }
        if (cause instanceof ClassNotFoundException) {
            return "the class path has no class " + text + ", which oneDNN's binding needs";
        }
        return "oneDNN could not be loaded: " + cause;
    }

    /** Handles made and not yet freed, in the whole process. */
    public static long liveHandles() {
        return LIVE.get();
    }

    /** Library version, instruction set and number of threads. */
    public static String describe() {
        dnnl_version_t v = dnnl_version();
        String number = v.major() + "." + v.minor() + "." + v.patch();
        String unit = threads() == 1 ? " thread" : " threads";
        return "oneDNN " + number + ", " + instructionSet() + ", " + threads() + unit;
    }

    /** The number of threads with which OpenMP starts. */
    public static int threads() {
        String wish = System.getenv("OMP_NUM_THREADS");
        boolean number = wish != null && wish.matches("[1-9][0-9]{0,3}");
        return number ? Integer.parseInt(wish) : Runtime.getRuntime().availableProcessors();
    }

    private static String instructionSet() {
        int isa = dnnl_get_effective_cpu_isa();
        if (isa == dnnl_cpu_isa_sse41) {
            return "SSE 4.1";
        } else if (isa == dnnl_cpu_isa_avx) {
            return "AVX";
        } else if (isa == dnnl_cpu_isa_avx2) {
            return "AVX2";
        } else if (isa == dnnl_cpu_isa_avx2_vnni || isa == dnnl_cpu_isa_avx2_vnni_2) {
            return "AVX2 with VNNI";
        } else if (isa == dnnl_cpu_isa_avx512_core || isa == dnnl_cpu_isa_avx512_core_vnni) {
            return "AVX-512";
        }
        if (!hasAvx512()) {
            return System.getProperty("os.arch");
        }
        boolean amx = (isa & dnnl_cpu_isa_avx512_core_amx) == dnnl_cpu_isa_avx512_core_amx;
        boolean bf16 = (isa & dnnl_cpu_isa_avx512_core_bf16) == dnnl_cpu_isa_avx512_core_bf16;
        return amx ? "AVX-512 with AMX" : bf16 ? "AVX-512 with BF16" : "AVX-512";
    }

    /**
     * Whether products of 8 bits are exact here: whether the processor sums them in 32 bits (VNNI,
     * AMX).
     */
    public static boolean hasInt8() {
        int isa = dnnl_get_effective_cpu_isa();
        return (isa & dnnl_cpu_isa_avx512_core_vnni) == dnnl_cpu_isa_avx512_core_vnni
                || (isa & dnnl_cpu_isa_avx2_vnni) == dnnl_cpu_isa_avx2_vnni;
    }

    /** Whether the library uses 512-bit vectors here. */
    public static boolean hasAvx512() {
        int isa = dnnl_get_effective_cpu_isa();
        return (isa & dnnl_cpu_isa_avx512_core) == dnnl_cpu_isa_avx512_core;
    }

    /**
     * Counts a handle that a call of the library has filled.
     *
     * @param name the library function, for error messages
     * @param status what the call returned
     * @throws OneDnnException if the library has refused
     */
    public static <T extends Pointer> T created(String name, T handle, int status) {
        check(name, status);
        return adopt(handle);
    }

    /** Counts a handle that the library returned in another way. */
    public static <T extends Pointer> T adopt(T handle) {
        LIVE.incrementAndGet();
        return handle;
    }

    /** Frees a handle that {@link #created} counted; nothing happens for null or a second time. */
    public static void destroy(Pointer handle) {
        if (handle == null || handle.isNull()) {
            return;
        }
        check("destroying " + handle.getClass().getSimpleName(), free(handle));
        handle.setNull();
        LIVE.decrementAndGet();
    }

    private static int free(Pointer handle) {
        if (handle instanceof dnnl_memory m) {
            return dnnl_memory_destroy(m);
        } else if (handle instanceof dnnl_memory_desc d) {
            return dnnl_memory_desc_destroy(d);
        } else if (handle instanceof dnnl_primitive p) {
            return dnnl_primitive_destroy(p);
        } else if (handle instanceof dnnl_primitive_desc p) {
            return dnnl_primitive_desc_destroy(p);
        } else if (handle instanceof dnnl_primitive_attr a) {
            return dnnl_primitive_attr_destroy(a);
        } else if (handle instanceof dnnl_stream s) {
            return dnnl_stream_destroy(s);
        }
        return dnnl_engine_destroy((dnnl_engine) handle);
    }

    /**
     * Checks the status that a library call returned.
     *
     * @throws OneDnnException if it is not success
     */
    public static void check(String call, int status) {
        if (status != dnnl_success) {
            throw new OneDnnException(call, status);
        }
    }

    @Override
    public void close() {
        destroy(engine);
    }
}
