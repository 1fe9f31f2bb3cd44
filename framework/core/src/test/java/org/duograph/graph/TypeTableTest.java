package org.duograph.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TypeTableTest {
    /** What families do here. */
    interface Family {}

    private final TypeTable<Family> table =
            new TypeTable<>(
                    Family.class,
                    """
                    # some of them
                    Relu TypeTableTest$Some
                    Tanh TypeTableTest$Some
                    # others
                    Conv TypeTableTest$Missing
                    """);

    /** A family. */
    static final class Some implements Family {}

    @Test
    void aFamilyIsMadeOnceForAllOfItsTypes() {
        assertThat(table.types()).containsExactly("Relu", "Tanh", "Conv");
        assertThat(table.family("Relu")).isInstanceOf(Some.class).isSameAs(table.family("Tanh"));
        assertThat(table.family("FC")).isNull();
    }

    @Test
    void aLineThatNamesNoClassSaysSo() {
        assertThatThrownBy(() -> table.family("Conv"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("org.duograph.graph.TypeTableTest$Missing");
    }
}
