package org.duograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.duograph.workspace.host.HostOperators;
import org.duograph.workspace.lower.Caffe2Name;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class NamesPageTest {
    private final Page page =
            new Page(
                    "caffe2-names.adoc",
                    "Every name of Caffe2",
                    "",
                    false,
                    Jsoup.parseBodyFragment("<div id='counts'></div><div id='names'></div>")
                            .body());

    @Test
    void thePageHasARowForEachNameAndCountsThem() {
        NamesPage.fill(page);
        assertThat(page.body().select("#names tbody tr")).hasSize(Caffe2Name.all().size());
        String[] kinds = {"covered", "mapped", "absent"};
        for (String kind : kinds) {
            int rows = page.body().select("#names code[id^=" + kind + "]").size();
            assertThat(page.body().select("#counts").text()).contains(" " + rows + " are " + kind);
        }
    }

    @Test
    void aRowLinksTheOperatorOrSaysWhyThereIsNone() {
        NamesPage.fill(page);
        assertThat(row("mapped-RowMul").select("a").attr("href")).isEqualTo("operators/Mul.html");
        assertThat(row("covered-Conv").text()).contains("Conv2D");
        assertThat(row("absent-StumpFunc").text()).contains("GT and Where do it");
    }

    /** ImageInput comes from another jar than the table's own test sees. */
    @Test
    void whatOtherJarsBringIsThere() {
        assertThat(HostOperators.all()).containsKey("ImageInput");
    }

    private Element row(String id) {
        return page.body().expectFirst("#" + id).closest("tr");
    }
}
