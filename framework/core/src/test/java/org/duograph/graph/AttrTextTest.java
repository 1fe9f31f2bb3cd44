package org.duograph.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class AttrTextTest {
    @Test
    void numbersListsAndWordsAreTakenAsWhatTheyLookLike() {
        assertThat(AttrText.parse("policy=step, gamma=-0.5, rate=1e-3, at=[5, 12], names=[]"))
                .containsExactly(
                        java.util.Map.entry("policy", "step"),
                        java.util.Map.entry("gamma", -0.5),
                        java.util.Map.entry("rate", 1e-3),
                        java.util.Map.entry("at", List.of(5L, 12L)),
                        java.util.Map.entry("names", List.of()));
        assertThat(AttrText.parse("")).isEmpty();
    }

    @Test
    void whatIsNoAttributeIsNamed() {
        assertThatThrownBy(() -> AttrText.parse("kernel=3, pad"))
                .hasMessageContaining("name=value")
                .hasMessageContaining("\"pad\"");
        assertThatThrownBy(() -> AttrText.parse("pad=1, pad=2"))
                .hasMessageContaining("each once, found \"pad=2\"");
        for (String no : new String[] {"1.2.3", "-", "99999999999999999999"}) {
            assertThatThrownBy(() -> AttrText.parse("a=" + no))
                    .hasMessage("\"" + no + "\" looks like a number, but is none that can be read");
        }
    }
}
