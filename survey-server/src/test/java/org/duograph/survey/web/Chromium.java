package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.IOException;
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
    private static final Duration PATIENCE = Duration.ofSeconds(20); // until the next page has come

    private static final String NEW_PAGE =
            "return !window.isOld && document.readyState === 'complete'";

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
        browser.window(1280, 900);
        return browser;
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
                new WebDriverWait(driver, PATIENCE).ignoring(WebDriverException.class);
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
                        Map.of("captureBeyondViewport", true, "clip", wholePage()));
        Files.write(
                folder.resolve("%s-%02d-%s.png".formatted(name, ++pictures, what)),
                Base64.getDecoder().decode((String) picture.get("data")));
        String at = what + " at " + driver.getCurrentUrl();
        assertThat(violations()).extracting(Chromium::describe).as(at).isEmpty();
        assertThat(
                        driver.executeScript(
                                "return document.documentElement.scrollWidth"
                                        + " - document.documentElement.clientWidth"))
                .as("pixels too wide: " + at)
                .isEqualTo(0L);
    }

    /** A page that renews itself may do so while it is analysed: then once more. */
    private List<Rule> violations() {
        for (int attempt = 1; ; attempt++) {
            try {
                return new AxeBuilder().analyze(driver).getViolations();
            } catch (WebDriverException e) {
                if (attempt == 3) throw e;
            }
        }
    }

    /** Waits until the first element that a selector finds has this text. */
    void await(String css, String text) {
        new WebDriverWait(driver, PATIENCE)
                .until(ExpectedConditions.textToBe(By.cssSelector(css), text));
    }

    private Object wholePage() {
        return driver.executeScript(
                "return {x: 0, y: 0, width: innerWidth, scale: 1,"
                        + " height: document.documentElement.scrollHeight}");
    }

    private static String describe(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " " + rule.getNodes().get(0).getHtml();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
