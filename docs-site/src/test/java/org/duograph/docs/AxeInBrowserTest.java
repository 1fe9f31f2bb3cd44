package org.duograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.duograph.cli.Duograph;
import org.duograph.session.Graph;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tensorboard.FileWriter;
import org.duograph.tensorboard.Projector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** What axe finds on pages that are not written as AsciiDoc: the Javadoc and the board. */
class AxeInBrowserTest {
    @TempDir private Path folder;
    private static Browser browser;

    @BeforeAll
    static void startBrowser() {
        browser = Browser.start();
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javadoc/index.html",
                "javadoc/org/duograph/tensor/package-summary.html",
                "javadoc/org/duograph/tensor/NDArray.html"
            })
    void axeFindsNothingInTheJavadoc(String page) throws IOException {
        browser.open(page, 1280, 1000, "light");
        assertThat(browser.violations()).as(page + " light").isEmpty();
        browser.show(320, 640, "dark");
        assertThat(browser.violations()).as(page + " dark, small").isEmpty();
    }

    @Test
    void axeFindsNothingOnAnyTabOfAnExportedBoard() throws IOException {
        writeEvents();
        Path page = folder.resolve("board.html");
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said);
        int code =
                Duograph.run(
                        writer, writer, false, "board", "" + folder, "--export", page.toString());
        assertThat(code).as(said.toString()).isZero();
        requireNoViolations(page, 1280, "light");
        requireNoViolations(page, 1280, "dark");
        requireNoViolations(page, 320, "light");
    }

    private void requireNoViolations(Path page, int width, String theme) throws IOException {
        browser.openFile(page, width, 1000, theme);
        int tabs = tabs().size();
        assertThat(tabs).isGreaterThan(3);
        for (int i = 0; i < tabs; i++) {
            WebElement tab = tabs().get(i);
            String what = tab.getText() + ", " + theme + ", " + width + " wide";
            tab.click();
            browser.picture("board-" + theme + "-" + width + "-" + i);
            assertThat(browser.violations()).as(what).isEmpty();
        }
        assertThat(browser.console()).isEmpty();
    }

    private static List<WebElement> tabs() {
        return browser.driver.findElements(By.cssSelector("#tabs [role=tab]"));
    }

    private void writeEvents() throws IOException {
        Path run = folder.resolve("train");
        try (FileWriter writer = new FileWriter(run)) {
            for (int step = 0; step < 4; step++) {
                writer.addScalar("epoch/loss", 1.0 / (step + 1), step);
                writer.addHistogram("w", NDArray.vector(-1, step, 2), step);
                writer.addImages("in", NDArray.of(Shape.of(1, 2, 2, 1), 1f, 0f, 0f, 1f), step);
            }
            writer.addText("note", "# Title\n\n- **one**", 1);
            writer.addPrCurve("pr", NDArray.vector(1, 0), NDArray.vector(0.8f, 0.3f), 1);
            Graph graph = new Graph();
            graph.constant("left", 1f).plus(graph.constant("right", 2f));
            writer.addGraph(graph);
        }
        NDArray rows = NDArray.of(Shape.of(4, 3), 1f, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1);
        Projector.write(
                run, List.of(new Projector.Embedding("e", rows, List.of("a", "b", "c", "d"))));
    }
}
