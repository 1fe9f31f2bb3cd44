package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duograph.survey.web.Participation.STUDY;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.duograph.survey.study.Studies;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A participant's whole way in a real browser: wide and narrow, by mouse and by keyboard. */
class ParticipantBrowserTest {
    @TempDir Path data;
    private Participation taking;
    private Chromium browser;

    @BeforeEach
    void start() {
        taking = new Participation(data);
        taking.store.publish(Studies.text("question-types"));
        browser = Chromium.open(taking.server.port(), "participant");
    }

    @AfterEach
    void stop() {
        if (browser != null) browser.close();
        taking.close();
    }

    @Test
    void theStudyOfThePaperIsAnsweredByMouseOnAWideScreen() throws IOException {
        browser.go(STUDY);
        browser.look("wide-start");
        browser.press("Begin");
        browser.look("wide-consent-missing");
        browser.tick("agree");
        browser.press("Begin");
        browser.press("Next");
        browser.look("wide-problems");
        assertThat(browser.driver.switchTo().activeElement().getDomAttribute("id"))
                .isEqualTo("problems");
        answerEveryPage("wide", "Next", "Send my answers");
        browser.look("wide-send");
        browser.press("Send my answers");
        browser.look("wide-receipt");
        String receipt = browser.driver.findElement(By.id("receipt")).getText();
        assertThat(taking.responses()).hasSize(1);

        browser.driver.navigate().back();
        if (browser.offers("Send my answers")) { // a browser may show what it kept, or ask again
            browser.press("Send my answers");
        }
        assertThat(browser.driver.findElement(By.id("receipt")).getText()).isEqualTo(receipt);
        assertThat(taking.responses()).hasSize(1);

        browser.go("/withdraw");
        browser.driver.findElement(By.id("code")).sendKeys(receipt);
        browser.tick("sure");
        browser.look("wide-withdraw");
        browser.press("Delete");
        browser.look("wide-withdrawn");
        assertThat(taking.responses()).isEmpty();
    }

    @Test
    void allKindsOfQuestionsFitAPhoneAndSpeakGerman() throws IOException {
        browser.window(320, 720);
        browser.go("/s/question-types?language=de");
        browser.look("phone-start");
        browser.tick("agree");
        browser.press("Beginnen");
        browser.press("Weiter");
        browser.look("phone-problems");
        answerEveryPage("phone", "Weiter", "Meine Antworten senden");
        browser.look("phone-send");
        browser.press("Meine Antworten senden");
        browser.look("phone-receipt");
        assertThat(taking.store.responses("question-types").toList().get(0).language())
                .isEqualTo("de");
    }

    @Test
    void aPageIsAnsweredByKeyboardAlone() throws IOException {
        browser.go(STUDY);
        tabTo("agree").sendKeys(Keys.SPACE);
        browser.driver.switchTo().activeElement().sendKeys(Keys.ENTER);
        arriveAt("/page/experience");
        tabTo("answer.experience_years").sendKeys(Keys.SPACE);
        tabTo("answer.role").sendKeys(Keys.ARROW_DOWN);
        browser.look("keyboard");
        tabTo("go").sendKeys(Keys.ENTER);
        arriveAt("/page/install.");
    }

    @Test
    void savingTellsHowToGoOn() throws IOException {
        browser.go(STUDY);
        browser.tick("agree");
        browser.press("Begin");
        browser.press("Save and go on later");
        browser.look("saved");
        String link = browser.driver.findElement(By.cssSelector(".receipt a")).getText();
        browser.driver.manage().deleteAllCookies();
        browser.driver.get(link);
        browser.look("resume");
        browser.press("Go on where you stopped");
        browser.press("Stop and delete my answers");
        browser.look("stop");
        browser.press("Delete my answers");
        browser.look("stopped");
        assertThat(taking.store.counts("framework-usability").drafts()).isZero();
    }

    /** Chooses the first option everywhere and goes on, until the button to send is there. */
    private void answerEveryPage(String name, String next, String last) throws IOException {
        for (int page = 0; page < 40; page++) {
            if (browser.offers(last)) {
                return;
            }
            String unanswered = "[role=radiogroup]:not(:has(input:checked))";
            for (WebElement group : browser.driver.findElements(By.cssSelector(unanswered))) {
                group.findElement(By.cssSelector("input")).click();
            }
            for (WebElement tick :
                    browser.driver.findElements(
                            By.cssSelector("input[type=checkbox]:not(:checked)"))) {
                tick.click();
            }
            fill("input[inputmode=decimal]", "20");
            fill(".question:has([type=checkbox]) .other input", "Words"); // "other" is ticked too
            fill("textarea", "Words with <b>marks</b> & \"quotes\"");
            int rank = 0;
            for (WebElement select : browser.driver.findElements(By.cssSelector("select"))) {
                select.sendKeys(String.valueOf(++rank));
            }
            browser.look(name + "-page");
            browser.press(next);
        }
        throw new AssertionError("no end after 40 pages, at " + browser.driver.getCurrentUrl());
    }

    private void fill(String css, String text) {
        for (WebElement input : browser.driver.findElements(By.cssSelector(css))) {
            if (input.getDomProperty("value").isEmpty()) input.sendKeys(text);
        }
    }

    /** Waits for a page: a key, unlike a click, is not held until the next page is there. */
    private void arriveAt(String address) {
        new WebDriverWait(browser.driver, Duration.ofSeconds(20))
                .until(ExpectedConditions.urlContains(address));
    }

    /** Presses Tab until an input of this name has the focus. */
    private WebElement tabTo(String name) {
        for (int i = 0; i < 60; i++) {
            WebElement active = browser.driver.switchTo().activeElement();
            if (name.equals(active.getDomAttribute("name"))) {
                return active;
            }
            active.sendKeys(Keys.TAB);
        }
        throw new AssertionError("Tab never reaches " + name);
    }
}
