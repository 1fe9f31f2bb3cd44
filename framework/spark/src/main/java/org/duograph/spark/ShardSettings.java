package org.duograph.spark;

import java.io.Serializable;

/**
 * What all shards of a stage have in common.
 *
 * @param run the stage's name; shards of earlier stages are refused
 * @param secret what they know each other by, drawn by the driver
 * @param what what must be the same for a run that goes on from a checkpoint
 * @param backend where nets run; empty for the best that is there
 * @param batch records in a shard's batch
 * @param steps how many steps the run has in all
 * @param every steps between two checkpoints
 * @param folder of the checkpoints
 * @param deadlineMillis how long a shard is waited for that gives no sign
 */
record ShardSettings(
        String run,
        String secret,
        String what,
        String backend,
        int batch,
        int steps,
        int every,
        long seed,
        String folder,
        long deadlineMillis)
        implements Serializable {}
