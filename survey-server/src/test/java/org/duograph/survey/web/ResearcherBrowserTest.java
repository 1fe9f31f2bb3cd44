package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.duograph.survey.results.SyntheticGroup;
import org.duograph.survey.store.Response;
import org.duograph.survey.store.Submission;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * A researcher's whole way in a real browser, wide and narrow, light and dark. Leaves pictures of
 * every page in {@code target/screenshots}.
 */
class ResearcherBrowserTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    @TempDir Path data;
    private Site site;
    private ChromeDriver browser;
    private String demo;

    @BeforeEach
    void start() {
        assumeTrue(
                Files.exists(CHROMIUM) && Files.exists(DRIVER),
                "needs Debian's packages chromium and chromium-driver");
        site = new Site(data);
        demo = SyntheticGroup.load(site.store);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--lang=en");
        browser =
                new ChromeDriver(
                        new ChromeDriverService.Builder()
                                .usingDriverExecutable(DRIVER.toFile())
                                .build(),
                        options);
    }

    @AfterEach
    void stop() {
        if (browser != null) {
            browser.quit();
            site.close();
        }
    }

    @Test
    void aStudyIsSetUpRunAndReadByMouseOnAWideScreen() throws IOException {
        browser.manage().window().setSize(new Dimension(1280, 900));
        browser.get(site.server.setUpLink());
        look("set-up");
        type("password", Site.PASSWORD);
        type("again", Site.PASSWORD);
        press("Set the password");
        look("studies");
        press("Log out");
        type("password", "a wrong password");
        press("Log in");
        look("login-wrong");
        type("password", Site.PASSWORD);
        press("Log in");

        browser.findElement(By.partialLinkText("How usable")).click();
        look("study");
        press("New version");
        look("new-version");
        press("Check and preview");
        look("preview");
        press("Publish");
        assertThat(site.store.versions(Site.STUDY)).hasSize(2);

        press("Invitations");
        type("labels", "Seat 1\nSeat 2\nSeat 3");
        press("Make links");
        look("sheet");
        press("Back to the invitations");
        look("invitations");

        press("Overview");
        press("Close");
        look("closed");
        press("Open again");

        browser.get(address("/admin/studies/" + demo));
        look("demo");
        press("Results");
        look("results");
        press("Audit log");
        look("audit");
        press("Backup and password");
        look("settings");
    }

    @Test
    void everyPageFitsAPhoneInTheDark() throws IOException {
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 320, "height", 720, "deviceScaleFactor", 1, "mobile", true));
        browser.get(site.server.setUpLink());
        type("password", Site.PASSWORD);
        type("again", Site.PASSWORD);
        press("Set the password");
        for (Door door : Door.all(site.server)) {
            boolean page =
                    !door.changes()
                            && door.access() == Access.RESEARCHER
                            && !door.path().matches(".*(export|versions|report).*");
            if (page) {
                browser.get(address(door.path().replace(Site.STUDY, demo)));
                look("phone" + door.path().replace('/', '-').replace(Site.STUDY, "demo"));
            }
        }
    }

    @Test
    void theNumbersOfAStudyRenewThemselves() throws InterruptedException {
        browser.get(site.server.setUpLink());
        type("password", Site.PASSWORD);
        type("again", Site.PASSWORD);
        press("Set the password");
        browser.get(address("/admin/studies/" + Site.STUDY));
        assertThat(responses()).isEqualTo("0");
        Response made = SyntheticGroup.responses().get(0);
        site.store.submit(
                new Submission(
                        UUID.randomUUID().toString(),
                        Site.STUDY,
                        1,
                        "en",
                        "somebody",
                        Optional.empty(),
                        made.order(),
                        made.answers(),
                        made.started(),
                        false));
        for (int i = 0; i < 100 && !responses().equals("1"); i++) {
            Thread.sleep(200);
        }
        assertThat(responses()).isEqualTo("1");
    }

    private String responses() {
        return browser.findElement(By.cssSelector(".numbers dd")).getText();
    }

    private String address(String path) {
        return "http://localhost:" + site.server.port() + path;
    }

    private void type(String field, String text) {
        browser.findElement(By.name(field)).sendKeys(text);
    }

    private void press(String words) {
        browser.findElement(
                        By.xpath(
                                "//*[self::button or self::a][normalize-space(.)='" + words + "']"))
                .click();
    }

    /** Takes a picture; the page must be accessible, fit the window, and keep to its policy. */
    private void look(String name) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "screenshots"));
        Files.write(
                folder.resolve("researcher-" + name + ".png"),
                browser.getScreenshotAs(OutputType.BYTES));
        List<String> violations =
                new AxeBuilder()
                        .analyze(browser).getViolations().stream()
                                .map(rule -> rule.getId() + ": " + rule.getNodes().get(0).getHtml())
                                .toList();
        assertThat(violations).as("%s at %s", name, browser.getCurrentUrl()).isEmpty();
        Object excess =
                browser.executeScript(
                        "return document.documentElement.scrollWidth"
                                + " - document.documentElement.clientWidth");
        assertThat(excess).as("pixels too wide: " + name).isEqualTo(0L);
    }
}
