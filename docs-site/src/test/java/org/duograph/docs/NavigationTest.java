package org.duograph.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.duograph.docs.Navigation.Entry;
import org.junit.jupiter.api.Test;

class NavigationTest {
    private static final List<String> PAGES =
            List.of("index.adoc", "ops/b.adoc", "ops/a.adoc", "ops/index.adoc");

    @Test
    void aWildcardStandsForThePagesNotNamedByName() {
        Navigation navigation =
                Navigation.parse(
                        "# a remark\n"
                                + "Start\n"
                                + "    index.adoc Welcome here\n"
                                + "Ops\n"
                                + "    ops/index.adoc\n"
                                + "    ops/*.adoc\n",
                        PAGES);
        assertThat(navigation.readingOrder())
                .containsExactly(
                        new Entry("index.adoc", "Welcome here"), new Entry("ops/index.adoc", ""),
                        new Entry("ops/a.adoc", ""), new Entry("ops/b.adoc", ""));
        assertThat(navigation.sections())
                .extracting(Navigation.Section::folds)
                .containsExactly(false, true);
        assertThat(navigation.check(PAGES)).isEmpty();
    }

    @Test
    void aPageThatNobodyCanReachAndAPageThatDoesNotExistAreFindings() {
        Navigation navigation = Navigation.parse("Start\n  index.adoc\n  gone.adoc\n", PAGES);
        assertThat(navigation.check(List.of("index.adoc", "lost.adoc")))
                .containsExactly(
                        new Finding("nav.txt", "names gone.adoc, which does not exist"),
                        new Finding("lost.adoc", "is not in nav.txt; add one line there"));
    }

    @Test
    void anEntryBeforeTheFirstSectionIsRefused() {
        assertThatThrownBy(() -> Navigation.parse("  index.adoc\n", PAGES))
                .hasMessageContaining("'index.adoc' stands before the first section title");
    }
}
