package org.duograph.experiments.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.duograph.experiments.harness.Measurement;
import org.duograph.experiments.harness.NetSpec;
import org.duograph.experiments.harness.Request.Kind;
import org.junit.jupiter.api.Test;

/** Numbers of the tables, computed by hand from the invented measurements. */
class TablesTest {

    private static final Results RESULTS = new Results(Synthetic.everything());

    @Test
    void table2MultipliesToThePapersLength() {
        // Five rounds at 1, 1.02, 0.98, 1.01 and 0.99 times the cost: deviation 1.58%.
        // Construction 0.2 s. Training 20 s for 1,562 steps, so 100 s for 7,810.
        // Inference 0.5 s for 39 batches, so 2 s for 156.
        assertThat(row(new TimeAndMemory(RESULTS).time(), "table2", "Duograph, workspace"))
                .containsExactly(
                        "0.2000 ± 0.0032", "100.0 ± 1.6", "2.000 ± 0.032", "5", "not measured");
        assertThat(row(new TimeAndMemory(RESULTS).time(), "table2", "TensorFlow, oneDNN"))
                .startsWith("0.4000 ± 0.0063", "200.0 ± 3.2", "4.000 ± 0.063");
    }

    @Test
    void table3IsInBillionsOfBytes() {
        List<String> ours =
                row(new TimeAndMemory(RESULTS).memory(), "table3", "Duograph, workspace");

        assertThat(ours.get(1)).isEqualTo("0.1000 ± 0.0016");
        assertThat(ours.get(3)).isEqualTo("0.05000 ± 0.00079");
        assertThat(row(new TimeAndMemory(RESULTS).memory(), "table3", "PyTorch, NCHW"))
                .endsWith("does not tell", "does not tell", "5");
    }

    @Test
    void argmaxIsToldForAllCallsAndForOne() {
        // 1e-7 s a call, 9,984 calls
        assertThat(row(new Costs(RESULTS).argmax(), "argmax", "Duograph, workspace"))
                .containsExactly("0.000998 ± 0", "0.100 ± 0", "5");
    }

    @Test
    void efficiencyIsTheShareOfTheMeasuredPeak() {
        List<Measurement> measured = new ArrayList<>(Synthetic.everything());
        double flopsOfABatch = 64.0 * NetSpec.named("six").flops();
        // Inference takes 0.02 s in the median: at a peak of four times its rate that is a quarter.
        measured.add(Synthetic.peak(4 * flopsOfABatch / 0.02));
        Section section = new Costs(new Results(measured)).efficiency();

        assertThat(row(section, "efficiency", "Duograph, workspace").get(1)).isEqualTo("25.0%");
        assertThat(row(new Costs(RESULTS).efficiency(), "efficiency", "Duograph, workspace"))
                .containsOnly("not measured");
    }

    @Test
    void timeToAccuracyEndsWithTheFirstGoodEnoughTest() {
        // Two epochs of 500 steps of 0.1 s each, 55% after the first and 72% after the second.
        List<Measurement> measured = List.of(Synthetic.learned(Synthetic.OURS, 1, 7, 0.55, 0.72));
        assertThat(row(learning(measured), "accuracy-six", "Duograph, workspace"))
                .containsExactly("50.0", "100", "100", "not reached", "72.0 (one run)", "2", "1");
        assertThat(words(new Learning(RESULTS).section()))
                .contains("one seed cannot tell whether they differ.");
    }

    @Test
    void timeToAccuracyTakesTheStepThatWasMeasuredInTurnWithOthers() {
        List<Measurement> measured =
                List.of(
                        Synthetic.learned(Synthetic.OURS, 1, 7, 0.55, 0.72),
                        Synthetic.steps(Synthetic.OURS, Kind.TRAIN, "six", 64, 1, 0.04));
        assertThat(row(learning(measured), "accuracy-six", "Duograph, workspace"))
                .containsExactly("20.0", "40.0", "40.0", "not reached", "72.0 (one run)", "2", "1");
    }

