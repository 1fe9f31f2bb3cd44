package org.duograph.docs.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duograph.keras.Keras.dense;

import java.nio.file.Path;
import java.util.List;
import org.duograph.keras.Sequential;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tensorboard.FileWriter;
import org.duograph.tensorboard.board.Board;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.net.Net;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about the board shows code that runs, and the board shows what it writes. */
class SeeATrainingTest {
    private static final NDArray POINTS = NDArray.of(Shape.of(4, 2), 1f, 0, 0, 1, 1, 1, 0.5f, 2);

    @TempDir Path folder;

    private String shown() throws Exception {
        try (Board board = new Board(folder)) {
            assertThat(board.problems()).isEmpty();
            return board.runs() + " " + board.pieces("", 0);
        }
    }

    @Test
    void aModelTellsItsEpochsAndWeights() throws Exception {
        Sequential model = new Sequential(dense(3, "relu").inputShape(2), dense(1));
        model.compile("sgd(0.1)", "mse");
        SeeATraining.keras(model, POINTS, NDArray.of(Shape.of(4, 1), 1f, 0, 1, 0), folder);
        assertThat(shown())
                .startsWith("[train, validation]")
                .contains("\"epoch/loss\":[[1,", "\"batch/loss\":[[0,", "/kernel\":[[1,");
    }

    @Test
    void aSessionTellsItsSummaries() throws Exception {
        SeeATraining.session(POINTS, folder.resolve("first"));
        assertThat(shown())
                .startsWith("[first]")
                .contains("\"loss\":[[0,", "\"weights\":[[0,", "svg");
    }

    @Test
    void aWorkspaceTellsWhatItsNetsPrint() throws Exception {
        try (Workspace workspace = new Workspace()) {
            Net net = new Net("train");
            net.op("Print", List.of("x"), List.of());
            workspace.feedBlob("x", NDArray.vector(3));
            // other tests' nets make this one's name train_1
            workspace.createNet(net.proto().toBuilder().setName("train").build());
            SeeATraining.workspace(workspace, folder.resolve("caffe2"));
        }
        assertThat(shown()).startsWith("[caffe2]").contains("\"x\":[[0,");
    }

    @Test
    void picturesTextsCurvesAndEmbeddingsAreToldToo() throws Exception {
        try (FileWriter writer = new FileWriter(folder)) {
            NDArray image = NDArray.of(Shape.of(1, 2, 2, 1), 1f, 0, 0, 1);
            NDArray two = NDArray.vector(1, 0);
            SeeATraining.more(writer, image, two, two, 5);
        }
        SeeATraining.embeddings(folder, POINTS, List.of("a", "b", "c", "d"));
        assertThat(shown())
                .contains("worst mistakes/image", "notes", "is a shoe", "learning rate", "words");
    }
}
