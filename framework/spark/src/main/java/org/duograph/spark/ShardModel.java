package org.duograph.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.parallel.DataParallel;
import org.duograph.workspace.parallel.Rendezvous;

/**
 * What the shards train. It is sent to the executors, so it holds settings, and no net that runs.
 */
public interface ShardModel extends Serializable {
    /**
     * Writes the model into a shard's workspace and starts it.
     *
     * @param meeting how shards are brought together: for {@code Parallelization.rendezvous}
     */
    DataParallel start(Workspace workspace, Rendezvous meeting) throws IOException;

    /** Makes a batch of records, by the blobs that the model reads. */
    Map<String, NDArray> batch(List<byte[]> records) throws IOException;
}
