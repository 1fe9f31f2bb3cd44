package org.duograph.experiments.lab.report;

import java.util.List;
import org.duograph.experiments.lab.report.Claim.Mark;
import org.duograph.experiments.lab.report.Claim.Verdict;
import org.duograph.experiments.lab.report.Goal.Against;

/**
 * What the paper says, each with the rule that judges it. Neither Caffe2 nor TensorFlow 1 runs
 * here: Duograph's workspace face stands for Caffe2, and the better variant of today's TensorFlow
 * for TensorFlow 1.
 */
final class Claims {
    private static final String SIMPLER = "a fact about how programs look; see the lessons";

    static final List<Claim> ALL =
            List.of(
                    less(
                            "Caffe2 builds and initialises a net in less time",
                            "ratio 0.40 (Table 2)",
                            Goals.CONSTRUCTION),
                    less("Caffe2 trains in less time", "ratio 0.62 (Table 2)", Goals.TRAINING),
                    less(
                            "Caffe2 infers in less time",
                            "ratio 0.10 (Table 2), 0.25 (abstract)",
                            Goals.INFERENCE),
                    less(
                            "Caffe2 needs less memory in training",
                            "ratio 0.61 (Table 3)",
                            Goals.TRAINING_MEMORY),
                    less(
                            "Caffe2 needs less memory in inference",
                            "ratio 0.54 (Table 3)",
                            Goals.INFERENCE_MEMORY),
                    VggClaims.fasterAtEveryDepth(""),
                    VggClaims.fasterAtEveryDepth("-bn"),
                    VggClaims.linear(""),
                    VggClaims.linear("-bn"),
                    VggClaims.lessMemoryAtEveryDepth(),
                    less(
                            "An argmax on a plain array costs far less than through TensorFlow",
                            "ratio 0.018",
                            Goals.ARGMAX,
                            Contestant.ARRAY),
                    less("Caffe2 is the smaller package", "37.1 MB, a third", Goals.DOWNLOAD),
                    notTestable(
                            "What the two frameworks call data, operators, graphs and scopes"
                                    + " corresponds (Table 1)",
                            SIMPLER),
                    notTestable(
                            "TensorFlow's programs define, initialise and run in a session; Caffe2's"
                                    + " define and run in a workspace",
                            SIMPLER),
                    notTestable(
                            "64 GPUs train ResNet-50 57 times as fast as one", "it takes 64 GPUs"),
                    notTestable(
                            "Users find TensorFlow's documentation better (4.0 to 3.375 of 5)",
                            "it takes a survey"),
                    notTestable("Caffe2 suits mobile devices better", "it takes a mobile device"));

    private Claims() {}

    /** How many hold here. */
    static long holding(Runs runs) {
        return count(runs, Mark.HOLDS);
    }

    /** How many could be judged, by this run or an earlier one. */
    static long judged(Runs runs) {
        return holding(runs) + count(runs, Mark.DOES_NOT_HOLD);
    }

    private static long count(Runs runs, Mark mark) {
        return ALL.stream().filter(claim -> runs.verdict(claim).mark() == mark).count();
    }

    private static Claim less(String words, String paper, Goal compared) {
        return less(words, paper, compared, Contestant.WORKSPACE);
    }

    /** A claim that somebody needs less than TensorFlow: the whole interval is below 1. */
    private static Claim less(String words, String paper, Goal compared, Contestant who) {
        Goal against =
                new Goal(
                        compared.name(),
                        compared.subject(),
                        compared.quantity(),
                        Against.TENSORFLOW,
                        1);
        return new Claim(
                words,
                paper,
                "the 95% interval of the ratio lies below 1",
                results ->
                        against.outcome(results, who)
                                .map(o -> Verdict.of(o.ratio().high() < 1, "ratio " + o.ratio()))
                                .orElse(Verdict.notMeasured(compared.name())));
    }

    private static Claim notTestable(String words, String why) {
        return new Claim(words, "", "", results -> new Verdict(Mark.NOT_TESTABLE, why));
    }

    static Section section(Runs runs) {
        Table table =
                new Table(
                        "claims",
                        "The paper's claims and what this run says to them",
                        "the paper's claim",
                        "paper",
                        "measured here",
                        "holds here if",
                        "verdict");
        for (Claim claim : ALL) {
            Verdict verdict = runs.verdict(claim);
            table.row(
                    Cell.words(claim.words()),
                    claim.paper().isEmpty() ? Cell.words("") : Cell.quote(claim.paper()),
                    Cell.words(verdict.measured()),
                    Cell.words(claim.rule()),
                    cell(verdict.mark()));
        }
        return new Section("claims", "The paper's claims")
                .words(
                        "The paper compared Caffe2 with TensorFlow 1 on a GPU of 2014. Neither of"
                                + " them was run here: Duograph's workspace face stands for Caffe2,"
                                + " and the better variant of today's TensorFlow for TensorFlow 1. So"
                                + " a verdict says whether a claim holds for these two on this"
                                + " machine's processor, not whether it was right about those. A"
                                + " claim that lacks a measurement is not judged.")
                .table(table);
    }

    private static Cell cell(Mark mark) {
        return switch (mark) {
            case HOLDS -> Cell.good(mark.words);
            case DOES_NOT_HOLD -> Cell.bad(mark.words);
            case NOT_MEASURED, NOT_TESTABLE -> new Cell(mark.words, Cell.Kind.MISSING);
        };
    }
}
