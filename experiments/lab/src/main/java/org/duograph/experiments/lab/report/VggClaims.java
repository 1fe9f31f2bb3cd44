package org.duograph.experiments.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.duograph.experiments.harness.Request.Kind;
import org.duograph.experiments.lab.report.Claim.Verdict;
import org.duograph.experiments.lab.report.Goal.Against;

/** What the paper's Figures 2 and 3 claim about VGG nets. */
final class VggClaims {
    /** The least R² of "roughly linear". */
    static final double ROUGHLY_LINEAR = 0.95;

    private VggClaims() {}

    /** A claim on training time; {@code suffix} is {@code -bn} for nets with batch norm. */
    static Claim fasterAtEveryDepth(String suffix) {
        return atEveryDepth(
                "Caffe2 trains VGG-11, 13, 16 and 19 %s batch normalisation in less time (Figure 2)"
                        .formatted(suffix.isEmpty() ? "without" : "with"),
                Depth.TIMED,
                suffix,
                Kind.TRAIN,
                Quantity.STEP);
    }

    static Claim lessMemoryAtEveryDepth() {
        return atEveryDepth(
                "Caffe2 needs less memory for VGG-7, 11, 13, 16 and 19 (Figure 3)",
                Depth.WEIGHED,
                "",
                Kind.MEMORY_TRAIN,
                Quantity.PEAK_BYTES);
    }

    private static Claim atEveryDepth(
            String words, List<Integer> depths, String suffix, Kind kind, Quantity quantity) {
        return new Claim(
                words,
                "less for each net",
                "the 95% interval of each ratio lies below 1",
                results -> {
                    List<Ratio> ratios = new ArrayList<>();
                    for (int depth : depths) {
                        Subject subject = Subject.of(kind, "vgg" + depth + suffix);
                        Optional<Ratio> ratio =
                                new Goal("", subject, quantity, Against.TENSORFLOW, 1)
                                        .outcome(results)
                                        .map(Goal.Outcome::ratio);
                        if (ratio.isEmpty()) {
                            return Verdict.notMeasured(subject.net());
                        }
                        ratios.add(ratio.get());
                    }
                    String measured =
                            ratios.stream()
                                    .map(ratio -> Digits.ratio(ratio.value()))
                                    .collect(Collectors.joining(", ", "ratios ", ""));
                    return Verdict.of(
                            ratios.stream().allMatch(ratio -> ratio.high() < 1), measured);
                });
    }

    /** A claim on how training time grows. */
    static Claim linear(String suffix) {
        return new Claim(
                "Training time grows roughly linearly with the layers, %s batch normalisation"
                                .formatted(suffix.isEmpty() ? "without" : "with")
                        + " (Figure 2)",
                "\"roughly linear\"",
                "R² of all four nets is at least %s for Duograph and TensorFlow"
                        .formatted(ROUGHLY_LINEAR),
                results -> linear(results, new Depth(results).time(suffix)));
    }

    private static Verdict linear(Results results, Grid times) {
        List<String> measured = new ArrayList<>();
        boolean ours = false;
        boolean theirs = false;
        boolean all = true;
        for (Contestant c : results.contestants()) {
            if (times.count(c) == Depth.TIMED.size() && (c.isOurs() || c.isTensorFlow())) {
                double r2 = times.fit(c).orElseThrow().r2();
                ours |= c.isOurs();
                theirs |= c.isTensorFlow();
                all &= r2 >= ROUGHLY_LINEAR;
                measured.add(String.format(Locale.ROOT, "%s: R² %.3f", c.label(), r2));
            }
        }
        if (!ours || !theirs) {
            return Verdict.notMeasured("all four nets in Duograph and TensorFlow");
        }
        return Verdict.of(all, String.join("; ", measured));
    }
}
