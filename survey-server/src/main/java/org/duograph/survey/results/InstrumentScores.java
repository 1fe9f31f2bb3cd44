package org.duograph.survey.results;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.duograph.survey.results.Columns.Score;
import org.duograph.survey.results.Comparison.Size;
import org.duograph.survey.results.Estimate.Measure;
import org.duograph.survey.results.plot.BoxPlot;
import org.duograph.survey.results.plot.Colours;
import org.duograph.survey.results.plot.Numbers;
import org.duograph.survey.statistics.Sample;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Instrument;
import org.duograph.survey.study.Study;

/** Standard questionnaires (SUS, UMUX-Lite, NASA-TLX) where a study includes them. */
final class InstrumentScores {

    private static final double MOST = 100;

    private final Study study;
    private final Columns columns;
    private final Wording words;

    InstrumentScores(Study study, Columns columns) {
        this.study = study;
        this.columns = columns;
        this.words = new Wording(study);
    }

    /** The score that the field is the first item of. */
    static Optional<Score> asked(Field field) {
        String suffix = field.framework().map(framework -> "." + framework.code()).orElse("");
        String name = field.name().substring(0, field.name().length() - suffix.length());
        return switch (name) {
            case "sus.1" -> Optional.of(new Score(Instrument.SUS, suffix));
            case "umux_lite.1" -> Optional.of(new Score(Instrument.UMUX_LITE, suffix));
            case "tlx_mental" -> Optional.of(new Score(Instrument.NASA_TLX, suffix));
            case "tlx_mental_or_physical" ->
                    Optional.of(new Score(Instrument.NASA_TLX_WEIGHTED, suffix));
            default -> Optional.empty();
        };
    }

    /** The names among {@code fields} of the items that a score is made of. */
    static Stream<String> items(Score score, Set<String> fields) {
        String prefix =
                switch (score.instrument()) {
                    case SUS -> "sus.";
                    case UMUX_LITE -> "umux_lite.";
                    case NASA_TLX, NASA_TLX_WEIGHTED -> "tlx_";
                };
        return fields.stream()
                .filter(field -> field.startsWith(prefix) && field.endsWith(score.suffix()));
    }

    /** One finding per instrument. */
    List<Finding> findings() {
        Map<Instrument, List<Score>> byInstrument = new LinkedHashMap<>();
        columns.scores()
                .forEach(
                        score ->
                                byInstrument
                                        .computeIfAbsent(score.instrument(), i -> new ArrayList<>())
                                        .add(score));
        List<Finding> findings = new ArrayList<>();
        byInstrument.forEach((instrument, scores) -> findings.add(finding(instrument, scores)));
        return findings;
    }

    private Finding finding(Instrument instrument, List<Score> scores) {
        List<Estimate> estimates = new ArrayList<>();
        List<BoxPlot.Row> rows = new ArrayList<>();
        for (Score score : scores) {
            Sample sample = Sample.of(Pairs.present(columns.scores(score)));
            estimates.add(
                    new Estimate(
                            whose(score),
                            Measure.MEAN,
                            sample.n(),
                            columns.base(score),
                            sample.mean(),
                            Shares.ofMean(sample, 0, MOST),
                            OptionalDouble.empty(),
                            note(score.instrument(), sample)));
            rows.add(new BoxPlot.Row(whose(score), sample, Colours.of(rows.size())));
        }
        List<Comparison> comparisons = new ArrayList<>();
        List<String> reading = new ArrayList<>(List.of(meaning(instrument)));
        for (int i = 0; i < scores.size(); i++) {
            for (int j = i + 1; j < scores.size(); j++) {
                compare(scores.get(i), scores.get(j), comparisons, reading);
            }
        }
        return new Finding(
                instrument.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                name(instrument),
                "",
                String.join(" ", reading),
                estimates,
                comparisons,
                List.of(BoxPlot.of(name(instrument), "score, 0 to 100", rows)));
    }

    private void compare(
            Score one, Score other, List<Comparison> comparisons, List<String> reading) {
        Pairs pairs = Pairs.of(columns.scores(one), columns.scores(other));
        if (pairs.n() < Estimate.FEWEST_TO_JUDGE) {
            reading.add(Wording.tooFew(pairs.n()));
            return;
        }
        Comparison comparison =
                Paired.scores(
                        whose(other) + " minus " + whose(one),
                        pairs,
                        columns.base(one, other),
                        MOST);
        comparisons.add(comparison);
        Size mean = comparison.sizes().get(0);
        reading.add(
                comparison.what()
                        + " is "
                        + Numbers.plain(mean.value())
                        + " points on average; "
                        + Numbers.bounds(mean.interval(), false)
                        + " would fit, approximately. "
                        + Wording.chance(comparison.p()));
    }

    private String whose(Score score) {
        return study.frameworks().stream()
                .filter(framework -> score.suffix().equals("." + framework.code()))
                .map(words::label)
                .findFirst()
                .orElse("all");
    }

    private static String note(Instrument instrument, Sample scores) {
        return instrument == Instrument.UMUX_LITE && scores.n() > 0
                ? "predicts a SUS of " + Numbers.plain(Instrument.predictedSus(scores.mean()))
                : "";
    }

    private static String name(Instrument instrument) {
        return switch (instrument) {
            case SUS -> "System Usability Scale (SUS)";
            case UMUX_LITE -> "UMUX-Lite";
            case NASA_TLX -> "NASA Task Load Index, raw";
            case NASA_TLX_WEIGHTED -> "NASA Task Load Index, weighted";
        };
    }

    private static String meaning(Instrument instrument) {
        return switch (instrument) {
            case SUS, UMUX_LITE ->
                    "Scores run from 0 to 100, are no percentages, and higher is better.";
            case NASA_TLX, NASA_TLX_WEIGHTED ->
                    "Scores run from 0 to 100; higher is more load, and so worse.";
        };
    }
}