    private static Section learning(List<Measurement> measured) {
        return new Learning(new Results(measured)).section();
    }

    @Test
    void accuracyIsTheMeanOverSeeds() {
        List<Measurement> measured =
                List.of(
                        Synthetic.learned(Synthetic.OURS, 1, 1, 0.48, 0.70),
                        Synthetic.learned(Synthetic.OURS, 1, 2, 0.58, 0.74),
                        Synthetic.learned(Synthetic.PYTORCH, 2, 1, 0.5, 0.73),
                        Synthetic.learned(Synthetic.PYTORCH, 2, 2, 0.5, 0.77));
        Section section = learning(measured);

        assertThat(row(section, "accuracy-six", "Duograph, workspace"))
                .containsExactly("50.0", "100", "100", "not reached", "72.0 ± 2.8", "2", "2");
        assertThat(words(section))
                .contains(
                        "Duograph, workspace got 70.0 to 74.0% right",
                        "PyTorch, NCHW, 73.0 to 77.0%: these ranges overlap");
    }

    @Test
    void whoLearnsBetterWhateverTheSeedIsTold() {
        assertThat(comparison(0.70, 0.72, 0.73, 0.74))
                .contains("ours learns less well, whatever the seed.");
        assertThat(comparison(0.73, 0.74, 0.70, 0.72))
                .contains("ours learns better, whatever the seed.");
        assertThat(comparison(0.70, 0.73, 0.72, 0.74))
                .contains("so the seeds may be all that differs.");
    }

    /** What is said of our accuracies from two seeds and TensorFlow's. */
    private static String comparison(double ours, double oursToo, double theirs, double theirsToo) {
        List<Measurement> measured =
                List.of(
                        Synthetic.learned(Synthetic.OURS, 1, 1, 0.5, ours),
                        Synthetic.learned(Synthetic.OURS, 1, 2, 0.5, oursToo),
                        Synthetic.learned(Synthetic.TENSORFLOW, 1, 1, 0.5, theirs),
                        Synthetic.learned(Synthetic.TENSORFLOW, 1, 2, 0.5, theirsToo));
        return words(learning(measured));
    }

    @Test
    void lossesAreComparedStepByStep() {
        Results results =
                new Results(
                        List.of(
                                Synthetic.sameTask(Synthetic.OURS, 2.25),
                                Synthetic.sameTask(Synthetic.TENSORFLOW, 2.375)));

        assertThat(row(new Learning(results).section(), "same-task", "Duograph, workspace"))
                .containsExactly("", "0.125");
    }

    @Test
    void figuresNameTheNetsThatAreMissing() {
        List<Measurement> measured = new ArrayList<>(Synthetic.everything());
        measured.removeIf(
                m ->
                        m.request().net().equals("vgg19")
                                && m.request().framework().equals("pytorch"));
        Results results = new Results(measured);
        Section section = new Depth(results).timeSection();

        assertThat(row(section, "figure2", "PyTorch, NCHW")).contains("not measured");
        assertThat(row(section, "figure2", "Duograph, workspace")).doesNotContain("not measured");
    }

    private static String words(Section section) {
        return section.parts().stream()
                .filter(Section.Part.Words.class::isInstance)
                .map(part -> ((Section.Part.Words) part).text())
                .collect(Collectors.joining("\n"));
    }

    private static List<String> row(Section section, String table, String system) {
        return section.parts().stream()
                .filter(Section.Part.Numbers.class::isInstance)
                .map(part -> ((Section.Part.Numbers) part).table())
                .filter(t -> t.name().equals(table))
                .flatMap(t -> t.rows().stream())
                .filter(cells -> cells.get(0).text().equals(system))
                .findFirst()
                .orElseThrow()
                .stream()
                .skip(1)
                .map(Cell::text)
                .toList();
    }
}
