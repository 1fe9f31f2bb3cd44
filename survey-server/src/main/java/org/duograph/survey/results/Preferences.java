package org.duograph.survey.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duograph.survey.results.Comparison.Size;
import org.duograph.survey.results.plot.Colours;
import org.duograph.survey.results.plot.IntervalPlot;
import org.duograph.survey.results.plot.Numbers;
import org.duograph.survey.statistics.Share;
import org.duograph.survey.statistics.SignTest;
import org.duograph.survey.study.Item;
import org.duograph.survey.study.Question;
import org.duograph.survey.study.Study;

/** Which framework participants would use for which kind of net. */
final class Preferences {

    private static final List<String> NETS = List.of("cnn", "rnn");

    private final Study study;
    private final Columns columns;
    private final Wording words;

    Preferences(Study study, Columns columns) {
        this.study = study;
        this.columns = columns;
        this.words = new Wording(study);
    }

    /** The preference for each kind of net, then whether the kinds differ. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (study.frameworks().isEmpty()) {
            return findings;
        }
        for (String net : NETS) {
            if (columns.has("prefer." + net)) {
                findings.add(preference(net));
            }
        }
        if (findings.size() == NETS.size()) {
            change().ifPresent(findings::add);
        }
        return findings;
    }

    private Finding preference(String net) {
        String field = "prefer." + net;
        var tally = columns.tally(field);
        int n = columns.answered(field);
        List<Estimate> estimates = new ArrayList<>();
        List<IntervalPlot.Row> rows = new ArrayList<>();
        List<Integer> counts = new ArrayList<>();
        for (Item framework : study.frameworks()) {
            int count = tally.getOrDefault(framework.code(), 0);
            Estimate share =
                    Shares.estimate(
                            words.label(framework),
                            new Share(count, n),
                            columns.base(field),
                            Paper.preference(study, net, framework.code()));
            counts.add(count);
            estimates.add(share);
            rows.add(Shares.bar(share, count, Colours.of(rows.size())));
        }
        List<Comparison> comparisons = new ArrayList<>();
        List<String> reading = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            for (int j = i + 1; j < counts.size(); j++) {
                compare(estimates, counts, i, j, n, columns.base(field), comparisons, reading);
            }
        }
        String title = net.equals("rnn") ? "Preferred for an RNN" : "Preferred for a CNN";
        return new Finding(
                "prefer-" + net,
                title,
                paper(net),
                reading.isEmpty() ? Wording.tooFew(n) : String.join(" ", reading),
                estimates,
                comparisons,
                List.of(IntervalPlot.of(title, rows)));
    }

    private String paper(String net) {
        if (!Paper.compares(study)) {
            return "";
        }
        return net.equals("cnn")
                ? "75 % prefer TensorFlow for a CNN (6 of 8)."
                : "87.5 % prefer TensorFlow for an RNN (7 of 8).";
    }

    private void compare(
            List<Estimate> shares,
            List<Integer> counts,
            int i,
            int j,
            int n,
            Base base,
            List<Comparison> comparisons,
            List<String> reading) {
        int one = counts.get(i);
        int other = counts.get(j);
        if (one + other < Estimate.FEWEST_TO_JUDGE) {
            return;
        }
        Share share = new Share(one, one + other);
        double p = SignTest.p(one, other);
        comparisons.add(
                new Comparison(
                        shares.get(i).what() + " or " + shares.get(j).what(),
                        one + other,
                        base,
                        "sign (binomial) test against one half",
                        true,
                        p,
                        List.of(
                                new Size("share of the first", share.fraction(), share.wilson()),
                                new Size("Cohen's g", share.fraction() - 0.5, null))));
        reading.add(
                one
                        + " of "
                        + n
                        + " would use "
                        + shares.get(i).what()
                        + " and "
                        + other
                        + " "
                        + shares.get(j).what()
                        + ". Of those who choose one of the two, "
                        + Numbers.percent(share.fraction())
                        + " choose "
                        + shares.get(i).what()
                        + "; "
                        + Wording.plausibleShares(share.wilson())
                        + ". "
                        + Wording.chance(p));
    }

    private static boolean isGiven(String choice) {
        return choice != null && !choice.equals(Question.DECLINED);
    }

    /** McNemar's test: do the same people prefer the first framework for both kinds of net? */
    private Optional<Finding> change() {
        List<String> cnn = columns.values("prefer.cnn");
        List<String> rnn = columns.values("prefer.rnn");
        Item first = study.frameworks().get(0);
        int n = 0;
        int onlyCnn = 0;
        int onlyRnn = 0;
        for (int i = 0; i < cnn.size(); i++) {
            if (isGiven(cnn.get(i)) && isGiven(rnn.get(i))) {
                boolean forCnn = cnn.get(i).equals(first.code());
                boolean forRnn = rnn.get(i).equals(first.code());
                n++;
                onlyCnn += forCnn && !forRnn ? 1 : 0;
                onlyRnn += forRnn && !forCnn ? 1 : 0;
            }
        }
        if (n < Estimate.FEWEST_TO_JUDGE) {
            return Optional.empty();
        }
        String name = words.label(first);
        double p = SignTest.p(onlyRnn, onlyCnn);
        return Optional.of(
                new Finding(
                        "cnn-and-rnn",
                        "Does the kind of net matter?",
                        "",
                        onlyRnn
                                + " of "
                                + n
                                + " would use "
                                + name
                                + " for an RNN only, "
                                + onlyCnn
                                + " for a CNN only; the others choose alike for both. "
                                + Wording.chance(p),
                        List.of(),
                        List.of(
                                new Comparison(
                                        name + " for RNN only or for CNN only",
                                        n,
                                        columns.base("prefer.cnn", "prefer.rnn"),
                                        "McNemar on "
                                                + (onlyCnn + onlyRnn)
                                                + (onlyCnn + onlyRnn == 1
                                                        ? " who changes"
                                                        : " who change"),
                                        true,
                                        p,
                                        List.of(
                                                new Size(
                                                        "difference of shares",
                                                        (double) (onlyRnn - onlyCnn) / n,
                                                        null)))),
                        List.of()));
    }
}
