package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class XmlTest {
    @Test
    void whatMeansSomethingInXmlIsWrittenAsAnEntityOnce() {
        assertThat(Xml.escape("<a href=\"x&y\">")).isEqualTo("&lt;a href=&quot;x&amp;y&quot;&gt;");
        assertThat(Xml.escape("&lt; 'one'")).isEqualTo("&amp;lt; 'one'");
    }
}
