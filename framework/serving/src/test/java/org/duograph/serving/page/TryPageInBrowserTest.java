package org.duograph.serving.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.imageio.ImageIO;
import org.duograph.serving.SavedModels;
import org.duograph.serving.Serving;
import org.duograph.serving.ServingOptions;
import org.duograph.serving.versions.ModelConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The page in a real browser: wide and narrow, light and dark. */
class TryPageInBrowserTest {
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Logger SELENIUM_LOG = Logger.getLogger("org.openqa.selenium");

    private static final String FIND_VIOLATIONS =
            """
            const done = arguments[0];
            axe.run({resultTypes: ['violations']}).then(
                found => done(found.violations.map(v => v.id + ': ' + v.help + ' ' + v.nodes[0].html)),
                problem => done([String(problem)]));
            """;

    @TempDir static Path folder;
    private static Serving serving;
    private static ChromeDriver browser;

    @BeforeAll
    static void open() throws Exception {
        assumeTrue(
                Files.exists(PROGRAM) && Files.exists(DRIVER),
                "needs Debian's packages chromium and chromium-driver");
        SavedModels.halfPlus(folder.resolve("half"), 2);
        serving =
                Serving.start(
                        List.of(
                                ModelConfig.of("clothes", "zoo:lenet-fashion"),
                                ModelConfig.of("half_plus_two", folder.resolve("half") + "")),
                        ServingOptions.standard(),
                        text -> {});
        ChromeOptions options = new ChromeOptions();
        options.setBinary(PROGRAM.toFile());
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        SELENIUM_LOG.setLevel(Level.SEVERE); // it warns about every Chromium newer than itself
        System.setProperty("webdriver.chrome.driver", DRIVER.toString());
        browser = new ChromeDriver(options);
        try (InputStream in = TryPageInBrowserTest.class.getResourceAsStream("/axe.min.js")) {
            String axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            browser.executeCdpCommand(
                    "Page.addScriptToEvaluateOnNewDocument", Map.of("source", axe));
        }
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.quit();
        }
        if (serving != null) {
            serving.close();
        }
    }

    private static void window(int width, int height) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    private static void show() {
        browser.get("http://localhost:" + serving.restPort() + "/");
        await("document.querySelectorAll('article').length === 2");
    }

    private static void await(String condition) {
        new WebDriverWait(browser, Duration.ofSeconds(60))
                .withMessage(() -> condition + "; the page: " + find("main").getText())
                .until(b -> Boolean.TRUE.equals(browser.executeScript("return " + condition)));
    }

    private static WebElement find(String css) {
        return browser.findElement(By.cssSelector(css));
    }

    /**
     * Takes a picture; the page must be accessible, no wider than the window, and free of errors.
     */
    private static void look(String name) throws Exception {
        Path pictures = Files.createDirectories(Path.of("target", "screenshots"));
        Files.write(pictures.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
        assertThat((List<?>) browser.executeAsyncScript(FIND_VIOLATIONS)).as(name).isEmpty();
        assertThat(
                        browser.executeScript(
                                "return document.documentElement.scrollWidth"
                                        + " <= document.documentElement.clientWidth"))
                .as("fits: " + name)
                .isEqualTo(true);
        assertThat(
                        browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                                .filter(entry -> entry.getLevel().equals(Level.SEVERE))
                                .filter(entry -> !entry.getMessage().contains("400"))
                                .map(Object::toString))
                .as("errors: " + name)
                .isEmpty();
    }

    @Test
    void modelsAreListedAndTried() throws Exception {
        window(1280, 1000);
        show();
        look("serving-models");

        WebElement pad = find("article canvas");
        new Actions(browser)
                .moveToElement(pad, 0, -80)
                .clickAndHold()
                .moveByOffset(0, 160)
                .moveByOffset(40, 0)
                .release()
                .perform();
        await("document.querySelectorAll('article li meter').length === 5");
        String drawn = find(".answer ol").getText();

        BufferedImage picture = new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(30, 20, Color.WHITE.getRGB());
        Path file = folder.resolve("dot.png");
        ImageIO.write(picture, "png", file.toFile());
        find("input[type=file]").sendKeys(file.toString());
        new WebDriverWait(browser, Duration.ofSeconds(60))
                .until(
                        b ->
                                !find(".answer").getText().isEmpty()
                                        && !find(".answer").getText().contains(drawn));
        look("serving-answered");

        WebElement second = browser.findElements(By.cssSelector("article")).get(1);
        second.findElement(By.cssSelector("button.first")).click();
        await("document.querySelectorAll('article')[1].querySelector('.answer pre') !== null");
        assertThat(second.findElement(By.cssSelector("pre")).getText()).contains("2.0");
        WebElement box = second.findElement(By.cssSelector("textarea"));
        box.clear();
        box.sendKeys("{");
        second.findElement(By.cssSelector("button.first")).click();
        await("document.querySelectorAll('article')[1].querySelector('.problem') !== null");
        assertThat(second.findElement(By.cssSelector(".problem")).getText())
                .contains("Missing a name for object member");
        browser.findElements(By.cssSelector("summary")).forEach(WebElement::click);
        look("serving-details");
    }

    private static void touch(String what, Map<?, ?>... points) {
        browser.executeCdpCommand(
                "Input.dispatchTouchEvent", Map.of("type", what, "touchPoints", List.of(points)));
    }

    /** Draws a 1 with a finger; gives how far the page was scrolled before. */
    private static Object drawWithAFinger() {
        browser.executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", true));
        List<?> middle =
                (List<?>)
                        browser.executeScript(
                                "const pad = document.querySelector('article canvas');"
                                        + "pad.scrollIntoView({block: 'center'});"
                                        + "const box = pad.getBoundingClientRect();"
                                        + "return [box.left + box.width / 2, box.top + box.height / 2];");
        Object scrolled = browser.executeScript("return scrollY");
        double x = ((Number) middle.get(0)).doubleValue();
        double y = ((Number) middle.get(1)).doubleValue();
        touch("touchStart", Map.of("x", x, "y", y - 60));
        for (int step = -50; step <= 60; step += 10) {
            touch("touchMove", Map.of("x", x, "y", y + step));
        }
        touch("touchEnd");
        browser.executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", false));
        return scrolled;
    }

    @Test
    void itFitsAPhoneAndIsDarkWhereThatIsWanted() throws Exception {
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
        window(320, 720);
        show();
        look("serving-phone-dark");
        Object scrolled = drawWithAFinger();
        await("document.querySelectorAll('article li meter').length === 5");
        assertThat(browser.executeScript("return scrollY")).as("scrolled to").isEqualTo(scrolled);
        look("serving-phone-answered");
        browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
    }
}
