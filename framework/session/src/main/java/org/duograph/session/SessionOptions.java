package org.duograph.session;

import java.io.PrintStream;
import org.duograph.backend.BackendChoice;
import org.duograph.plan.Placement;

/**
 * How a session works: TensorFlow's {@code ConfigProto}. Nothing said, it runs on the best backend
 * that is available, with seed 0.
 *
 * <pre>{@code
 * SessionOptions options =
 *         SessionOptions.DEFAULT.backend("cuda:1,memory=4GiB").logDevicePlacement(System.out);
 * try (Session s = new Session(g, options)) {
 * }
 * }</pre>
 */
public final class SessionOptions {
    /** What holds where nothing else is said. */
    public static final SessionOptions DEFAULT = new SessionOptions("", 0, true, null, "");

    private final String backend;
    private final long seed;
    private final boolean softPlacement;
    private final PrintStream placementLog;
    private final String gpuMemory;

    private SessionOptions(
            String backend,
            long seed,
            boolean softPlacement,
            PrintStream placementLog,
            String gpuMemory) {
        this.backend = backend;
        this.seed = seed;
        this.softPlacement = softPlacement;
        this.placementLog = placementLog;
        this.gpuMemory = gpuMemory;
    }

    /** The backend that is preferred, such as {@code onednn} or {@code cuda:1}; empty: the best. */
    public SessionOptions backend(String choice) {
        return new SessionOptions(choice, seed, softPlacement, placementLog, gpuMemory);
    }

    /** The seed of random operations that have none of their own. */
    public SessionOptions seed(long number) {
        return new SessionOptions(backend, number, softPlacement, placementLog, gpuMemory);
    }

    /**
     * Whether an operation runs elsewhere if the device that it asks for can't be used, with a
     * warning in the log; else that is an error. TensorFlow's default is false, and ours true.
     */
    public SessionOptions allowSoftPlacement(boolean allow) {
        return new SessionOptions(backend, seed, allow, placementLog, gpuMemory);
    }

    /** Prints for each operation that is planned where it runs. */
    public SessionOptions logDevicePlacement(PrintStream log) {
        return new SessionOptions(backend, seed, softPlacement, log, gpuMemory);
    }

    /**
     * How much of a GPU's memory the session may take, such as {@code 4GiB} or {@code 50%};
     * TensorFlow's {@code per_process_gpu_memory_fraction}. It counts where a GPU is used.
     */
    public SessionOptions gpuMemory(String amount) {
        return new SessionOptions(backend, seed, softPlacement, placementLog, amount);
    }

    long seed() {
        return seed;
    }

    /** Where to print where operations run; null for nowhere. */
    PrintStream placementLog() {
        return placementLog;
    }

    /**
     * The backends.
     *
     * @throws IllegalArgumentException if the backend that is preferred can't be used, or lacks an
     *     option; the message says why
     */
    Placement placement() {
        BackendChoice choice = BackendChoice.parse(backend);
        return Placement.of(
                gpuMemory.isEmpty() ? choice : choice.withGpuMemory(gpuMemory), softPlacement);
    }
}
