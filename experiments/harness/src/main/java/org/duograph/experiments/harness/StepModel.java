package org.duograph.experiments.harness;

/**
 * How long a step of data parallel training takes, by what it is made of. Workers compute their
 * gradients, then sum them around a ring: in each of its 2 (n - 1) turns, a worker sends an n-th of
 * the gradients to the next one and receives as much from the one before. (Patarasuk and Yuan,
 * "Bandwidth optimal all-reduce algorithms for clusters of workstations", 2009.)
 *
 * <p>What it leaves out: workers that are slower than others now and then, links that several
 * workers share, and the processor's own work for sending, checking and adding.
 *
 * @param compute seconds of a step of one worker alone
 * @param bytes of all gradients
 * @param bandwidth bytes a second that a link carries in one direction
 * @param latency seconds of a turn in which next to nothing is sent
 * @param overlap the share of {@code compute} during which gradients that are ready already travel;
 *     0 where sums begin when all are ready, as they do in Duograph
 */
public record StepModel(
        double compute, double bytes, double bandwidth, double latency, double overlap) {
    /** Checks them. */
    public StepModel {
        if (!(compute > 0) || !(bytes >= 0) || !(bandwidth > 0) || !(latency >= 0)) {
            throw new IllegalArgumentException(
                    "A step needs time to compute and a bandwidth above 0, and bytes and a latency of at least 0; found %s s, %s bytes/s, %s bytes and %s s"
                            .formatted(compute, bandwidth, bytes, latency));
        }
        if (!(overlap >= 0 && overlap <= 1)) {
            throw new IllegalArgumentException(
                    "The overlap is a share of the time to compute, from 0 to 1; found " + overlap);
        }
    }

    /** Seconds that so many workers take to sum their gradients. */
    public double sum(int workers) {
        return 2.0 * (workers - 1) * (latency + bytes / (workers * bandwidth));
    }

    /** Seconds of a step of so many workers. */
    public double step(int workers) {
        return compute + Math.max(0, sum(workers) - overlap * compute);
    }

    /** How many times as many images a second as one worker alone so many handle. */
    public double speedUp(int workers) {
        return workers * compute / step(workers);
    }
}
