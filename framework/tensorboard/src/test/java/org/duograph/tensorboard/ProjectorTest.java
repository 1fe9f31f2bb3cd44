package org.duograph.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tensorboard.Projector.Embedding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectorTest {
    private static final NDArray ROWS = NDArray.of(Shape.of(2, 3), 1f, -2.5f, 3f, 4f, 1e-7f, 6f);

    @TempDir private Path folder;

    @Test
    void whatIsWrittenComesBack() throws IOException {
        List<Embedding> two =
                List.of(
                        new Embedding("words/\"all\"", ROWS, List.of("a\tb", "größer")),
                        new Embedding("bare", ROWS, List.of()));
        Projector.write(folder, two);
        List<Embedding> read = Projector.read(folder);
        assertThat(read).extracting(Embedding::name).containsExactly("words/\"all\"", "bare");
        assertThat(read).extracting(Embedding::rows).containsExactly(ROWS, ROWS);
        assertThat(read.get(0).labels()).containsExactly("a b", "größer");
        assertThat(read.get(1).labels()).isEmpty();
    }

    @Test
    void filesOfOthersMayHaveSeveralColumnsAndNoRows() throws IOException {
        Files.writeString(
                folder.resolve(Projector.CONFIG),
                "embeddings { tensor_name: \"e:0\" metadata_path: \"m.tsv\" tensor_path: \"t.tsv\""
                        + " }\n"
                        + "embeddings { tensor_name: \"in_checkpoint\" }\n");
        Files.writeString(folder.resolve("t.tsv"), "1\t2\n3\t4\n");
        Files.writeString(folder.resolve("m.tsv"), "Word\tCount\nof\t7\nand\t5\n");
        List<Embedding> read = Projector.read(folder);
        assertThat(read).hasSize(1);
        assertThat(read.get(0).labels()).containsExactly("of, 7", "and, 5");
        assertThat(Projector.read(folder.resolve("none"))).isEmpty();
    }

    @Test
    void whatIsWrongIsToldWithItsPlace() throws IOException {
        Projector.write(folder, List.of(new Embedding("e", ROWS, List.of("a", "b"))));
        Files.writeString(folder.resolve("e.tsv"), "1\t2\n3\tx\n");
        assertThatThrownBy(() -> Projector.read(folder))
                .hasMessageContaining("line 2 has \"x\" in place of a number");
        Files.writeString(folder.resolve("e.tsv"), "1\t2\n3\n");
        assertThatThrownBy(() -> Projector.read(folder))
                .hasMessageContaining("line 2 has 1 numbers, and the first has 2");
        assertThatThrownBy(() -> new Embedding("e", ROWS, List.of("a")))
                .hasMessage("2 rows need as many labels or none, found 1");
        assertThatThrownBy(() -> new Embedding("e", NDArray.vector(1), List.of()))
                .hasMessageContaining("An embedding is a matrix");
    }
}
