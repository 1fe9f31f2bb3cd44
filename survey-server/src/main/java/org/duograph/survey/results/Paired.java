package org.duograph.survey.results;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duograph.survey.results.Comparison.Size;
import org.duograph.survey.statistics.BoundedMean;
import org.duograph.survey.statistics.EffectSize;
import org.duograph.survey.statistics.HodgesLehmann;
import org.duograph.survey.statistics.Interval;
import org.duograph.survey.statistics.Sample;
import org.duograph.survey.statistics.SignTest;
import org.duograph.survey.statistics.SignedRankTest;

/** Comparisons of two numbers of the same participants. */
final class Paired {

    private Paired() {}

    /** By size of the differences; infinite ones must all have the same sign. */
    static Comparison signedRanks(String what, Pairs pairs, Base base) {
        double[] d = pairs.differences();
        SignedRankTest test = SignedRankTest.of(d);
        HodgesLehmann typical = HodgesLehmann.of(d);
        return new Comparison(
                what,
                d.length,
                base,
                "Wilcoxon signed-rank" + zeros(test.zeros()),
                test.exact(),
                test.p(),
                List.of(
                        new Size("typical difference", typical.estimate(), typical.interval()),
                        new Size("rank-biserial r", test.rankBiserial(), null),
                        cliffsDelta(pairs)));
    }

    /**
     * By the mean difference of scores, tested by ranks.
     *
     * @param most how large a difference can be
     */
    static Comparison scores(String what, Pairs pairs, Base base, double most) {
        double[] d = pairs.differences();
        SignedRankTest test = SignedRankTest.of(d);
        Sample differences = Sample.of(d);
        List<Size> sizes = new ArrayList<>();
        // If all differences are equal, Student's interval would have no width.
        Interval interval =
                differences.deviation() > 0
                        ? differences.studentInterval()
                        : BoundedMean.interval(differences, -most, most);
        sizes.add(new Size("mean difference", differences.mean(), interval));
        sizes.add(new Size("rank-biserial r", test.rankBiserial(), null));
        sizes.add(cliffsDelta(pairs));
        if (differences.deviation() > 0) {
            sizes.add(
                    new Size(
                            "Cohen's d, corrected for the small sample (Hedges)",
                            EffectSize.hedgesG(differences),
                            null));
        }
        return new Comparison(
                what,
                d.length,
                base,
                "Wilcoxon signed-rank" + zeros(test.zeros()),
                test.exact(),
                test.p(),
                sizes);
    }

    /** Only by which of the two is larger. */
    static Comparison signs(String what, Pairs pairs, Base base) {
        double[] d = pairs.differences();
        int plus = (int) Arrays.stream(d).filter(x -> x > 0).count();
        int minus = (int) Arrays.stream(d).filter(x -> x < 0).count();
        Sample differences = Sample.of(d);
        return new Comparison(
                what,
                d.length,
                base,
                "sign test" + zeros(d.length - plus - minus),
                true,
                SignTest.p(plus, minus),
                List.of(
                        new Size(
                                "median difference",
                                differences.median(),
                                differences.medianInterval()),
                        new Size(
                                "share of larger minus share of smaller",
                                (double) (plus - minus) / d.length,
                                null)));
    }

    /** The comparison with one more size. */
    static Comparison with(Comparison comparison, Size size) {
        List<Size> sizes = new ArrayList<>(comparison.sizes());
        sizes.add(size);
        return new Comparison(
                comparison.what(),
                comparison.n(),
                comparison.base(),
                comparison.test(),
                comparison.exact(),
                comparison.p(),
                sizes);
    }

    private static Size cliffsDelta(Pairs pairs) {
        return new Size("Cliff's delta", EffectSize.cliffsDelta(pairs.x(), pairs.y()), null);
    }

    private static String zeros(int count) {
        return switch (count) {
            case 0 -> "";
            case 1 -> ", 1 equal pair left out";
            default -> ", " + count + " equal pairs left out";
        };
    }
}
