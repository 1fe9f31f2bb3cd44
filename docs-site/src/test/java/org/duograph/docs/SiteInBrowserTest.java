package org.duograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The finished site, opened from its folder the way a reader without a server does. */
class SiteInBrowserTest {
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

    @Test
    void everyPageButThoseOfOperatorsOpensWithoutComplaints() throws IOException {
        for (String page : Browser.pages()) {
            if (!page.startsWith("operators/")) {
                browser.requireGood(page);
            }
        }
    }

    @Test
    void searchFindsOperatorsAndConceptsFromAnyFolder() throws IOException {
        browser.open("operators/index.html", 1280, 1000, "light");
        assertThat(search("conv")).startsWith("Conv");
        browser.picture("search");
        assertThat(search("assign table")).contains("State changes in one place");
        assertThat(search("gradx relu")).startsWith("ReluGradX");
        assertThat(search("xyzzy")).contains("How do I", "Glossary");
        assertThat(browser.driver.findElement(By.className("search-note")).getText())
                .isEqualTo("Nothing has all of “xyzzy”. These are the nearest pages.");
        search("state changes in one place");
        new Actions(browser.driver).sendKeys(Keys.ENTER).perform();
        assertThat(browser.driver.getCurrentUrl()).contains("#");
        assertThat(browser.console()).isEmpty();
    }

    private static String search(String words) {
        browser.run("const d = document.querySelector('dialog.search'); if (d.open) d.close();");
        new Actions(browser.driver).sendKeys("/").sendKeys(words).perform();
        return browser.driver.findElement(By.id("search-results")).getText();
    }

    @Test
    void theCopyButtonCopiesWhatAReaderTypes() {
        browser.open("index.html", 1280, 1000, "light");
        assertThat(copied("console")).isEqualTo("./mvnw -q -Preproduce");
        assertThat(copied("java"))
                .startsWith("Graph graph = new Graph(\"first\");\nValue x =")
                .doesNotContain("\u2776", "<1>", "(1)")
                .contains("float32(1, 1, 3, 3));\n");
    }

    /** Clicks the first copy button of a language and pastes into a field of our own. */
    private static String copied(String language) {
        WebElement button =
                browser.driver.findElement(
                        By.cssSelector("button.copy[data-language=" + language + "]"));
        browser.run(
                """
                const button = arguments[0];
                button.scrollIntoView({block: 'center', behavior: 'instant'});
                document.body.insertAdjacentHTML('beforeend', '<textarea id=paste></textarea>');
                window.classes = [];
                new MutationObserver(() => window.classes.push(button.className))
                    .observe(button, {attributeFilter: ['class']});
                """,
                button);
        // On a busy machine a click may come while the page is still moving, and miss.
        new WebDriverWait(browser.driver, Duration.ofSeconds(60), Duration.ofSeconds(1))
                .withMessage("the button's class says \"done\" after a click")
                .until(
                        anything -> {
                            List<?> classes = (List<?>) browser.run("return window.classes");
                            if (classes.isEmpty()) {
                                new Actions(browser.driver).moveToElement(button).click().perform();
                            }
                            return classes.contains("copy done");
                        });
        WebElement field = browser.driver.findElement(By.id("paste"));
        field.sendKeys(Keys.chord(Keys.CONTROL, "v"));
        String text = field.getDomProperty("value");
        browser.run("arguments[0].remove()", field);
        return text;
    }

    @Test
    void theThemeSwitchIsRememberedOnTheNextPage() {
        browser.open("index.html", 1280, 1000, "light");
        browser.driver.findElement(By.className("theme-button")).click();
        browser.open("glossary.html", 1280, 1000, "light");
        assertThat(browser.run("return document.documentElement.dataset.theme")).isEqualTo("dark");
        browser.driver.findElement(By.className("theme-button")).click();
        assertThat(browser.run("return document.documentElement.dataset.theme")).isEqualTo("light");
        assertThat(browser.run("return localStorage.length")).isEqualTo(0L);
    }

