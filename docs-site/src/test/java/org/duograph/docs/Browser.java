package org.duograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.PageLoadStrategy;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A Chromium without a window, showing the finished site from the folder it was built into. */
final class Browser implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Logger SELENIUM_LOG = Logger.getLogger("org.openqa.selenium");
    private static final Path SITE = Path.of("target/site").toAbsolutePath();
    private static final Path PICTURES = Path.of("target/screenshots");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Where the browser is, how far it has come, and whether the page's first script has run. */
    private static final String STATE =
            "return location.href + ' ' + document.readyState + ' ' + typeof duographSwitchTheme";

    private static final String FIND_VIOLATIONS =
            """
            const done = arguments[0];
            const say = v => v.id + ': ' + v.help + ' ' + v.nodes.length + ' ' + v.nodes[0].html;
            axe.run({preload: false, resultTypes: ['violations']}).then(
                found => done(found.violations.map(say)), problem => done([String(problem)]));
            """;

    final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Starts one, or skips the calling tests with the reason. */
    static Browser start() {
        Assumptions.assumeTrue(
                Files.isExecutable(PROGRAM) && Files.isExecutable(DRIVER),
                "needs "
                        + PROGRAM
                        + " and "
                        + DRIVER
                        + ": apt-get install chromium chromium-driver");
        SELENIUM_LOG.setLevel(Level.SEVERE); // it warns about every Chromium newer than itself
        System.setProperty("webdriver.chrome.driver", DRIVER.toString());
        ChromeOptions options = new ChromeOptions();
        options.setBinary(PROGRAM.toFile());
        options.setPageLoadStrategy(PageLoadStrategy.NORMAL);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriver driver = new ChromeDriver(options);
        driver.manage().timeouts().scriptTimeout(PATIENCE);
        return new Browser(driver);
    }

    /** All pages of the site except the Javadoc, as paths relative to it. */
    static List<String> pages() throws IOException {
        return Folders.filesUnder(SITE, ".html").keySet().stream()
                .filter(p -> !p.startsWith("javadoc/") && !p.startsWith("sample/"))
                .toList();
    }

    /**
     * Opens a page in a view of that many CSS pixels; {@code theme} as the system asks for it. What
     * the console said of pages before is forgotten: it is the complaint of another test.
     */
    void open(String page, int width, int height, String theme) {
        show(width, height, theme);
        open(page);
    }

    /** Opens a page in the view that is. */
    private void open(String page) {
        leaveThePageBefore();
        String loaded = SITE.toUri() + page + " complete function";
        driver.get(SITE.toUri() + page);
        // On a busy machine the driver sometimes comes back before the page's scripts have run.
        new WebDriverWait(driver, PATIENCE)
                .withMessage(() -> "loading " + page + " ended as: " + run(STATE))
                .until(anything -> loaded.equals(run(STATE)));
    }

    /** Opens a page of one file that is none of the site's. */
    void openFile(Path file, int width, int height, String theme) {
        show(width, height, theme);
        leaveThePageBefore();
        driver.get(file.toUri().toString());
    }

    /** Nothing that it does late gets into the console of the next one. */
    private void leaveThePageBefore() {
        driver.get("about:blank");
        console();
    }

    /** Changes view and theme of the open page. */
    void show(int width, int height, String theme) {
        Map<String, Object> view =
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false);
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", view);
        Map<String, Object> scheme = Map.of("name", "prefers-color-scheme", "value", theme);
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
        // The page hears of it with the next frame.
        driver.executeAsyncScript(
                "requestAnimationFrame(() => requestAnimationFrame(arguments[0]))");
    }

    /** The page is as wide as its window, in both themes and on a small screen, and complete. */
    void requireGood(String page) throws IOException {
        open(page, 1280, 1000, "light");
        requireGood(page, "light", 1280);
        show(1280, 1000, "dark");
        requireGood(page, "dark", 1280);
        show(320, 640, "light");
        requireGood(page, "light", 320);
        requireNoComplaints(page);
    }

    /**
     * Each page in turn is as wide as the window of a telephone, which is the hardest to fit, and
     * complete: a third of the time of {@link #requireGood(String)}.
     */
    void requireGoodOnAPhone(List<String> pages) throws IOException {
        show(320, 640, "light");
        for (String page : pages) {
            open(page);
            requireGood(page, "light", 320);
            requireNoComplaints(page);
        }
    }

    private void requireNoComplaints(String page) {
        assertThat(console()).as(page).isEmpty();
        assertThat(
                        run(
                                "return performance.getEntriesByType('resource')"
                                        + ".filter(r => !r.name.startsWith('file:')).length"))
                .as(page + ": nothing is loaded from elsewhere")
                .isEqualTo(0L);
    }

    private void requireGood(String page, String theme, int width) throws IOException {
        String what = page + " " + theme + " " + width;
        assertThat(run("return document.documentElement.dataset.theme"))
                .as(what + ": follows the system, also while open")
                .isEqualTo(theme);
        assertThat(run("return document.documentElement.scrollWidth"))
                .as(what + ": nothing is wider than the window")
                .isEqualTo((long) width);
        if (!page.startsWith("operators/") || page.matches(".*/(index|Conv).html")) {
            picture(page.replace(".html", "") + "-" + theme + "-" + width);
        }
    }

    /** What axe finds wrong with the open page as it is shown now. */
    List<?> violations() throws IOException {
        try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
            run(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        return (List<?>) driver.executeAsyncScript(FIND_VIOLATIONS);
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** What the console says of the open page since the last call. */
    List<String> console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::toString)
                .toList();
    }

    /** Keeps a picture of what the window shows under {@code target/screenshots}. */
    void picture(String name) throws IOException {
        Path file = PICTURES.resolve(name.replace('/', '-') + ".png");
        Files.createDirectories(PICTURES);
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
