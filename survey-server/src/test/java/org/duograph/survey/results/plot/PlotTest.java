package org.duograph.survey.results.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.duograph.survey.statistics.Interval;
import org.duograph.survey.statistics.Sample;
import org.junit.jupiter.api.Test;

class PlotTest {

    private static final String TITLE = "a < b & \"c\"";
    private static final double UP = Double.POSITIVE_INFINITY;

    private static final List<Figure> PLOTS =
            List.of(
                    IntervalPlot.of(
                            TITLE,
                            List.of(
                                    new IntervalPlot.Row(
                                            "<x>",
                                            3,
                                            4,
                                            Optional.of(new Interval(0.3, 0.9, 0.95, "")),
                                            Optional.of(0.5),
                                            Colours.of(0)),
                                    new IntervalPlot.Row(
                                            "none",
                                            0,
                                            0,
                                            Optional.empty(),
                                            Optional.empty(),
                                            Colours.of(1)))),
                    BoxPlot.of(
                            TITLE,
                            "minutes & more",
                            List.of(
                                    new BoxPlot.Row("a", Sample.of(1, 2, 3, 40, UP), "#000000"),
                                    new BoxPlot.Row("none", Sample.of(), "#000000"))),
                    SlopePlot.of(
                            TITLE,
                            "minutes",
                            "l<",
                            new double[] {0, 7, UP},
                            "r>",
                            new double[] {UP, 5, 8}),
                    LikertPlot.of(
                            TITLE,
                            List.of("1 & bad", "2", "3"),
                            List.of(
                                    new LikertPlot.Row("a", new int[] {1, 0, 7}),
                                    new LikertPlot.Row("none", new int[3]))));

    @Test
    void plotsAreWellFormedWhateverTheirWordsAre() throws Exception {
        for (Figure plot : PLOTS) {
            var svg =
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(
                                    new ByteArrayInputStream(
                                            plot.svg().getBytes(StandardCharsets.UTF_8)));
            assertThat(svg.getDocumentElement().getFirstChild().getTextContent()).isEqualTo(TITLE);
        }
    }

    @Test
    void plotsLoadNothingAndHaveNoNumbersThatAreNone() {
        assertThat(PLOTS)
                .allSatisfy(
                        plot ->
                                assertThat(plot.svg())
                                        .doesNotContain("href", "url(", "style=", "NaN", "Infin"));
    }

    @Test
    void tablesHaveARowPerRow() {
        assertThat(PLOTS)
                .extracting(plot -> plot.table().rows().size())
                .containsExactly(2, 2, 3, 2);
    }

    @Test
    void aTablesRowsAreAsLongAsItsHeader() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Table("t", List.of("a", "b"), List.of(List.of("1"))))
                .withMessage("Table \"t\" has columns [a, b], but a row [1]");
    }

    @Test
    void aLogarithmicAxisBeginsAndEndsAtRoundNumbersAroundTheData() {
        assertThat(Axis.of(5, 300).ticks())
                .containsExactly(5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0);
        assertThat(Axis.of(4, 12).ticks()).startsWith(0.0).endsWith(12.0);
        assertThat(Axis.of(0, 0).ticks()).startsWith(0.0);
    }

    @Test
    void coloursStandOutOnWhiteAndOnDark() {
        double white = 1.05;
        double dark = Colours.luminance("#12171e") + 0.05;
        Stream.concat(Colours.KINDS.stream(), Colours.AGREEMENT.stream())
                .forEach(
                        colour -> {
                            double luminance = Colours.luminance(colour) + 0.05;
                            assertThat(white / luminance).as(colour).isGreaterThan(2.5);
                            assertThat(luminance / dark).as(colour).isGreaterThan(2.5);
                        });
    }
}