    @Test
    void theFaceThatAReaderChoosesIsRememberedOnTheNextPage() throws IOException {
        browser.open("concepts.html", 1280, 1000, "light");
        assertThat(shownFaces()).containsOnly("Workspace face");
        WebElement tab = browser.driver.findElement(By.cssSelector("[role=tab][tabindex='0']"));
        tab.sendKeys(Keys.ARROW_RIGHT);
        assertThat(shownFaces()).containsOnly("Session face");
        assertThat(browser.violations()).isEmpty();
        browser.open("tutorials/gradients.html", 1280, 1000, "light");
        assertThat(shownFaces()).containsOnly("Session face");
        WebElement other =
                browser.driver.findElement(By.cssSelector("[role=tab][data-face=workspace]"));
        browser.run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", other);
        other.click();
        assertThat(shownFaces()).containsOnly("Workspace face");
        browser.driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
        assertThat(shownFaces()).containsOnly("Workspace face", "Session face");
        browser.driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", ""));
        browser.run("localStorage.clear()");
    }

    /** The titles of the panels that are seen. */
    @SuppressWarnings("unchecked")
    private static List<Object> shownFaces() {
        return (List<Object>)
                browser.run(
                        "return [...document.querySelectorAll('.face')]"
                                + ".filter(f => f.offsetHeight > 0)"
                                + ".map(f => f.querySelector('.face-title').textContent)");
    }

    /** A page of each kind, in both themes and on a phone. */
    @Test
    void axeFindsNothingOnAPageOfEachKind() throws IOException {
        for (String page :
                List.of(
                        "index.html",
                        "engine.html",
                        "concepts.html",
                        "how-to.html",
                        "experiments.html",
                        "tutorials/basics.html",
                        "tutorials/regression.html",
                        "operators/index.html",
                        "operators/Conv.html",
                        "commands/index.html",
                        "commands/net.html",
                        "survey/run.html")) {
            browser.open(page, 1280, 1000, "light");
            assertThat(browser.violations()).as(page + " light").isEmpty();
            browser.show(320, 640, "dark");
            assertThat(browser.violations()).as(page + " dark, small").isEmpty();
        }
        browser.open("index.html", 1280, 1000, "light");
        search("conv");
        assertThat(browser.violations()).as("the search").isEmpty();
    }

    @Test
    void whatIsWiderThanThePageSaysSo() throws IOException {
        browser.open("operators/index.html", 1280, 1000, "light");
        assertThat(wide()).as("the table of operators fits, gradients and all").isEmpty();
        browser.open("engine.html", 320, 640, "light");
        assertThat(wide()).as("the engine's figure is wider than a phone").contains("content wide");
        browser.picture("engine-figure-320");
    }

    @SuppressWarnings("unchecked")
    private static List<Object> wide() {
        return (List<Object>)
                browser.run("return [...document.querySelectorAll('.wide')].map(w => w.className)");
    }

    @Test
    void theJavadocLeadsBackToTheSiteAndFollowsItsTheme() throws IOException {
        browser.open("javadoc/org/duograph/tensor/NDArray.html", 1280, 1000, "dark");
        assertThat(browser.run("return document.documentElement.dataset.theme")).isEqualTo("dark");
        browser.picture("javadoc-dark");
        browser.driver.findElement(By.cssSelector(".site-bar a")).click();
        assertThat(browser.driver.getCurrentUrl()).endsWith("target/site/index.html");
    }

    @Test
    void aSmallScreenHasAMenu() throws IOException {
        browser.open("engine.html", 320, 640, "light");
        WebElement side = browser.driver.findElement(By.id("side"));
        assertThat(side.isDisplayed()).isFalse();
        browser.driver.findElement(By.className("menu-button")).click();
        assertThat(side.isDisplayed()).isTrue();
        browser.picture("menu-320");
        new Actions(browser.driver).sendKeys(Keys.ESCAPE).perform();
        assertThat(side.isDisplayed()).isFalse();
    }
}
