package org.duograph.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The rarer verbs of a workspace; WorkspaceTest has the everyday ones. */
class WorkspaceVerbsTest {
    private final Workspace workspace = new Workspace("java", 0);

    @AfterEach
    void close() {
        workspace.close();
    }

    private static OperatorDef op(String type, String input, String output) {
        return Ops.operator(type, List.of(input), List.of(output));
    }

    private static NetDef net(String name, OperatorDef... ops) {
        return NetDef.newBuilder().setName(name).addAllOp(List.of(ops)).build();
    }

    @Test
    void textsAreBlobsToo() {
        workspace.feedBlob("title", "Duograph");
        workspace.feedBlob("labels", List.of("cat", "dog"));
        assertThat(workspace.fetchObject("title", String.class)).isEqualTo("Duograph");
        assertThat(workspace.fetchBlob("labels"))
                .isEqualTo(NDArray.ofTexts(Shape.of(2), "cat", "dog"));
        for (String blob : List.of("title", "labels")) {
            workspace.deserializeBlob("copy", workspace.serializeBlob(blob));
            assertThat(workspace.fetchObject("copy", Object.class))
                    .isEqualTo(workspace.fetchObject(blob, Object.class));
        }
        workspace.runOperatorOnce(
                Ops.operator(
                        "GivenTensorStringFill",
                        List.of(),
                        List.of("labels"),
                        Ops.arg("shape", List.of(2, 1)),
                        Ops.arg("values", List.of("a", "b"))));
        workspace.runOperatorOnce(op("Copy", "labels", "copy"));
        assertThat(workspace.fetchBlob("copy"))
                .isEqualTo(NDArray.ofTexts(Shape.of(2, 1), "a", "b"));
        assertThat(workspace.blobType("labels")).isEqualTo("string 2x1");
    }

    @Test
    void aWorkspaceIsPrintedWithWhatItsBlobsHold() {
        assertThat(workspace).hasToString("nets: []");
        workspace.feedBlob("x", NDArray.vector(1, 2));
        workspace.feedBlob("title", "Duograph");
        workspace.createBlob("later");
        workspace.createNet(net("n", op("Relu", "x", "y")));
        assertThat(workspace).hasToString("x: float32 2\ntitle: String\nlater: nothing\nnets: [n]");
    }

    @Test
    void aNetThatIsBeingWrittenRunsAsItIs() {
        Net net = new Net("written");
        net.op("Relu", "x", "y");
        workspace.createNet(net);
        workspace.feedBlob("x", NDArray.vector(-1, 2));
        workspace.runNet(net.name());
        net.op("Negative", "y", "z");
        workspace.runNetOnce(net);
        assertThat(workspace.fetchBlob("z").toDoubles()).containsExactly(-0.0, -2);
    }

    @Test
    void whatNoFileCanHoldIsNotSerialized() {
        workspace.feedObject("o", new Object());
        assertThatThrownBy(() -> workspace.serializeBlob("o"))
                .hasMessageContaining("Blob \"o\" holds a Object, which no file can hold");
        assertThatThrownBy(() -> workspace.deserializeBlob("o", new byte[] {1, 2, 3}))
                .hasMessageContaining("no BlobProto");
    }

    @Test
    void aTensorWrittenOverAnObjectCounts() {
        workspace.feedBlob("x", NDArray.vector(-1, 2));
        workspace.feedBlob("y", "text");
        workspace.runOperatorOnce(op("Relu", "x", "y"));
        assertThat(workspace.fetchBlob("y")).isEqualTo(NDArray.vector(0, 2));
        assertThat(workspace.blobType("y")).isEqualTo("float32 2");
    }

    @Test
    void anObjectIsClosedWhenItsBlobGetsSomethingElse() {
        boolean[] closed = new boolean[2];
        AutoCloseable first = () -> closed[0] = true;
        AutoCloseable second = () -> closed[1] = true;
        workspace.feedObject("reader", first);
        workspace.feedObject("reader", second);
        assertThat(closed).containsExactly(true, false);
        workspace.removeBlob("reader");
        assertThat(closed).containsExactly(true, true);
    }

    @Test
    void tensorsAreAMapThatReadsAndWritesTheBlobs() {
        Map<String, NDArray> tensors = workspace.tensors();
        assertThat(tensors).isEmpty();
        tensors.put("x", NDArray.vector(1, 2));
        workspace.feedBlob("y", NDArray.scalar(3));
        workspace.feedBlob("text", "not a tensor");
        assertThat(workspace.fetchBlob("x")).isEqualTo(NDArray.vector(1, 2));
        assertThat(tensors)
                .containsExactly(
                        Map.entry("x", NDArray.vector(1, 2)), Map.entry("y", NDArray.scalar(3)));
        assertThat(tensors.get("text")).isNull();
        assertThat(tensors.remove("x")).isEqualTo(NDArray.vector(1, 2));
        assertThat(workspace.hasBlob("x")).isFalse();
        tensors.clear();
        assertThat(workspace.blobs()).containsExactly("text");
    }

