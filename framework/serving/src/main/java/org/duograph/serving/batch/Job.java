package org.duograph.serving.batch;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.duograph.serving.versions.ModelVersion;
import org.duograph.tensor.NDArray;

/** A request on its way to a model. */
final class Job {
    final ModelVersion version;
    final String signature;
    final Map<String, NDArray> inputs;
    final long deadline; // System.nanoTime()
    final CompletableFuture<Map<String, NDArray>> answer = new CompletableFuture<>();

    /** How many rows it has; 0 if it is computed alone. */
    final int rows;

    Job(
            ModelVersion version,
            String signature,
            Map<String, NDArray> inputs,
            int rows,
            long deadline) {
        this.version = version;
        this.signature = signature;
        this.inputs = inputs;
        this.rows = rows;
        this.deadline = deadline;
    }

    /** Whether its rows may be computed together with another's. */
    boolean goesWith(Job other) {
        return version == other.version
                && signature.equals(other.signature)
                && inputs.entrySet().stream()
                        .allMatch(e -> alike(e.getValue(), other.inputs.get(e.getKey())));
    }

    private static boolean alike(NDArray one, NDArray other) {
        return one.dtype() == other.dtype()
                && one.shape().with(0, 1).equals(other.shape().with(0, 1));
    }

    boolean isLate() {
        return System.nanoTime() - deadline > 0;
    }
}
