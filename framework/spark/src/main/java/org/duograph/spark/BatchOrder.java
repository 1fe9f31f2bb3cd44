package org.duograph.spark;

import java.util.Random;

/**
 * Which records of a shard make the batch of a step. Each epoch has an order of its own, which
 * follows from seed, epoch and shard alone; so a run that goes on from a checkpoint sees what it
 * would have seen. Where a shard has fewer records than others, it begins again within an epoch.
 *
 * <p>Not for several threads.
 */
final class BatchOrder {
    private final int records;
    private final int batch;
    private final long seed;
    private final int shard;
    private final int stepsPerEpoch;
    private int[] order = {};
    private long orderedFor = -1;

    /**
     * The order of a shard.
     *
     * @param records how many it has
     * @param total how many all shards have
     */
    BatchOrder(int records, long total, int shards, int batch, long seed, int shard) {
        this.records = records;
        this.batch = batch;
        this.seed = seed;
        this.shard = shard;
        long perStep = (long) shards * batch;
        this.stepsPerEpoch = (int) ((total + perStep - 1) / perStep);
    }

    /** How many steps all shards take for an epoch. */
    int stepsPerEpoch() {
        return stepsPerEpoch;
    }

    /** The numbers of a step's records, the first step being 0. */
    int[] at(int step) {
        int epoch = step / stepsPerEpoch;
        if (epoch != orderedFor) {
            order = shuffled(epoch);
            orderedFor = epoch;
        }
        int[] numbers = new int[batch];
        long first = (long) (step % stepsPerEpoch) * batch;
        for (int i = 0; i < batch; i++) {
            numbers[i] = order[(int) ((first + i) % records)];
        }
        return numbers;
    }

    private int[] shuffled(int epoch) {
        int[] numbers = new int[records];
        Random random = new Random((seed * 1_000_003 + epoch) * 1_000_003 + shard);
        for (int i = 0; i < records; i++) {
            int at = random.nextInt(i + 1);
            numbers[i] = numbers[at];
            numbers[at] = i;
        }
        return numbers;
    }
}
