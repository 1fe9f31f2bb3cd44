package org.duograph.survey.statistics;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Holm's (1979) correction for several tests on one page. */
public final class Holm {

    private Holm() {}

    /** The p-values adjusted, in their order: each may be compared with the usual 5 %. */
    public static double[] adjust(double[] p) {
        int[] order =
                IntStream.range(0, p.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> p[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        double[] adjusted = new double[p.length];
        double largest = 0;
        for (int i = 0; i < order.length; i++) {
            largest = Math.max(largest, Math.min(1, p[order[i]] * (p.length - i)));
            adjusted[order[i]] = largest;
        }
        return adjusted;
    }
}
