package org.duograph.docs;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * The pages of operators, which are most of the site: beside the others, in a browser of its own.
 */
class OperatorPagesInBrowserTest {

    @Test
    void everyPageOpensWithoutComplaints() throws IOException {
        try (Browser browser = Browser.start()) {
            for (String page : Browser.pages()) {
                if (page.startsWith("operators/")) {
                    browser.requireGood(page);
                }
            }
        }
    }
}
