package org.duograph.cli.train;

import java.util.Map;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;

/**
 * The state of a run after a step, in memory.
 *
 * @param step how many steps were done
 * @param blobs copies of all blobs that live from step to step
 */
record Snapshot(int step, Map<String, NDArray> blobs) {
    /** A blob that holds NaN or an infinity, or null if all numbers are finite. */
    String notFinite() {
        for (Map.Entry<String, NDArray> blob : blobs.entrySet()) {
            if (blob.getValue().data() instanceof float[] numbers) {
                for (float number : numbers) {
                    if (!Float.isFinite(number)) {
                        return blob.getKey();
                    }
                }
            }
        }
        return null;
    }

    /** Gives the blobs to a workspace. */
    void feed(Workspace workspace) {
        blobs.forEach(workspace::feedBlob);
    }
}
