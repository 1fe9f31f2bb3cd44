package org.duograph.tensorboard.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.duograph.session.Graph;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tensorboard.FileWriter;
import org.duograph.tensorboard.Projector;
import org.duograph.testing.OutsideData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoardTest {
    @TempDir private Path folder;

    /** All pieces as text, without times. */
    private static String pieces(Board board) {
        return board.pieces("", 0).replaceAll("(\\[\\d+),1\\d{9}\\.?\\d*", "$1,TIME");
    }

    @Test
    void eachFolderWithEventsIsARun() throws IOException {
        for (String run : List.of("a/train", "a/validation", "")) {
            try (FileWriter writer = new FileWriter(folder.resolve(run))) {
                writer.addScalar("loss", 0.5, 3);
            }
        }
        try (Board board = new Board(folder)) {
            assertThat(board.runs()).containsExactly(".", "a/train", "a/validation");
            assertThat(pieces(board))
                    .contains("\"a/train\":{\"scalars\":{\"loss\":[[3,TIME,0.5]]}}");
        }
    }

    @Test
    void whatIsNewIsAPieceOfItsOwn() throws IOException {
        try (FileWriter writer = new FileWriter(folder);
                Board board = new Board(folder)) {
            String nothing = board.pieces("", 0);
            String id = nothing.replaceFirst(".*\"id\":\"(\\w+)\".*", "$1");
            assertThat(nothing).endsWith("\"pieces\":[]}");
            writer.addScalar("loss", 1, 0);
            board.refresh();
            writer.addScalar("loss", Double.NaN, 1);
            board.refresh();
            board.refresh(); // nothing is new
            assertThat(board.pieces(id, 1)).contains("\"first\":1,\"next\":2").contains(",null]");
            assertThat(board.pieces(id, 1)).doesNotContain("[[0,");
            assertThat(board.pieces("another", 1))
                    .as("a page of another board lacks all")
                    .contains("\"first\":0");
        }
    }

    @Test
    void everyKindOfThingIsShown() throws IOException {
        try (FileWriter writer = new FileWriter(folder)) {
            writer.addHistogram("w", NDArray.vector(1, 2), 1);
            writer.addImages("in", NDArray.of(Shape.of(1, 1, 1, 1), 1f), 1);
            writer.addText("note", "a < b", 1);
            writer.addPrCurve("pr", NDArray.vector(1, 0), NDArray.vector(1, 0), 1);
            Graph graph = new Graph();
            graph.constant("c", 1f).plus(graph.constant("d", 2f));
            writer.addGraph(graph);
            Projector.write(
                    folder,
                    List.of(
                            new Projector.Embedding(
                                    "e",
                                    NDArray.of(Shape.of(3, 2), 0f, 0f, 3f, 4f, 6f, 8f),
                                    List.of("p", "q", "r"))));
        }
        try (Board board = new Board(folder)) {
            String text = pieces(board);
            assertThat(board.problems()).isEmpty();
            assertThat(text)
                    .contains("\"histograms\":{\"w\":[[1,TIME,1,2,[")
                    .contains("\"images\":{\"in/image\":[[1,TIME,\"iVBORw0KGgo")
                    .contains("\"texts\":{\"note\":[[1,TIME,\"a \\u003c b\"]]}")
                    .contains("\"curves\":{\"pr\":[[1,TIME,[")
                    .contains("\"graph\":[{\"boxes\":3,\"operations\":3,\"svg\":\"\\u003csvg")
                    .contains("\"name\":\"e\",\"rows\":3,\"width\":2,\"points\":[")
                    .contains("\"labels\":[\"p\",\"q\",\"r\"]");
        }
    }

    @Test
    void rowsInALineDifferInOneDirection() {
        NDArray line = NDArray.of(Shape.of(3, 2), 0f, 0f, 3f, 4f, 6f, 8f);
        double[] points =
                (double[])
                        Principal.components(new Projector.Embedding("e", line, List.of()))
                                .get("points");
        assertThat(Math.abs(points[0])).isCloseTo(5, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(points[6]).isCloseTo(-points[0], org.assertj.core.data.Offset.offset(1e-9));
        for (int i : new int[] {1, 2, 3, 4, 5, 7, 8}) {
            assertThat(points[i]).isCloseTo(0, org.assertj.core.data.Offset.offset(1e-6));
        }
    }

    @Test
    void aNewStartForgetsWhatCameAfterItsStep() throws IOException {
        try (FileWriter writer = new FileWriter(folder)) {
            for (int step = 0; step < 5; step++) {
                writer.addScalar("loss", step, step);
            }
            writer.addSessionStart(2);
            writer.addScalar("loss", 7, 2);
        }
        try (Board board = new Board(folder)) {
            assertThat(pieces(board))
                    .contains("\"forget\":2")
                    .contains("\"loss\":[[0,TIME,0],[1,TIME,1],[2,TIME,7]]");
        }
    }

    @Test
    void manyPointsAreThinnedOut() {
        List<Integer> all = java.util.stream.IntStream.range(0, 1001).boxed().toList();
        assertThat(Piece.thin(all, 11))
                .containsExactly(0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000);
        assertThat(Piece.thin(all, 2000)).hasSize(1001);
    }

    @Test
    void aDamagedFileIsToldAndTheOthersAreRead() throws IOException {
        Path file;
        try (FileWriter writer = new FileWriter(folder.resolve("broken"))) {
            writer.addScalar("loss", 1, 1);
            file = writer.file();
        }
        Files.write(file, new byte[20], StandardOpenOption.APPEND);
        try (FileWriter writer = new FileWriter(folder.resolve("whole"))) {
            writer.addScalar("loss", 2, 1);
        }
        try (Board board = new Board(folder)) {
            board.refresh();
            assertThat(board.problems()).hasSize(1);
            assertThat(board.problems().get(0)).contains("the length of record 2, at byte");
            assertThat(pieces(board)).contains("[[1,TIME,1]]").contains("[[1,TIME,2]]");
        }
    }

    @Test
    void theFilesOfTensorBoardItselfAreShown() throws IOException {
        Files.copy(
                OutsideData.shared("models/tensorboard/end_to_end.tfevents"),
                folder.resolve("end_to_end.tfevents"));
        try (Board board = new Board(folder)) {
            assertThat(board.problems()).isEmpty();
            assertThat(pieces(board)).contains("\"profile/train_begin\":[[0,TIME,0]]");
        }
    }

    @Test
    void aFolderThatIsNotThereIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> new Board(folder.resolve("none")))
                .hasMessageContaining("there is no such folder; give the one that a FileWriter");
        assertThatThrownBy(() -> new Board(file))
                .hasMessageContaining("is a file; give the folder");
    }

    @Test
    void theServerAnswersThisMachineAlone() throws Exception {
        try (Board board = new Board(folder);
                BoardServer server = new BoardServer(board, null, 0)) {
            HttpResponse<String> page = get(server.url());
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();
            assertThat(get(server.url() + "pieces?id=&from=0").statusCode()).isEqualTo(200);
            assertThat(get(server.url() + "other").statusCode()).isEqualTo(404);
            String elsewhere = server.url().replace("localhost", "127.0.0.1");
            assertThat(get(elsewhere).statusCode()).isEqualTo(200);
            int port = URI.create(server.url()).getPort();
            assertThatThrownBy(() -> new BoardServer(board, null, port))
                    .hasMessageContaining("port " + port)
                    .hasMessageContaining("Choose another port with --port");
        }
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
