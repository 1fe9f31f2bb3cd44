package org.duograph.session.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.duograph.messages.FileFormatException;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.saved.SavedModel;
import org.duograph.session.saved.Signature;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphFilesTest {
    @TempDir Path folder;

    private static Graph graph() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1);
        g.op("Identity").name("y").input(x.times(g.constant(2f))).tensor();
        return g;
    }

    @Test
    void aGraphIsTextOrBinaryByItsNameAndReadByItsContent() throws IOException {
        GraphDef graph = GraphDefWriter.write(graph());
        Path text = folder.resolve("g.pbtxt");
        Path binary = folder.resolve("g.pb");
        GraphFiles.write(text, graph);
        GraphFiles.write(binary, graph);
        assertThat(Files.readString(text)).startsWith("node {");
        assertThat(GraphFiles.read(text)).isEqualTo(graph);
        assertThat(Files.readAllBytes(binary)).isEqualTo(graph.toByteArray());
        assertThat(GraphFiles.read(binary)).isEqualTo(graph);
        Files.move(text, folder.resolve("text.pb"));
        assertThat(GraphFiles.read(folder.resolve("text.pb"))).isEqualTo(graph);
    }

    @Test
    void ofASavedModelTheGraphToBeServedIsRead() throws IOException {
        Graph g = graph();
        Path saved = folder.resolve("saved");
        try (Session s = new Session(g)) {
            Map<String, Tensor> out = Map.of("y", g.tensor("y:0"));
            SavedModel.save(s, saved, Map.of(Signature.DEFAULT, Signature.predict(Map.of(), out)));
        }
        assertThat(GraphFiles.read(saved)).isEqualTo(GraphDefWriter.write(g));
        assertThat(GraphFiles.readSavedModel(saved, "serve").getSignatureDefMap())
                .containsKey(Signature.DEFAULT);
        assertThatThrownBy(() -> GraphFiles.readSavedModel(saved, "serve,gpu"))
                .isInstanceOf(FileFormatException.class)
                .hasMessageContaining("{ serve,gpu }")
                .hasMessageContaining("there are [[serve]]");
        assertThatThrownBy(() -> GraphFiles.read(saved.resolve("saved_model.pb")))
                .hasMessageContaining("is a TensorFlow SavedModel, not a GraphDef. ");
    }

    @Test
    void whatIsNoGraphIsNamed() throws IOException {
        Path npy = folder.resolve("x.npy");
        Npy.write(npy, NDArray.vector(1));
        assertThatThrownBy(() -> GraphFiles.read(npy))
                .isInstanceOf(FileFormatException.class)
                .hasMessageContaining("is a NumPy array (.npy), not a GraphDef");
        assertThatThrownBy(() -> GraphFiles.read(folder))
                .hasMessageContaining("is a folder; name the GraphDef file in it");
        byte[] net = {10, 1, 'n', 18, 9, 10, 1, 'x', 18, 1, 'y', 34, 1, 'R'};
        assertThatThrownBy(() -> GraphFiles.read(Files.write(folder.resolve("net.pb"), net)))
                .hasMessageContaining("is a Caffe2 NetDef, not a GraphDef");
        Path text = Files.writeString(folder.resolve("g.pbtxt"), "node { nam: \"x\" }");
        assertThatThrownBy(() -> GraphFiles.read(text))
                .hasMessageContaining("line 1, column 8: NodeDef has no field \"nam\"")
                .hasMessageContaining("did you mean \"name\"?");
    }
}
