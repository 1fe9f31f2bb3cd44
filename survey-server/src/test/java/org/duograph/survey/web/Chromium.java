package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.Wait;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A real browser without a screen. Leaves pictures of what it saw in target/screenshots. */
final class Chromium implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60); // until the next page has come

    private static final Duration POLLING = Duration.ofMillis(20); // by itself half a second

    private static final String NEW_PAGE =
            "return !window.isOld && document.readyState === 'complete'";

    private static final String FIND_VIOLATIONS =
            """
            const done = arguments[0];
            axe.run({resultTypes: ['violations']}).then(
                found => done(found.violations.map(v => v.id + ': ' + v.help + ' ' + v.nodes[0].html)),
                problem => done([String(problem)]));
            """;

    private static final String FIND_TOO_WIDE =
            """
            const page = document.documentElement;
            const outside = box => box.right > page.clientWidth + 1 || box.left < -1;
            if (page.scrollWidth <= page.clientWidth && !outside(document.body.getBoundingClientRect())) return [];
            const wide = [...document.querySelectorAll('body *')]
                .filter(e => outside(e.getBoundingClientRect()) && !e.closest('.scroll'))
                .map(e => e.outerHTML.slice(0, 200));
            return wide.length ? wide : ['something that should scroll by itself'];
            """;

    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    final ChromeDriver driver;
    private final String site;
    private final String name;
    private int pictures;

    private Chromium(ChromeDriver driver, int port, String name) {
        this.driver = driver;
        this.site = "http://localhost:" + port;
        this.name = name;
    }

    /**
     * A browser for the site at this port; skips the test where there is none.
     *
     * @param name what the names of its pictures begin with
     */
    static Chromium open(int port, String name) {
        assumeTrue(
                Files.exists(PROGRAM) && Files.exists(DRIVER),
                "needs Debian's packages chromium and chromium-driver");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(PROGRAM.toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--lang=en");
        options.setExperimentalOption("prefs", Map.of("intl.accept_languages", "en"));
        ChromeDriverService service =
                new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build();
        Chromium browser = new Chromium(new ChromeDriver(service, options), port, name);
        // In every page from its beginning: sending it to each anew takes half a second.
        browser.driver.executeCdpCommand(
                "Page.addScriptToEvaluateOnNewDocument", Map.of("source", axe()));
        browser.window(1280, 900);
        return browser;
    }

    private static String axe() {
        try (InputStream in = Chromium.class.getResourceAsStream("/axe.min.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets the size of the page that is seen, in CSS pixels; a window has a least width. */
    void window(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Shows pages as to people who prefer dark ones. */
    void dark() {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
    }

    /** Shows pages as they are printed, or on a screen again. */
    void paper(boolean printed) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia", Map.of("media", printed ? "print" : ""));
    }

    /** The text at an address, as the visitor of the page gets it. */
    String fetch(String path) {
        return (String)
                driver.executeAsyncScript(
                        "fetch(arguments[0]).then(answer => answer.text()).then(arguments[1])",
                        path);
    }

    void go(String path) {
        driver.get(site + path);
    }

    void type(String field, String text) {
        driver.findElement(By.name(field)).sendKeys(text);
    }

    void tick(String field) {
        driver.findElement(By.name(field)).click();
    }

    /** Presses the first button or link with exactly these words, and waits for the next page. */
    void press(String words) {
        By named =
                By.xpath("//*[self::button or self::a][normalize-space(.)='%s']".formatted(words));
        Wait<WebDriver> wait =
                new WebDriverWait(driver, PATIENCE)
                        .pollingEvery(POLLING)
                        .ignoring(WebDriverException.class);
        WebElement found = wait.until(page -> page.findElement(named));
        driver.executeScript("window.isOld = true");
        found.click();
        wait.until(page -> driver.executeScript(NEW_PAGE));
    }

    /** Whether the page has a button with exactly these words. */
    boolean offers(String words) {
        return !driver.findElements(By.xpath("//button[normalize-space(.)='%s']".formatted(words)))
                .isEmpty();
    }

    /** Takes a picture of the whole page; it must be accessible and no wider than the window. */
    void look(String what) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "screenshots"));
        Map<String, Object> picture =
                driver.executeCdpCommand(
                        "Page.captureScreenshot",
                        Map.of("captureBeyondViewport", isTall(), "clip", wholePage()));
        Files.write(
                folder.resolve("%s-%02d-%s.png".formatted(name, ++pictures, what)),
                Base64.getDecoder().decode((String) picture.get("data")));
        String at = what + " at " + driver.getCurrentUrl();
        assertThat(violations()).as(at).isEmpty();
        assertThat((List<?>) driver.executeScript(FIND_TOO_WIDE)).as("too wide: " + at).isEmpty();
    }

    /** What axe finds wrong. A page that renews itself may do so meanwhile: then once more. */
    private List<?> violations() {
        for (int attempt = 1; ; attempt++) {
            try {
                return (List<?>) driver.executeAsyncScript(FIND_VIOLATIONS);
            } catch (WebDriverException e) {
                if (attempt == 3) throw e;
            }
        }
    }

    /** Waits until the first element that a selector finds has this text. */
    void await(String css, String text) {
        new WebDriverWait(driver, PATIENCE)
                .pollingEvery(POLLING)
                .until(ExpectedConditions.textToBe(By.cssSelector(css), text));
    }

    /** Chromium shifts the picture of a page from right to left that needs nothing beyond. */
    private Object isTall() {
        return driver.executeScript("return document.documentElement.scrollHeight > innerHeight");
    }

    private Object wholePage() {
        return driver.executeScript(
                "return {x: 0, y: 0, width: innerWidth, scale: 1,"
                        + " height: document.documentElement.scrollHeight}");
    }

    @Override
    public void close() {
        driver.quit();
    }
}
