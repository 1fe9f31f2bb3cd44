package org.duograph.serving.metrics;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.DoubleAdder;

/** How often a measure was how large: TensorFlow Serving's 33 buckets, 10 x 1.8^k. */
final class Histogram {
    private static final double[] BOUNDS = new double[33];

    static {
        double bound = 10;
        for (int i = 0; i < BOUNDS.length; i++) {
            BOUNDS[i] = bound;
            bound *= 1.8;
        }
    }

    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.length + 1);
    private final DoubleAdder sum = new DoubleAdder();

    void add(double value) {
        int i = 0;
        while (i < BOUNDS.length && value > BOUNDS[i]) {
            i++;
        }
        counts.incrementAndGet(i);
        sum.add(value);
    }

    /** Writes its lines. */
    void write(StringBuilder out, String name, String labels) {
        long all = 0;
        for (int i = 0; i <= BOUNDS.length; i++) {
            all += counts.get(i);
            String bound = i < BOUNDS.length ? Double.toString(BOUNDS[i]) : "+Inf";
            out.append(name).append("_bucket{").append(labels).append(",le=\"").append(bound);
            out.append("\"} ").append(all).append('\n');
        }
        out.append(name).append("_sum{").append(labels).append("} ").append(sum.sum()).append('\n');
        out.append(name).append("_count{").append(labels).append("} ").append(all).append('\n');
    }
}
