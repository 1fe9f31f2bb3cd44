/**
 * Data parallel training in barrier stages of Apache Spark: each task is a shard that trains on a
 * partition of the data where it lies, and all shards sum their gradients over sockets of their
 * own, in every step.
 *
 * <p>Spark starts the processes, reads the data and starts lost executors anew; what goes around
 * while training does not pass through it. When a shard is lost, the stage fails, and the next one
 * goes on from the last checkpoint ({@link org.duograph.spark.SparkTraining}).
 *
 * <p>Spark itself is not brought along: the cluster has it.
 *
 * <p>Read in this order: {@code SparkTraining}, {@code ShardModel}, {@code ShardTask}, {@code
 * BatchOrder}, {@code Checkpoints}, {@code RecordSlices}.
 */
package org.duograph.spark;
