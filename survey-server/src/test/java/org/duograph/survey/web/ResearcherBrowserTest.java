package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/**
 * A researcher's whole way in a real browser, wide and narrow, light and dark. Leaves pictures of
 * every page in {@code target/screenshots}.
 */
class ResearcherBrowserTest {

    @TempDir Path data;
    private Site site;
    private Chromium browser;
    private String demo;

    @BeforeEach
    void start() {
        site = new Site(data);
        demo = SyntheticGroup.load(site.store);
        browser = Chromium.open(site.server.port(), "researcher");
    }

    @AfterEach
    void stop() {
        if (browser != null) browser.close();
        site.close();
    }

    @Test
    void aStudyIsSetUpRunAndReadByMouseOnAWideScreen() throws IOException {
        browser.driver.get(site.server.setUpLink());
        browser.look("set-up");
        browser.type("password", Site.PASSWORD);
        browser.type("again", Site.PASSWORD);
        browser.press("Set the password");
        browser.look("studies");
        browser.press("Log out");
        browser.type("password", "a wrong password");
        browser.press("Log in");
        browser.look("login-wrong");
        browser.type("password", Site.PASSWORD);
        browser.press("Log in");

        browser.driver.findElement(By.partialLinkText("How usable")).click();
        browser.look("study");
        browser.press("New version");
        browser.look("new-version");
        browser.press("Check and preview");
        browser.look("preview");
        browser.press("Publish");
        assertThat(site.store.versions(Site.STUDY)).hasSize(2);

        lookAtAPage();
        browser.press("Invitations");
        browser.type("labels", "Seat 1\nSeat 2\nSeat 3");
        browser.press("Make links");
        browser.look("sheet");
        browser.press("Back to the invitations");
        browser.look("invitations");

        browser.press("Overview");
        browser.press("QR code to print or project");
        browser.look("poster");
        browser.press("Back to the study");
        browser.press("Close");
        browser.look("closed");
        browser.press("Open again");

        browser.go("/admin/studies/" + demo);
        browser.look("demo");
        browser.press("Results");
        browser.look("results");
        lookAtReport();
        browser.go("/admin/studies/" + demo);
        browser.press("Audit log");
        browser.look("audit");
        browser.press("Accounts");
        browser.type("name", "Ada");
        browser.press("Make a link");
        browser.look("accounts");
        browser.press("Help");
        browser.look("help");
        browser.press("Study file reference");
        browser.look("help-study-file");
        browser.press("Settings");
        browser.look("settings");
    }

    /** The real page, in which no button sends anything. */
    private void lookAtAPage() throws IOException {
        String look = "/admin/studies/" + Site.STUDY + "/versions/1/look?language=de&page=";
        browser.go(look + 2);
        browser.look("look-at-page");
        browser.driver.findElement(By.cssSelector("button[value=next]")).click();
        assertThat(browser.driver.getCurrentUrl()).endsWith(look + 2);
        browser.press("Next page");
        assertThat(browser.driver.getCurrentUrl()).endsWith(look + 3);
        browser.press("Back to the study");
    }

    /** Opens the report as whoever has downloaded it: as a file, on a screen, a phone and paper. */
    private void lookAtReport() throws IOException {
        String address = "/admin/studies/" + demo + "/report.html";
        Path file = Files.writeString(data.resolve("report.html"), browser.fetch(address));
        browser.driver.get(file.toUri().toString());
        browser.look("report");
        browser.window(320, 720);
        browser.look("report-phone");
        browser.paper(true);
        browser.window(794, 1123); // A4 at 96 dots per inch
        browser.look("report-paper");
        browser.paper(false);
        browser.window(1280, 900);
    }

    @Test
    void everyPageFitsAPhoneInTheDark() throws IOException {
        browser.dark();
        browser.window(320, 720);
        browser.driver.get(site.server.setUpLink());
        browser.type("password", Site.PASSWORD);
        browser.type("again", Site.PASSWORD);
        browser.press("Set the password");
        for (Door door : Door.all(site.server)) {
            boolean page =
                    !door.changes()
                            && door.access().role().isPresent()
                            && !door.path()
                                    .matches(
                                            ".*(export|versions/1$|report|links.csv|study.zip|template|looks).*");
            if (page) {
                browser.go(door.path().replace(Site.STUDY, demo));
                browser.look("phone" + door.path().replace('/', '-').replace(Site.STUDY, "demo"));
            }
        }
    }

    @Test
    void theNumbersOfAStudyRenewThemselves() {
        browser.driver.get(site.server.setUpLink());
        browser.type("password", Site.PASSWORD);
        browser.type("again", Site.PASSWORD);
        browser.press("Set the password");
        browser.go("/admin/studies/" + Site.STUDY);
        browser.await(".numbers dd", "0");
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
        browser.await(".numbers dd", "1");
    }
}
