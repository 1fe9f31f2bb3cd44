package org.duograph.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.testing.Draw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the bytes are, they are a graph or an error in our words: of a file an IOException, of a
 * text one that names line and column.
 */
@Timeout(600) // thousands of draws, on a busy machine
class HostileGraphFileTest {
    @TempDir Path folder;

    private static List<Graph> graphs() {
        return List.of(
                GraphTextTest.sample(),
                constants(),
                example("For"),
                example("While"),
                example("If"),
                example("Print"),
                example("Reshape"),
                example("GivenTensorFill"));
    }

    /** A constant of each element type. */
    private static Graph constants() {
        Graph graph = new Graph("constants");
        for (DType dtype : DType.values()) {
            NDArray array = NDArray.of(Shape.of(2, 2), 0f, 1, 1, 0).cast(dtype);
            graph.assign(dtype.lowerName(), graph.constant("c", array));
        }
        graph.assign("none", graph.absent());
        return graph;
    }

    private static Graph example(String type) {
        OpDef op = OpCatalog.get(type);
        Graph graph = new Graph("of " + type);
        Value[] inputs =
                op.example().inputs().stream()
                        .map(array -> graph.constant("c", array))
                        .toArray(Value[]::new);
        Node node = graph.append("node", op, op.example().attrs(), inputs);
        node.outputs().forEach(y -> graph.assign("y" + y.index(), y));
        return graph;
    }

    static List<byte[]> files() {
        return graphs().stream().map(HostileGraphFileTest::file).toList();
    }

    private static byte[] file(Graph graph) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            GraphFile.write(graph, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static List<byte[]> texts() {
        return Stream.concat(
                        graphs().stream().map(GraphText::print),
                        Stream.of(
                                "graph g { y = If() {then=".repeat(500),
                                "graph g { y = Relu() {a=" + "[".repeat(10_000),
                                "graph g { x = Variable() : float32 65536x65536x65536x65536 }",
                                "graph g { c = Constant() [] : string 0x2000000000 }"))
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @MethodSource("files")
    @Timeout(60)
    @FuzzTest
    void aFileIsReadOrRefused(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("x.graph"), bytes);
        try {
            requireReadsBack(GraphFile.load(file, OpCatalog::get));
        } catch (IOException e) {
            assertThat(e).hasMessageStartingWith(file + ": ").hasMessageContaining("graph file");
        }
    }

    @MethodSource("texts")
    @Timeout(60)
    @FuzzTest
    void aTextIsReadOrRefused(byte[] bytes) {
        Graph graph;
        try {
            graph = GraphText.parse(new String(bytes, StandardCharsets.UTF_8), OpCatalog::get);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageMatching("(?s)line [0-9]+, column [0-9]+: .+");
            return;
        }
        requireReadsBack(graph);
    }

    private static void requireReadsBack(Graph graph) {
        String text = GraphText.print(graph);
        assertThat(GraphText.print(GraphText.parse(text, OpCatalog::get))).isEqualTo(text);
    }

    @Test
    void soIsADamagedFile() {
        List<byte[]> files = files();
        Draw.times(2000, draw -> aFileIsReadOrRefused(draw.hostile(files)));
    }

    @Test
    void soIsADamagedText() {
        List<byte[]> texts = texts();
        Draw.times(2000, draw -> aTextIsReadOrRefused(draw.hostile(texts)));
    }

    /** Signs in other places: what the grammar is made of. */
    @Test
    void soIsATextWithOtherSigns() {
        List<byte[]> texts = texts().subList(0, graphs().size());
        byte[] signs = "{}[]()=:,\"#\\ux9-. \n".getBytes(StandardCharsets.US_ASCII);
        Draw.times(
                2000,
                draw -> {
                    byte[] text = draw.of(texts).clone();
                    for (int n = draw.between(1, 3); n > 0; n--) {
                        text[draw.between(0, text.length - 1)] =
                                signs[draw.between(0, signs.length - 1)];
                    }
                    aTextIsReadOrRefused(text);
                });
    }
}
