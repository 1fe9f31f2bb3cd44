package org.duograph.experiments.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class TableTest {

    private static final String NASTY = "a <b> & \"c\", d";

    @Test
    void wordsAreEscapedInHtmlAndQuotedInCsv() {
        Table table = new Table("t", NASTY, "name", "s").row(Cell.words(NASTY), Cell.number("1"));
        Element html = Jsoup.parse(table.html());

        assertThat(html.select("caption span").text()).isEqualTo(NASTY);
        assertThat(html.select("tbody th").text()).isEqualTo(NASTY);
        assertThat(html.select("div").attr("aria-label")).isEqualTo(NASTY);
        assertThat(table.csv()).isEqualTo("name,s\n\"a <b> & \"\"c\"\", d\",1\n");
    }

    @Test
    void columnsOfNumbersStandToTheRightWithTheirHeads() {
        Table table =
                new Table("t", "c", "system", "time, s", "remark")
                        .row(Cell.words("ours"), Cell.number("1.5"), Cell.words("fine"))
                        .row(Cell.words("theirs"), Cell.NOT_MEASURED, Cell.words("gone"));
        Element html = Jsoup.parse(table.html());

        assertThat(html.select("thead th").eachAttr("class"))
                .containsExactly("words", "number", "words");
        assertThat(html.select("td.missing").text()).isEqualTo("not measured");
    }

    @Test
    void aRowMustFitTheHead() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Table("t", "c", "a", "b").row(Cell.words("only one")))
                .withMessageContaining("Table t has 2 columns, but this row has 1 cells");
    }
}
