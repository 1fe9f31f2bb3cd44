package org.duograph.survey.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Scores of the standard instruments, by the rules of their authors. */
class InstrumentTest {

    @ParameterizedTest
    @CsvSource({
        "5 1 5 1 5 1 5 1 5 1, 100",
        "1 5 1 5 1 5 1 5 1 5, 0",
        "3 3 3 3 3 3 3 3 3 3, 50",
        "5 5 5 5 5 5 5 5 5 5, 50",
        "4 2 4 2 4 2 4 2 4 2, 75",
        "4 1 5 2 4 2 5 1 4 3, 82.5",
    })
    void susAddsWhatSpeaksForTheSystem(String items, double score) {
        assertThat(Instrument.sus(numbers(items))).hasValue(score);
    }

    @Test
    void susTakesTheMiddleForOneMissingAnswerAndGivesNoScoreForTwo() {
        List<OptionalDouble> items = new ArrayList<>(numbers("5 1 5 1 5 1 5 1 5 1"));
        items.set(3, OptionalDouble.empty());
        assertThat(Instrument.sus(items)).hasValue(95);
        items.set(4, OptionalDouble.empty());
        assertThat(Instrument.sus(items)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"7 7, 100, 87.9", "1 1, 0, 22.9", "6 5, 75, 71.65"})
    void umuxLiteIsRescaledAndPredictsSus(String items, double score, double predicted) {
        double umux = Instrument.umuxLite(numbers(items)).orElseThrow();
        assertThat(umux).isEqualTo(score);
        assertThat(Instrument.predictedSus(umux))
                .isCloseTo(predicted, org.assertj.core.data.Offset.offset(1e-12));
    }

    @Test
    void tlxIsTheMeanOfSixLoadsOrTheirWeightedMean() {
        List<OptionalDouble> loads = numbers("75 10 60 25 70 45");
        assertThat(Instrument.rawTlx(loads)).hasValue(47.5);
        assertThat(Instrument.weightedTlx(loads, List.of(4, 0, 3, 2, 4, 2))).hasValue(60);
    }

    @Test
    void tlxGivesNoScoreUnlessAllFifteenPairsWereChosen() {
        List<OptionalDouble> loads = numbers("75 10 60 25 70 45");
        assertThat(Instrument.weightedTlx(loads, List.of(4, 0, 3, 2, 4, 1))).isEmpty();
    }

    @Test
    void weightsAreCountedFromTheChosenPairs() {
        Map<String, String> values = new HashMap<>();
        Study study = with("nasa-tlx-weighted");
        for (Field field : study.fields()) {
            if (field.type() == Field.Type.CHOICE) { // the first of each pair: weights 5 4 3 2 1 0
                values.put(field.name(), field.options().get(0).code());
            }
        }
        List<String> loads =
                List.of("mental", "physical", "temporal", "performance", "effort", "frustration");
        for (int i = 0; i < 6; i++) {
            values.put("tlx_" + loads.get(i) + ".caffe2", String.valueOf(i * 10));
            values.put("tlx_" + loads.get(i) + ".tensorflow", "0");
        }
        double expected = (0 * 5 + 10 * 4 + 20 * 3 + 30 * 2 + 40 * 1 + 50 * 0) / 15.0;
        assertThat(Instrument.NASA_TLX_WEIGHTED.score(new Answers(values), ".caffe2"))
                .hasValue(expected);
        assertThat(Instrument.NASA_TLX_WEIGHTED.score(new Answers(values), ".tensorflow"))
                .hasValue(0);
    }

    @ParameterizedTest
    @EnumSource(Instrument.class)
    void asksForEverythingThatItsScoreNeeds(Instrument instrument) {
        String name = instrument.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        Map<String, String> values = new HashMap<>();
        for (Field field : with(name).fields()) {
            String answer = field.type() == Field.Type.NUMBER ? "5" : field.options().get(0).code();
            values.put(field.name(), answer);
        }
        assertThat(instrument.score(new Answers(values), ".tensorflow")).isPresent();
        assertThat(instrument.score(Answers.NONE, ".tensorflow")).isEmpty();
    }

    /** A study that asks for an instrument, once per framework. */
    private static Study with(String instrument) {
        String text = Studies.text("framework-usability");
        String sections = "sections:\n  - {instrument: " + instrument + ", each: framework}\n";
        return Study.parse(text.substring(0, text.indexOf("sections:")) + sections);
    }

    private static List<OptionalDouble> numbers(String items) {
        return DoubleStream.of(
                        List.of(items.split(" ")).stream()
                                .mapToDouble(Double::parseDouble)
                                .toArray())
                .mapToObj(OptionalDouble::of)
                .toList();
    }
}
