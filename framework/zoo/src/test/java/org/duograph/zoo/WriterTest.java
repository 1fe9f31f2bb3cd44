package org.duograph.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.duograph.data.Characters;
import org.duograph.data.Texts;
import org.duograph.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model that comes with the program and writes. */
class WriterTest {
    @TempDir Path folder;

    private ZooModel model() throws IOException {
        return new Zoo(folder).model("writer-opticks");
    }

    @Test
    void itForeseesWhatItHasNotReadAsWellAsItsCardSays() throws IOException {
        String text = Texts.opticks();
        String unread = text.substring(text.length() - text.length() / 10);
        try (Writer writer = new Writer(model(), new Workspace())) {
            double bits = writer.bitsPerCharacter(unread);
            String said = model().card().accuracy();
            assertThat(said)
                    .endsWith(
                            " bits per character of %,d of Newton's Opticks that it had not read"
                                    .formatted(unread.length()));
            assertThat(Double.parseDouble(said.substring(0, said.indexOf(' '))))
                    .isCloseTo(bits, within(0.01));
            assertThat(bits).isLessThan(Math.log(Characters.of(text).size()) / Math.log(2) / 2);
        }
    }

    @Test
    void aSeedWritesTheSameAndColdIsMorePredictableThanHot() throws IOException {
        try (Writer writer = new Writer(model(), new Workspace())) {
            String text = writer.write("The Rays ", 100, 0.6, 1);
            assertThat(text).startsWith("The Rays ").hasSize(109);
            assertThat(writer.write("The Rays ", 100, 0.6, 1)).isEqualTo(text);
            assertThat(writer.write("The Rays ", 100, 0.6, 2)).isNotEqualTo(text);
            double cold = writer.bitsPerCharacter(writer.write("The ", 300, 0.2, 1));
            double hot = writer.bitsPerCharacter(writer.write("The ", 300, 1.5, 1));
            assertThat(cold).isLessThan(hot / 2);
        }
    }

    @Test
    void badWishesAreRefused() throws IOException {
        try (Writer writer = new Writer(model(), new Workspace())) {
            assertThatThrownBy(() -> writer.write("", 10, 1, 1))
                    .hasMessageContaining("a beginning of at least a character");
            assertThatThrownBy(() -> writer.write("A", 10, 0, 1)).hasMessageContaining("above 0");
            assertThatThrownBy(() -> writer.bitsPerCharacter("A"))
                    .hasMessageContaining("at least 2 characters, found 1");
        }
        ZooModel pictures = new Zoo(folder).model("lenet-fashion");
        assertThatThrownBy(() -> new Writer(pictures, new Workspace()))
                .hasMessage(
                        "Model \"lenet-fashion\" takes pictures, not text; duograph zoo list says what each is for");
        assertThatThrownBy(() -> model().card().pictures())
                .hasMessageContaining("takes text, not pictures");
    }

    @Test
    void inputsThatCanNotBeAreRefused() {
        Characters twice = new Characters("aba");
        assertThatThrownBy(() -> new TextInput("x", twice, Map.of(), 1))
                .hasMessageContaining("each of its characters once, found \"aba\"");
        assertThatThrownBy(() -> new TextInput("x", new Characters("ab"), Map.of(), 0))
                .hasMessageContaining("at least 1 number, found 0");
    }

    @Test
    void itsCardComesBackAsItWasWritten() throws IOException {
        ModelCard card = model().card();
        assertThat(card.text().states())
                .containsExactly(
                        Map.entry("hidden", "lstm_last"), Map.entry("cell", "lstm_cell_last"));
        assertThat(CardJson.read(CardJson.write(card), "a card")).isEqualTo(card);
    }
}
