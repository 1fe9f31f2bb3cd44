package org.duograph.experiments.harness.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.duograph.experiments.harness.plot.BarPlot.Bar;
import org.duograph.experiments.harness.plot.LinePlot.Point;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class PlotTest {

    private static final String TITLE = "a < b & \"c\"";

    @Test
    void plotsAreWellFormedWhateverTheirWordsAre() throws Exception {
        Document lines = parse(lines().svg("x & y", "z < 1"));
        Document bars = parse(bars().svg("x & y", "z < 1"));

        for (Document plot : List.of(lines, bars)) {
            assertThat(textOf(plot, "title")).isEqualTo(TITLE);
            assertThat(textOf(plot, "desc")).isEqualTo("what to look for");
        }
    }

    @Test
    void screenReadersGetTitleAndDescription() throws Exception {
        Element plot = parse(lines().svg("x", "y")).getDocumentElement();

        assertThat(plot.getAttribute("role")).isEqualTo("img");
        assertThat(plot.getAttribute("aria-labelledby")).isEqualTo("p-title p-desc");
    }

    @Test
    void plotsLoadNothing() {
        assertThat(lines().svg("x", "y") + bars().svg("x", "y"))
                .doesNotContain("url(", "href", "@import", "src=");
    }

    @Test
    void everyPointAndBarTellsItsNumber() throws Exception {
        assertThat(titles(parse(lines().svg("x", "y")))).contains("ours, 2: 0.25");
        assertThat(titles(parse(bars().svg("x", "y")))).contains("ours, first: 3.5");
    }

    @Test
    void aMissingBarLeavesAGap() throws Exception {
        assertThat(titles(parse(bars().svg("x", "y"))))
                .filteredOn(title -> title.contains("second"))
                .isEmpty();
    }

    @Test
    void aSeriesMustHaveABarForEachGroup() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bars().add("other", Style.of(1), List.of(Bar.MISSING)))
                .withMessage(
                        "Series \"other\" has 1 bars, but there are 2 groups; pass Bar.MISSING for"
                                + " a gap");
    }

    @Test
    void manyPointsAreDrawnAsALineOnly() throws Exception {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            points.add(new Point(i, 1));
        }
        LinePlot plot = new LinePlot("p", TITLE, "d").add("many", Style.of(0), points);

        assertThat(titles(parse(plot.svg("x", "y")))).containsExactly(TITLE);
    }

    @Test
    void anAxisEndsAtARoundNumberAndMarksFewValues() {
        Axis axis = Axis.fromZero("s", 89.43);

        assertThat(axis.max()).isEqualTo(100);
        assertThat(axis.ticks()).containsExactly(0.0, 20.0, 40.0, 60.0, 80.0, 100.0);
        assertThat(Axis.fromZero("s", 0).max()).isEqualTo(1);
    }

    @Test
    void anAxisThatDoublesGivesEveryDoublingTheSameWidth() {
        Axis axis = Axis.doubling("batch", List.of(1.0, 2.0, 4.0, 16.0));

        assertThat(axis.at(2)).isEqualTo(0.25, within(1e-12));
        assertThat(axis.at(4)).isEqualTo(0.5, within(1e-12));
    }

    @Test
    void coloursStandOutOnWhiteAndOnDark() {
        double white = 1;
        double dark = luminance("#1a1b20");
        for (int i = 0; i < Style.COUNT; i++) {
            double colour = luminance(Style.of(i).colour());
            assertThat((white + 0.05) / (colour + 0.05)).as("on white, %d", i).isGreaterThan(3);
            assertThat((colour + 0.05) / (dark + 0.05)).as("on dark, %d", i).isGreaterThan(3);
        }
    }

    private static LinePlot lines() {
        return new LinePlot("p", TITLE, "what to look for")
                .add("ours", Style.of(0), List.of(new Point(1, 0.5), new Point(2, 0.25, 0.2, 0.3)))
                .add("theirs", Style.quoted(1), List.of(new Point(1, 1.5), new Point(2, 2)));
    }

    private static BarPlot bars() {
        return new BarPlot("p", TITLE, "what to look for", List.of("first", "second"))
                .add("ours", Style.of(0), List.of(new Bar(3.5, 3, 4), Bar.MISSING));
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static String textOf(Document plot, String element) {
        return plot.getElementsByTagName(element).item(0).getTextContent();
    }

    private static List<String> titles(Document plot) {
        List<String> titles = new ArrayList<>();
        for (int i = 0; i < plot.getElementsByTagName("title").getLength(); i++) {
            titles.add(plot.getElementsByTagName("title").item(i).getTextContent());
        }
        return titles;
    }

    /** Relative luminance as the accessibility guidelines (WCAG 2) define it. */
    private static double luminance(String colour) {
        int rgb = Integer.parseInt(colour.substring(1), 16);
        double[] weights = {0.0722, 0.7152, 0.2126};
        double sum = 0;
        for (double weight : weights) {
            double c = (rgb & 255) / 255.0;
            sum += weight * (c <= 0.03928 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
            rgb >>= 8;
        }
        return sum;
    }
}
