package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts as character models read them. */
class TextsTest {
    @Test
    void opticksComesWithTheLibrary() {
        String text = Texts.opticks();
        assertThat(text).hasSize(99_365).startsWith("My Design in this Book is not to explain");
        assertThat(Characters.of(text).size()).isEqualTo(73);
        assertThat(text.chars()).allMatch(c -> c == '\n' || c >= ' ' && c <= '~');
        assertThat(text.lines()).allMatch(line -> line.length() <= 73);
    }

    @Test
    void aFileIsReadWithOneKindOfLineEnds(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "one\r\ntwo\n");
        assertThat(Texts.read(file)).isEqualTo("one\ntwo\n");
        Path empty = Files.writeString(folder.resolve("b.txt"), "");
        assertThatThrownBy(() -> Texts.read(empty)).hasMessageContaining("is empty");
        assertThatThrownBy(() -> Texts.read(folder.resolve("c.txt")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void charactersAreNumberedInTheOrderOfTheirCodes() {
        Characters characters = Characters.of("banana!");
        assertThat(characters.all()).isEqualTo("!abn");
        assertThat(characters.encode("ban")).containsExactly(2, 1, 3);
        assertThat(characters.decode(3, 1, 0)).isEqualTo("na!");
        assertThatThrownBy(() -> characters.encode("bat"))
                .hasMessageContaining("Character 't' at place 2 is not among the 4");
    }

    @Test
    void aBatchGoesOnWhereTheOneBeforeEnded() {
        int[] text = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13};
        TextBatches batches = new TextBatches(text, 2, 3);
        assertThat(batches.perEpoch()).isEqualTo(2);
        Shape shape = Shape.of(3, 2);
        TextBatches.Batch first = batches.batch(0);
        assertThat(first.characters()).isEqualTo(NDArray.of(shape, 0, 6, 1, 7, 2, 8));
        assertThat(first.next()).isEqualTo(NDArray.of(shape, 1, 7, 2, 8, 3, 9));
        TextBatches.Batch second = batches.batch(1);
        assertThat(second.characters()).isEqualTo(NDArray.of(shape, 3, 9, 4, 10, 5, 11));
        assertThat(second.next()).isEqualTo(NDArray.of(shape, 4, 10, 5, 11, 6, 12));
        assertThat(batches.batch(2).characters()).isEqualTo(first.characters());
        assertThat(batches.beginsAnew(2)).isTrue();
        assertThat(batches.beginsAnew(1)).isFalse();
    }

    @Test
    void aTextThatFillsNoBatchIsRefused() {
        assertThatThrownBy(() -> new TextBatches(new int[12], 3, 4))
                .hasMessageContaining("12 characters are too few for 3 streams of 4 steps");
        assertThatThrownBy(() -> new TextBatches(new int[12], 0, 4))
                .hasMessageContaining("not 0 and 4");
    }

    @Test
    void numbersOfNoCharacterAndOfNoBatchAreRefused() {
        Characters characters = Characters.of("abc");
        assertThatThrownBy(() -> characters.decode(0, 3))
                .hasMessage("There are 3 characters, numbered from 0; found the number 3");
        assertThatThrownBy(() -> characters.decode(-1)).hasMessageContaining("number -1");
        TextBatches batches = new TextBatches(new int[] {0, 1, 2, 0, 1}, 1, 2);
        assertThatThrownBy(() -> batches.batch(-1))
                .hasMessage("Batches are numbered from 0, found -1");
    }
}
