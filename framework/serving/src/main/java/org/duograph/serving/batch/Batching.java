package org.duograph.serving.batch;

import java.util.ArrayList;
import java.util.List;

/**
 * How requests are put together.
 *
 * @param workers threads that compute
 * @param most rows that are computed together; 1 for one request after the other
 * @param sizes the numbers of rows that are computed, in order; a batch is filled up to the next
 *     one, so that there is a plan for it. The last is {@code most}
 * @param queue requests that may wait; more are refused
 * @param patienceMillis how long a worker waits for more rows when it has some; 0 to compute what
 *     there is
 */
public record Batching(int workers, int most, List<Integer> sizes, int queue, long patienceMillis) {

    /**
     * A way to put requests together.
     *
     * @throws IllegalArgumentException if there are no workers, no queue, or sizes not in order
     */
    public Batching {
        sizes = List.copyOf(sizes);
        if (workers < 1 || queue < 1 || most < 1 || patienceMillis < 0) {
            throw new IllegalArgumentException(
                    "Serving needs at least 1 worker, 1 place in the queue and 1 row in a batch; found %d, %d and %d"
                            .formatted(workers, queue, most));
        }
        boolean ordered = sizes.equals(sizes.stream().distinct().sorted().toList());
        if (sizes.isEmpty() || !ordered || sizes.get(0) < 1 || last(sizes) != most) {
            throw new IllegalArgumentException(
                    "The sizes of batches go up to the largest, %d; found %s"
                            .formatted(most, sizes));
        }
    }

    /**
     * How many workers keep this machine's processors busy: one for each, or fewer where each
     * computes with several threads. oneDNN's are as many as {@code OMP_NUM_THREADS} says, else as
     * there are processors; the program {@code duograph serve} says 1.
     */
    public static int workersHere() {
        int processors = Runtime.getRuntime().availableProcessors();
        String each = System.getenv("OMP_NUM_THREADS");
        int threads =
                each != null && each.matches("[1-9]\\d{0,3}") ? Integer.parseInt(each) : processors;
        return Math.max(1, processors / threads);
    }

    private static int last(List<Integer> sizes) {
        return sizes.get(sizes.size() - 1);
    }

    /** Batches of 1, 2, 4, ... rows. */
    public static Batching upTo(int most, int workers, int queue, long patienceMillis) {
        List<Integer> sizes = new ArrayList<>();
        for (int size = 1; size < most; size *= 2) {
            sizes.add(size);
        }
        sizes.add(most);
        return new Batching(workers, most, sizes, queue, patienceMillis);
    }

    /** The number of rows that is computed for some rows. */
    int padded(int rows) {
        for (int size : sizes) {
            if (size >= rows) {
                return size;
            }
        }
        return rows;
    }
}
