package org.duograph.docs;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The pages of operators, which are most of the site: beside the others, in a browser of its own.
 * They are made by one template, so all are tried where it is narrow, and some in every view.
 */
class OperatorPagesInBrowserTest {
    private static final int EACH = 16;

    @Test
    void everyPageOpensWithoutComplaints() throws IOException {
        List<String> pages =
                Browser.pages().stream().filter(p -> p.startsWith("operators/")).toList();
        try (Browser browser = Browser.start()) {
            for (int i = 0; i < pages.size(); i += EACH) {
                browser.requireGood(pages.get(i));
            }
            browser.requireGood("operators/index.html");
            browser.requireGoodOnAPhone(pages);
        }
    }
}
