package org.duograph.survey.results;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.duograph.survey.results.Comparison.Size;
import org.duograph.survey.results.Estimate.Measure;
import org.duograph.survey.results.plot.BoxPlot;
import org.duograph.survey.results.plot.Colours;
import org.duograph.survey.results.plot.Figure;
import org.duograph.survey.results.plot.IntervalPlot;
import org.duograph.survey.statistics.EffectSize;
import org.duograph.survey.statistics.FisherTest;
import org.duograph.survey.statistics.RankSumTest;
import org.duograph.survey.statistics.Sample;
import org.duograph.survey.statistics.Share;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Group;
import org.duograph.survey.study.Item;
import org.duograph.survey.study.Question;
import org.duograph.survey.study.Study;

/**
 * The groups of a study compared, question by question: numbers and scales by their medians and
 * Mann and Whitney's test, options by their shares and Fisher's test.
 */
final class Groups {
    private final Columns columns;
    private final Wording words;
    private final List<Item> groups;
    private final List<String> drawn;

    private final List<Estimate> estimates = new ArrayList<>();
    private final List<Comparison> comparisons = new ArrayList<>();
    private final List<Figure> figures = new ArrayList<>();

    Groups(Study study, Columns columns) {
        this.columns = columns;
        this.words = new Wording(study);
        this.groups = study.groups().stream().map(Group::item).toList();
        this.drawn =
                study.groupField().map(field -> columns.values(field.name())).orElse(List.of());
    }

    /** Nothing in a study without groups. */
    Optional<Finding> finding() {
        if (groups.isEmpty()) {
            return Optional.empty();
        }
        for (AskedField asked : columns.fields()) {
            Field field = asked.field();
            if (isNumeric(field)) {
                numbers(asked);
            } else if (field.type() == Field.Type.TICK) {
                share(asked, words.label(asked), "1");
            } else if (field.type() == Field.Type.CHOICE && !field.name().startsWith("_")) {
                for (Item option : field.options()) {
                    if (!option.code().equals(Question.DECLINED)) {
                        String what = words.label(asked) + " " + words.label(option);
                        share(asked, what, option.code());
                    }
                }
            }
        }
        return Optional.of(
                new Finding(
                        "groups",
                        "Groups compared",
                        "",
                        reading(),
                        estimates,
                        comparisons,
                        figures));
    }

    private String reading() {
        List<String> sizes = new ArrayList<>();
        for (Item group : groups) {
            sizes.add(members(group).length + " in “" + words.label(group) + "”");
        }
        return "Chance put each participant into one of the groups: "
                + String.join(", ", sizes)
                + ".";
    }

    /** The numbers of scales are options; to decline is none of them. */
    private static boolean isNumeric(Field field) {
        return field.type() == Field.Type.NUMBER
                || !field.options().isEmpty()
                        && field.options().stream()
                                .map(Item::code)
                                .filter(code -> !code.equals(Question.DECLINED))
                                .allMatch(code -> code.matches("\\d+"));
    }

    /** The places of the responses of a group. */
    private int[] members(Item group) {
        return IntStream.range(0, drawn.size())
                .filter(i -> group.code().equals(drawn.get(i)))
                .toArray();
    }

    private void numbers(AskedField asked) {
        double[] all = columns.numbers(asked);
        List<double[]> values = new ArrayList<>();
        List<BoxPlot.Row> rows = new ArrayList<>();
        for (Item group : groups) {
            double[] own =
                    Pairs.present(Arrays.stream(members(group)).mapToDouble(i -> all[i]).toArray());
            Sample sample = Sample.of(own);
            values.add(own);
            rows.add(new BoxPlot.Row(words.label(group), sample, Colours.of(rows.size())));
            estimates.add(
                    new Estimate(
                            words.label(asked) + ": " + words.label(group),
                            Measure.MEDIAN,
                            sample.n(),
                            new Base(members(group).length, 0),
                            sample.median(),
                            List.of(sample.medianInterval()),
                            OptionalDouble.empty(),
                            ""));
        }
        String unit = asked.field().question().unit().in(words.language());
        figures.add(BoxPlot.of(words.label(asked), unit, rows));
        for (int i = 0; i < groups.size(); i++) {
            for (int j = i + 1; j < groups.size(); j++) {
                compare(asked, i, j, values.get(i), values.get(j));
            }
        }
    }

    private void compare(AskedField asked, int i, int j, double[] one, double[] other) {
        if (Math.min(one.length, other.length) < Estimate.FEWEST_TO_JUDGE) {
            return;
        }
        RankSumTest test = RankSumTest.of(one, other);
        comparisons.add(
                new Comparison(
                        words.label(asked) + ": " + pair(i, j),
                        one.length + other.length,
                        new Base(members(groups.get(i)).length + members(groups.get(j)).length, 0),
                        "Mann–Whitney",
                        test.exact(),
                        test.p(),
                        List.of(
                                new Size(
                                        "Cliff's delta",
                                        EffectSize.cliffsDelta(one, other),
                                        null))));
    }

    private String pair(int i, int j) {
        return words.label(groups.get(i)) + " or " + words.label(groups.get(j));
    }

    /** How many of each group gave this answer, of those who answered the question. */
    private void share(AskedField asked, String what, String code) {
        List<String> all = columns.values(asked);
        boolean[] answered = columns.isAnswered(asked);
        List<Share> shares = new ArrayList<>();
        List<IntervalPlot.Row> rows = new ArrayList<>();
        for (Item group : groups) {
            int count = 0;
            int n = 0;
            for (int i : members(group)) {
                count += code.equals(all.get(i)) ? 1 : 0;
                n += answered[i] ? 1 : 0;
            }
            Share share = new Share(count, n);
            Estimate estimate =
                    Shares.estimate(
                            what + ": " + words.label(group),
                            share,
                            new Base(members(group).length, 0),
                            OptionalDouble.empty());
            shares.add(share);
            estimates.add(estimate);
            rows.add(
                    new IntervalPlot.Row(
                            words.label(group),
                            count,
                            n,
                            estimate.intervals().stream().findFirst(),
                            Optional.empty(),
                            Colours.of(rows.size())));
        }
        figures.add(IntervalPlot.of(what, rows));
        for (int i = 0; i < groups.size(); i++) {
            for (int j = i + 1; j < groups.size(); j++) {
                compare(what, i, j, shares.get(i), shares.get(j));
            }
        }
    }

    private void compare(String what, int i, int j, Share one, Share other) {
        if (Math.min(one.n(), other.n()) < Estimate.FEWEST_TO_JUDGE) {
            return;
        }
        comparisons.add(
                new Comparison(
                        what + ": " + pair(i, j),
                        one.n() + other.n(),
                        new Base(members(groups.get(i)).length + members(groups.get(j)).length, 0),
                        "Fisher",
                        true,
                        FisherTest.p(one, other),
                        List.of(
                                new Size(
                                        "difference of shares",
                                        one.fraction() - other.fraction(),
                                        null))));
    }
}
