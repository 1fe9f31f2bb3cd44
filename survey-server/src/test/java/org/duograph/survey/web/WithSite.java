package org.duograph.survey.web;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests that each have a running server of their own, and a researcher who is logged in there. */
abstract class WithSite {
    @TempDir Path data;
    Site site;
    Visitor researcher;

    /** The server's settings; by default nothing but the folder is given. */
    Settings settings() {
        return Settings.of(data);
    }

    @BeforeEach
    void openSite() {
        site = new Site(settings());
        researcher = site.researcher();
    }

    @AfterEach
    void closeSite() {
        site.close();
    }
}
