package org.duograph.spark;

import java.io.Serializable;

/**
 * What became of a shard.
 *
 * @param weights a checksum over all that its model keeps: the same in all shards
 * @param from the step from which the stage went on
 * @param host where it ran
 * @param records how many records it had
 */
record ShardReport(int shard, String weights, int from, String host, int records)
        implements Serializable {}
