package org.duograph.tensorboard.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.duograph.session.Graph;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tensorboard.FileWriter;
import org.duograph.tensorboard.Projector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The page in a real browser, while events are written. */
class BoardInBrowserTest {
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    private static final Logger SELENIUM_LOG = Logger.getLogger("org.openqa.selenium");

    @TempDir private Path folder;
    private static ChromeDriver browser;

    @BeforeAll
    static void open() {
        assumeTrue(
                Files.exists(PROGRAM) && Files.exists(DRIVER),
                "needs Debian's packages chromium and chromium-driver");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(PROGRAM.toFile());
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        SELENIUM_LOG.setLevel(Level.SEVERE); // it warns about every Chromium newer than itself
        System.setProperty("webdriver.chrome.driver", DRIVER.toString());
        browser = new ChromeDriver(options);
        window(1280, 900);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.quit();
        }
    }

    /** The page of the test before asks on for a server that is gone, and the console says so. */
    @BeforeEach
    void leaveThePageBefore() {
        browser.get("about:blank");
        complaints();
    }

    private static void window(int width, int height) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    private static void await(String condition) {
        new WebDriverWait(browser, Duration.ofSeconds(60))
                .withMessage(
                        () ->
                                "%s; the page says: %s %s; the console: %s"
                                        .formatted(
                                                condition,
                                                js("document.querySelector('#state').textContent"),
                                                js("document.querySelector('#view').innerText"),
                                                complaints()))
                .until(b -> Boolean.TRUE.equals(browser.executeScript("return " + condition)));
    }

    private static Object js(String script) {
        return browser.executeScript("return " + script);
    }

    private static WebElement find(String css) {
        return browser.findElement(By.cssSelector(css));
    }

    private void writeAll() throws Exception {
        for (String run : List.of("train", "validation")) {
            try (FileWriter writer = new FileWriter(folder.resolve(run))) {
                for (int step = 0; step < 4; step++) {
                    writer.addScalar("epoch/loss", 1.0 / (step + 1), step);
                    writer.addHistogram("w", NDArray.vector(-1, step, 2), step);
                    writer.addImages("in", NDArray.of(Shape.of(1, 2, 2, 1), 1f, 0f, 0f, 1f), step);
                }
                writer.addText("note", "# Title\n\n- **one** <b>", 1);
                writer.addPrCurve("pr", NDArray.vector(1, 0), NDArray.vector(0.8f, 0.3f), 1);
                Graph graph = new Graph();
                graph.constant("left", 1f).plus(graph.constant("right", 2f));
                writer.addGraph(graph);
            }
        }
        NDArray rows = NDArray.of(Shape.of(4, 3), 1f, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1);
        Projector.write(
                folder.resolve("train"),
                List.of(new Projector.Embedding("e", rows, List.of("a", "b", "c", "d"))));
    }

    private static List<String> complaints() {
        return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(entry -> entry.getMessage())
                .toList();
    }

    @Test
    void curvesGrowWhileATrainingWrites() throws Exception {
        try (Board board = new Board(folder);
                BoardServer server = new BoardServer(board, null, 0);
                FileWriter writer = new FileWriter(folder.resolve("first"))) {
            browser.get(server.url());
            await("document.querySelector('#view').innerText.includes('No events yet')");
            writer.addScalar("loss", 2, 0);
            writer.addScalar("loss", 1, 1);
            await("document.querySelectorAll('.curve').length === 1");
            assertThat(find("[data-tag=loss] .of").getText()).isEqualTo("1 at step 1");
            writer.addScalar("loss", 0.5, 2);
            await("document.querySelector('[data-tag=loss] .of').textContent === '0.5 at step 2'");
            try (FileWriter second = new FileWriter(folder.resolve("second"))) {
                second.addScalar("loss", 3, 0);
                await("document.querySelectorAll('.curve').length === 2");
            }
            find("#runs input").click();
            await("document.querySelectorAll('.curve').length === 1");
            assertThat(js("document.querySelector('.curve').dataset.run")).isEqualTo("second");
            assertThat(complaints()).isEmpty();
        }
    }

    @Test
    void everyViewShowsItsOwnWithMouseAndKeys() throws Exception {
        writeAll();
        try (Board board = new Board(folder);
                BoardServer server = new BoardServer(board, null, 0)) {
            browser.get(server.url());
            await("document.querySelectorAll('.curve').length === 2");
            find(".chart").sendKeys(Keys.END);
            await("!document.querySelector('#tip').hidden");
            assertThat(find("#tip").getText()).contains("validation").contains("0.25");
            find("#log").click();
            find("#filter").sendKeys("nothing");
            await("document.querySelector('#view').innerText.includes('No tag has \"nothing\"')");
            find("#filter").sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.BACK_SPACE);
            go("histograms", "document.querySelectorAll('.ridge').length === 8");
            go("images", "document.querySelectorAll('#view img').length === 2");
            assertThat(js("document.querySelector('#view img').naturalWidth")).isEqualTo(2L);
            find("#view input[type=range]").sendKeys(Keys.HOME);
            await("document.querySelector('#view .now').textContent === 'step 0'");
            go("texts", "document.querySelector('.text h4').textContent === 'Title'");
            assertThat(find(".text li").getText()).isEqualTo("one <b>");
            go("curves", "document.querySelectorAll('.curve').length === 2");
            go(
                    "graph",
                    "document.querySelector('.paper').shadowRoot.querySelectorAll('rect').length >"
                            + " 2");
            go("embeddings", "document.querySelector('canvas').width > 0");
            find("canvas").sendKeys(Keys.ARROW_RIGHT, "+");
            assertThat(find("#view").getText()).contains("4 points");
            assertThat(complaints()).isEmpty();
        }
    }

    /** Chooses a view by its tab and waits for what it shows. */
    private static void go(String view, String condition) {
        find("#tab-" + view).click();
        await(condition);
        assertThat(find("#tab-" + view).getAttribute("aria-selected")).isEqualTo("true");
    }

    @Test
    void anExportNeedsNoServerAndFitsAPhone() throws Exception {
        writeAll();
        Path file = folder.resolve("export.html");
        try (Board board = new Board(folder)) {
            BoardPage.export(board, file);
        }
        try {
            window(360, 700);
            browser.get(file.toUri() + "");
            await("document.querySelectorAll('.curve').length === 2");
            assertThat(find("#state").getText()).isEqualTo("exported");
            assertThat(js("performance.getEntriesByType('resource').length")).isEqualTo(0L);
            for (String view : List.of("scalars", "histograms", "images", "texts", "graph")) {
                go(view, "document.querySelector('#view').children.length > 0");
                assertThat(
                                js(
                                        "document.documentElement.scrollWidth -"
                                                + " document.documentElement.clientWidth"))
                        .as("what is too wide in the view " + view)
                        .isEqualTo(0L);
            }
            find("#options").click();
            await("document.querySelector('#runs').offsetHeight > 0");
            String before = (String) js("getComputedStyle(document.body).backgroundColor");
            find("#theme").click();
            await("getComputedStyle(document.body).backgroundColor !== '" + before + "'");
            assertThat(complaints()).isEmpty();
        } finally {
            window(1280, 900);
        }
    }
}