    @Test
    void aCreatedBlobHoldsNothingUntilItIsFilled() {
        workspace.createBlob("x");
        assertThat(workspace.hasBlob("x")).isTrue();
        assertThat(workspace.blobType("x")).isEqualTo("nothing");
        assertThatThrownBy(() -> workspace.fetchBlob("x"))
                .hasMessage("Blob \"x\" holds nothing yet, not a tensor");
        workspace.feedBlob("x", NDArray.scalar(1));
        workspace.createBlob("x");
        assertThat(workspace.fetchBlob("x")).isEqualTo(NDArray.scalar(1));
    }

    @Test
    void aNetMayBeCreatedBeforeItsInputsAreFilled() {
        NetDef net = net("n", op("Relu", "x", "y"));
        assertThatThrownBy(() -> workspace.createNet(net)).hasMessageContaining("does not exist");
        workspace.createNet(net, false, List.of("x"));
        assertThatThrownBy(() -> workspace.runNet("n")).hasMessageContaining("\"x\"");
        workspace.feedBlob("x", NDArray.vector(-1, 2));
        workspace.runNet("n");
        assertThat(workspace.fetchBlob("y")).isEqualTo(NDArray.vector(0, 2));
    }

    @Test
    void aNetMayBeAllowedToFail() {
        workspace.feedBlob("x", NDArray.vector(1, 2));
        workspace.feedBlob("w", NDArray.vector(1, 2, 3));
        workspace.createNet(net("n", Ops.operator("Add", List.of("x", "w"), List.of("y"))));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        workspace.setOutput(new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(workspace.runNet("n", 1, true)).isFalse();
        assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith("Net \"n\" failed: ");
        assertThatThrownBy(() -> workspace.runNet("n", 1, false)).isNotNull();
        assertThatThrownBy(() -> workspace.runNet("m", 1, true)).hasMessageContaining("no net");
        workspace.feedBlob("w", NDArray.vector(3, 4));
        assertThat(workspace.runNet("n", 1, true)).isTrue();
    }

    @Test
    void resettingForgetsAllAndMaySetTheFolder() {
        workspace.feedBlob("x", NDArray.vector(1));
        workspace.feedBlob("text", "text");
        workspace.createNet(net("n", op("Relu", "x", "y")));
        workspace.resetWorkspace(Path.of("elsewhere"));
        assertThat(workspace.blobs()).isEmpty();
        assertThat(workspace.nets()).isEmpty();
        assertThat(workspace.rootFolder()).isEqualTo(Path.of("elsewhere"));
    }

    @Test
    void registeredOperatorsAreAllThatNetsMayUse() {
        workspace.register("Mine", call -> {});
        assertThat(workspace.inspect().registeredOperators())
                .contains("Conv", "Save", "CopyCPUToGPU", "Mine")
                .doesNotHaveDuplicates();
        assertThat(workspace.inspect().registeredDatabases()).contains("minidb");
    }

    @Test
    void whatHostOperatorsWriteIsLeftOutOfInferredTypes() {
        NetDef net =
                net(
                        "n",
                        Ops.operator("CreateDB", List.of(), List.of("db"), Ops.arg("db", "f")),
                        Ops.operator("TensorProtosDBInput", List.of("db"), List.of("x", "label")),
                        op("Relu", "x", "y"),
                        op("Relu", "label", "z"));
        assertThat(
                        workspace
                                .inspect()
                                .inferShapesAndTypes(
                                        List.of(net), Map.of("x", ArrayType.float32(8, 3))))
                .containsEntry("y", ArrayType.float32(8, 3))
                .doesNotContainKeys("db", "label", "z");
    }

    @Test
    void aTransformIsTakenOnlyIfItIsFaster() {
        workspace.feedBlob("x", NDArray.vector(-1, 2));
        NetDef net = net("n", op("Relu", "x", "y"));
        Inspection inspect = workspace.inspect();
        assertThat(inspect.applyTransformIfFaster("FuseRelu", net, 1, 1e9)).isEqualTo(net);
        assertThat(inspect.applyTransformIfFaster("FuseRelu", net, 1, 0).getOpCount()).isEqualTo(1);
    }
}
