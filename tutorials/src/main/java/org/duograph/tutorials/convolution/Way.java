package org.duograph.tutorials.convolution;

/**
 * One way to compute the layer, and how long it took.
 *
 * @param name a few words
 * @param millis of the best run
 * @param gflops 10^9 multiplications and additions of the definition a second
 */
record Way(String name, double millis, double gflops) {
    private static final int RUNS = 5;
    private static final long LONG_ENOUGH = 300_000_000;

    // tag::time[]
    /** Times it. */
    static Way of(String name, Layer l, Runnable run) {
        long best = Long.MAX_VALUE;
        long began = System.nanoTime();
        for (int i = 0; i < RUNS || System.nanoTime() - began < LONG_ENOUGH; i++) { // <1>
            long start = System.nanoTime();
            run.run();
            best = Math.min(best, System.nanoTime() - start); // <2>
        }
        return new Way(name, best / 1e6, 2.0 * l.multiplications() / best); // <3>
    }
    // end::time[]
}
