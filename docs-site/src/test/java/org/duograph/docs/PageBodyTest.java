package org.duograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class PageBodyTest {
    @Test
    void aNoteOfOneSentenceKeepsItsWordsAndItsMarkup() {
        Element body = polished(admonition("A note with <code>code</code> in it."));
        assertThat(body.select("div.note p").eachText())
                .containsExactly("Note", "A note with code in it.");
    }

    @Test
    void aNoteOfSeveralBlocksKeepsThemAndItsTitle() {
        Element body =
                polished(
                        admonition(
                                "<div class='title'>Look</div><div class='paragraph'><p>One.</p></div>"
                                        + "<div class='ulist'><ul><li><p>Two.</p></li></ul></div>"));
        assertThat(body.select("div.note p").eachText()).containsExactly("Look", "One.", "Two.");
    }

    private static String admonition(String content) {
        return "<div class='admonitionblock note'><table><tr><td class='icon'></td>"
                + ("<td class='content'>" + content + "</td></tr></table></div>");
    }

    private static Element polished(String html) {
        Element body = Jsoup.parseBodyFragment(html).body();
        PageBody.polish(body);
        return body;
    }
}
