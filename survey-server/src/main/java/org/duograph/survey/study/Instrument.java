package org.duograph.survey.study;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Standard questionnaires that a study may include as a section, with their scores.
 *
 * <p>Their items are in {@code studies/instruments}. Scores are as their authors define them: none
 * is a percentage, and higher is better for SUS and UMUX-Lite but worse for NASA-TLX.
 */
public enum Instrument {
    /**
     * System Usability Scale, 0 to 100 (Brooke, 1996): ten statements, odd ones in favour, even
     * ones against. One missing answer counts as the middle, as Brooke asks; two give no score.
     */
    SUS,
    /** UMUX-Lite, 0 to 100 (Lewis, Utesch and Maher, 2013): two statements, 1 to 7. */
    UMUX_LITE,
    /**
     * NASA Task Load Index without weights, 0 to 100 (Hart, 2006): the mean of six loads. The scale
     * of performance runs from perfect to failure, so nothing is reversed.
     */
    NASA_TLX,
    /**
     * NASA Task Load Index, 0 to 100 (Hart and Staveland, 1988): loads weighted by how often each
     * was chosen in 15 pairs.
     */
    NASA_TLX_WEIGHTED;

    private static final List<String> LOADS =
            List.of("mental", "physical", "temporal", "performance", "effort", "frustration");

    /** The section that asks for it, as YAML. */
    String text() {
        String file =
                "/studies/instruments/"
                        + name().toLowerCase(Locale.ROOT).replace('_', '-')
                        + ".yaml";
        try (InputStream in = Instrument.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The score of one participant.
     *
     * @param suffix which framework: {@code .tensorflow}; empty if it was asked once
     * @return nothing if too many answers are missing
     */
    public OptionalDouble score(Answers answers, String suffix) {
        return switch (this) {
            case SUS -> sus(items(answers, "sus.", 10, suffix));
            case UMUX_LITE -> umuxLite(items(answers, "umux_lite.", 2, suffix));
            case NASA_TLX -> rawTlx(loads(answers, suffix));
            case NASA_TLX_WEIGHTED -> weightedTlx(loads(answers, suffix), weights(answers, suffix));
        };
    }

    /**
     * @param items ten answers from 1 to 5, in order
     */
    static OptionalDouble sus(List<OptionalDouble> items) {
        double sum = 0;
        int missing = 0;
        for (int i = 0; i < items.size(); i++) {
            missing += items.get(i).isPresent() ? 0 : 1;
            double answer = items.get(i).orElse(3);
            sum += i % 2 == 0 ? answer - 1 : 5 - answer; // the first item is number 1, so odd
        }
        return missing > 1 ? OptionalDouble.empty() : OptionalDouble.of(2.5 * sum);
    }

    /**
     * @param items two answers from 1 to 7
     */
    static OptionalDouble umuxLite(List<OptionalDouble> items) {
        return complete(items)
                ? OptionalDouble.of((sum(items) - 2) * 100 / 12)
                : OptionalDouble.empty();
    }

    /** The SUS score that UMUX-Lite predicts, by the regression of Lewis, Utesch and Maher. */
    public static double predictedSus(double umuxLite) {
        return 0.65 * umuxLite + 22.9;
    }

    /**
     * @param loads six answers from 0 to 100
     */
    static OptionalDouble rawTlx(List<OptionalDouble> loads) {
        return complete(loads) ? OptionalDouble.of(sum(loads) / 6) : OptionalDouble.empty();
    }

    /**
     * @param loads six answers from 0 to 100
     * @param weights how often each was chosen in the 15 pairs
     */
    static OptionalDouble weightedTlx(List<OptionalDouble> loads, List<Integer> weights) {
        int pairs = weights.stream().mapToInt(Integer::intValue).sum();
        if (!complete(loads) || pairs != 15) {
            return OptionalDouble.empty();
        }
        double sum = 0;
        for (int i = 0; i < 6; i++) {
            sum += weights.get(i) * loads.get(i).getAsDouble();
        }
        return OptionalDouble.of(sum / 15);
    }

    private static List<OptionalDouble> items(
            Answers answers, String name, int count, String suffix) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(item -> answers.number(name + item + suffix))
                .toList();
    }

    private static List<OptionalDouble> loads(Answers answers, String suffix) {
        return LOADS.stream().map(load -> answers.number("tlx_" + load + suffix)).toList();
    }

    /** How often each load was chosen over another. */
    private static List<Integer> weights(Answers answers, String suffix) {
        List<String> chosen = new ArrayList<>();
        for (int first = 0; first < 6; first++) {
            for (int second = first + 1; second < 6; second++) {
                String pair = "tlx_" + LOADS.get(first) + "_or_" + LOADS.get(second);
                answers.get(pair + suffix).ifPresent(chosen::add);
            }
        }
        return LOADS.stream()
                .map(load -> (int) chosen.stream().filter(load::equals).count())
                .toList();
    }

    private static boolean complete(List<OptionalDouble> items) {
        return items.stream().allMatch(OptionalDouble::isPresent);
    }

    private static double sum(List<OptionalDouble> items) {
        return items.stream().mapToDouble(OptionalDouble::getAsDouble).sum();
    }
}
