package org.duograph.survey.results;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.duograph.survey.results.Comparison.Size;
import org.duograph.survey.results.Estimate.Measure;
import org.duograph.survey.results.plot.LikertPlot;
import org.duograph.survey.results.plot.Numbers;
import org.duograph.survey.statistics.Sample;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Item;
import org.duograph.survey.study.Question;
import org.duograph.survey.study.Study;

/**
 * Scales, such as 1 to 5 for the documentation, asked once per framework. A scale has few values,
 * so answers are equal often; tests know that, and pairs that are equal say nothing about a
 * difference.
 */
final class Judgements {

    private final Study study;
    private final Columns columns;
    private final Wording words;

    Judgements(Study study, Columns columns) {
        this.study = study;
        this.columns = columns;
        this.words = new Wording(study);
    }

    /**
     * One scale compared between frameworks; nothing if the study does not ask it.
     *
     * @param question the question's name, such as {@code documentation}
     */
    Optional<Finding> finding(String question, String title) {
        List<Item> frameworks =
                study.frameworks().stream()
                        .filter(f -> columns.has(question + "." + f.code()))
                        .toList();
        if (frameworks.isEmpty()) {
            return Optional.empty();
        }
        List<Estimate> estimates = new ArrayList<>();
        List<LikertPlot.Row> rows = new ArrayList<>();
        for (Item framework : frameworks) {
            double[] scores = scores(question, framework);
            estimates.addAll(estimates(question, framework, scores));
            rows.add(new LikertPlot.Row(words.label(framework), counts(question, framework)));
        }
        List<Comparison> comparisons = new ArrayList<>();
        List<String> reading = new ArrayList<>();
        for (int i = 0; i < frameworks.size(); i++) {
            for (int j = i + 1; j < frameworks.size(); j++) {
                compare(question, frameworks.get(j), frameworks.get(i), comparisons, reading);
            }
        }
        return Optional.of(
                new Finding(
                        question,
                        title,
                        paper(question),
                        String.join(" ", reading),
                        estimates,
                        comparisons,
                        List.of(LikertPlot.of(title, labels(question, frameworks.get(0)), rows))));
    }

    private String paper(String question) {
        return question.equals("documentation") && Paper.compares(study)
                ? "The score of TensorFlow's documentation is 4.0, that of Caffe2's 3.375."
                : "";
    }

    private double[] scores(String question, Item framework) {
        return columns.numbers(question + "." + framework.code());
    }

    private List<Estimate> estimates(String question, Item framework, double[] scores) {
        Sample sample = Sample.of(Pairs.present(scores));
        Base base = columns.base(question + "." + framework.code());
        OptionalDouble paper =
                question.equals("documentation")
                        ? Paper.documentation(study, framework.code())
                        : OptionalDouble.empty();
        return List.of(
                new Estimate(
                        words.label(framework),
                        Measure.MEAN,
                        sample.n(),
                        base,
                        sample.mean(),
                        Shares.ofMean(
                                sample, least(question, framework), most(question, framework)),
                        paper,
                        ""),
                new Estimate(
                        words.label(framework),
                        Measure.MEDIAN,
                        sample.n(),
                        base,
                        sample.median(),
                        List.of(sample.medianInterval()),
                        OptionalDouble.empty(),
                        ""));
    }

    /** The numbers of a scale; not to have used it is an option too, but no step. */
    private List<Item> scale(String question, Item framework) {
        Field field = columns.field(question + "." + framework.code());
        return field.options().stream()
                .filter(option -> !option.code().equals(Question.DECLINED))
                .toList();
    }

    private double least(String question, Item framework) {
        return steps(question, framework).min().orElse(0);
    }

    private double most(String question, Item framework) {
        return steps(question, framework).max().orElse(0);
    }

    private DoubleStream steps(String question, Item framework) {
        return scale(question, framework).stream()
                .filter(step -> step.code().matches("\\d{1,3}"))
                .mapToDouble(step -> Double.parseDouble(step.code()));
    }

    private List<String> labels(String question, Item framework) {
        return scale(question, framework).stream().map(words::label).toList();
    }

    private int[] counts(String question, Item framework) {
        var tally = columns.tally(question + "." + framework.code());
        return scale(question, framework).stream()
                .mapToInt(step -> tally.getOrDefault(step.code(), 0))
                .toArray();
    }

    private void compare(
            String question,
            Item from,
            Item to,
            List<Comparison> comparisons,
            List<String> reading) {
        Pairs pairs = Pairs.of(scores(question, from), scores(question, to));
        if (pairs.n() < Estimate.FEWEST_TO_JUDGE) {
            reading.add(Wording.tooFew(pairs.n()));
            return;
        }
        Comparison comparison =
                Paired.scores(
                        words.label(to) + " minus " + words.label(from),
                        pairs,
                        columns.base(question + "." + from.code(), question + "." + to.code()),
                        most(question, from) - least(question, from));
        comparisons.add(comparison);
        Size mean = comparison.sizes().get(0);
        long equal = Arrays.stream(pairs.differences()).filter(d -> d == 0).count();
        reading.add(
                pairs.n()
                        + " judged both: "
                        + words.label(to)
                        + " "
                        + Numbers.plain(mean(pairs.y()))
                        + ", "
                        + words.label(from)
                        + " "
                        + Numbers.plain(mean(pairs.x()))
                        + " on average, "
                        + equal
                        + " of them alike. A mean difference of "
                        + Numbers.bounds(mean.interval(), false)
                        + " would fit, approximately. "
                        + Wording.chance(comparison.p())
                        + (comparison.p() > 0.05 && !mean.interval().contains(0)
                                ? " The interval leaves out zero and the test does not: with so few"
                                        + " answers this is undecided."
                                : ""));
    }

    private static double mean(double[] values) {
        return DoubleStream.of(values).average().orElse(Double.NaN);
    }
}
