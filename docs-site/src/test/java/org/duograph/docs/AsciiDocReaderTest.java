package org.duograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Asciidoctor only warns about ends our build, with page and line. */
class AsciiDocReaderTest {
    @TempDir static Path folder;
    private static AsciiDocReader reader;

    @BeforeAll
    static void startRuby() throws IOException {
        Files.writeString(folder.resolve("Code.java"), "// tag::here[]\nint x;\n// end::here[]\n");
        reader = new AsciiDocReader(Map.of("code", folder.toString()));
    }

    @AfterAll
    static void stopRuby() {
        reader.close();
    }

    @Test
    void aTaggedPieceOfCodeIsIncludedAndColoured() throws IOException {
        Page page =
                read(
                        "good",
                        "= T\n\n[source,java]\n----\ninclude::{code}/Code.java[tag=here]\n----");
        assertThat(page.title()).isEqualTo("T");
        assertThat(page.body().expectFirst("code").text()).isEqualTo("int x;");
        assertThat(page.body().select("span.kt")).hasSize(1);
    }

    @Test
    void aMissingFileATagAndAnAttributeAreFindings() throws IOException {
        List<Finding> before = reader.findings();
        read("file", "= T\n\ninclude::gone.txt[]\n");
        read("tag", "= T\n\n----\ninclude::{code}/Code.java[tag=gone]\n----\n");
        read("attribute", "= T\n\n{gone}\n");
        read("untitled", "text\n");
        List<Finding> found = reader.findings().subList(before.size(), reader.findings().size());
        assertThat(found)
                .extracting(Finding::page)
                .containsExactly("file.adoc:3", "tag.adoc:4", "attribute.adoc", "untitled.adoc");
        assertThat(found.get(0).message()).contains("include file not found");
        assertThat(found.get(1).message()).contains("tag 'gone' not found");
        assertThat(found.get(2).message()).contains("missing attribute: gone");
        assertThat(found.get(3).message()).contains("has no title");
    }

    @Test
    void formulasBecomeMathMl() throws IOException {
        Page page =
                read("stem", "= T\n\nInline stem:[x_i < 2].\n\n[stem]\n++++\n\\frac{1}{2}\n++++\n");
        assertThat(Formulas.render(page)).isEmpty();
        assertThat(page.body().select("math"))
                .extracting(m -> m.attr("display"))
                .containsExactly("inline", "block");
        assertThat(page.body().text()).doesNotContain("\\");
    }

    @Test
    void anUnknownCommandInAFormulaIsNamed() throws IOException {
        Page page = read("unknown", "= T\n\nstem:[\\wobble x]\n");
        assertThat(Formulas.render(page))
                .containsExactly(
                        new Finding(
                                "unknown.adoc",
                                "formula uses \\wobble, which TexMath does not know: \\wobble x"));
    }

    @Test
    void theSearchIndexHasAnEntryPerSectionWithoutTheCode() throws IOException {
        Page page =
                read(
                        "index",
                        "= Nets\n:description: What nets are.\n:search: networks, neural nets\n\n"
                                + "Above.\n\n[search=\"teach,fit a model\"]\n== Train one\n\n"
                                + "Words.\n\n----\nsecret\n----\n\n"
                                + "=== Deeper\n\nMore \"words\".\n");
        assertThat(SearchIndex.entriesOf(page))
                .containsExactly(
                        new SearchIndex.Entry(
                                "index.html",
                                "Nets",
                                "Nets",
                                "What nets are. Above.",
                                List.of("networks", "neural nets"),
                                SearchIndex.Kind.SECTION),
                        new SearchIndex.Entry(
                                "index.html#train-one",
                                "Nets",
                                "Train one",
                                "Words.",
                                List.of("teach", "fit a model"),
                                SearchIndex.Kind.SECTION),
                        new SearchIndex.Entry(
                                "index.html#deeper",
                                "Nets",
                                "Deeper",
                                "More \"words\".",
                                List.of(),
                                SearchIndex.Kind.SECTION));
        assertThat(SearchIndex.toScript(SearchIndex.entriesOf(page)))
                .contains("x:\"More \\\"words\\\".\",k:[]}", "k:[\"teach\",\"fit a model\"]}");
    }

    private static Page read(String name, String text) throws IOException {
        Path file = folder.resolve(name + ".adoc");
        Files.writeString(file, text);
        return reader.read(file, name + ".adoc");
    }
}
