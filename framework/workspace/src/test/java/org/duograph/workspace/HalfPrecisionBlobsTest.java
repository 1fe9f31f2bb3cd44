package org.duograph.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blobs in float16, and the operators that convert to it and back. */
class HalfPrecisionBlobsTest {
    /** The float16 numbers next to a third and to 1 + 2^-12, the largest, and what is beyond. */
    private static final NDArray NUMBERS = NDArray.vector(1 / 3f, 1.000244140625f, 65504, 1e6f);

    private static final NDArray HALVES = NUMBERS.cast(DType.FLOAT16);

    private Workspace workspace = new Workspace("java", 0);
    private @TempDir Path folder;

    @AfterEach
    void close() {
        workspace.close();
    }

    private NetDef read(String text) throws IOException {
        return NetFiles.readNet(Files.writeString(folder.resolve("net.pbtxt"), text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "cpu"})
    void aNetThatIsAFileConvertsToFloat16AndBack(String backend) throws IOException {
        workspace.close();
        workspace = new Workspace(backend, 0);
        NetDef net =
                read(
                        """
                        name: "halves"
                        op { input: "x" output: "x_half" type: "FloatToHalf" }
                        op { input: "x_half" output: "y" type: "HalfToFloat" }
                        external_input: "x"
                        """);
        workspace.feedBlob("x", NUMBERS);
        workspace.runNetOnce(net);
        assertThat(workspace.fetchBlob("x_half")).isEqualTo(HALVES);
        assertThat(workspace.fetchBlob("y").toDoubles())
                .containsExactly(0.333251953125, 1, 65504, Double.POSITIVE_INFINITY);
        assertThat(workspace.fetchBlob("y").dtype()).isEqualTo(DType.FLOAT32);
    }

    @Test
    void eachIsTheGradientOfTheOther() {
        Net net = new Net("halves");
        net.op("FloatToHalf", "x", "h");
        net.op("HalfToFloat", "h", "y");
        net.op("Sqr", "y", "z");
        Map<String, String> gradients = net.addGradientOperators("z");
        assertThat(net.proto().getOpList().stream().map(op -> op.getType()))
                .endsWith("FloatToHalf", "HalfToFloat");
        workspace.feedBlob("x", NUMBERS);
        workspace.runNetOnce(net.proto());
        assertThat(workspace.fetchBlob(gradients.get("h")).dtype()).isEqualTo(DType.FLOAT16);
        NDArray dX = workspace.fetchBlob(gradients.get("x"));
        assertThat(dX.dtype()).isEqualTo(DType.FLOAT32);
        assertThat(dX.toDoubles())
                .as("twice y, rounded to float16 on the way back")
                .containsExactly(
                        0.66650390625, 2, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    @Test
    void anotherTypeThanTheNameSaysIsNamedWithTheBlob() {
        workspace.feedBlob("x", NUMBERS);
        workspace.feedBlob("h", HALVES);
        assertThatThrownBy(
                        () ->
                                workspace.runOperatorOnce(
                                        Ops.operator("HalfToFloat", List.of("x"), List.of("y"))))
                .hasMessageContaining("HalfToFloat (operator 0 of net")
                .hasMessageContaining("it reads float16, but \"x\" is float32 4; a Cast converts");
        assertThatThrownBy(
                        () ->
                                workspace.runOperatorOnce(
                                        Ops.operator("FloatToHalf", List.of("h"), List.of("y"))))
                .hasMessageContaining("it reads float32, but \"h\" is float16 4; a Cast converts");
    }

    @Test
    void float16IsFedFetchedSavedAndLoadedBitForBit() {
        workspace.setRootFolder(folder);
        workspace.feedBlob("h", HALVES);
        assertThat(workspace.fetchBlob("h")).isEqualTo(HALVES);
        assertThat(workspace.blobType("h")).isEqualTo("float16 4");
        byte[] message = workspace.serializeBlob("h");
        Map<String, Object> file = Map.of("db", "h.minidb", "db_type", "minidb");
        workspace.runOperatorOnce(Ops.operator("Save", List.of("h"), List.of(), file));
        workspace.resetWorkspace(folder);
        workspace.runOperatorOnce(Ops.operator("Load", List.of(), List.of("h"), file));
        assertThat(workspace.fetchBlob("h")).isEqualTo(HALVES);
        workspace.deserializeBlob("again", message);
        assertThat(workspace.fetchBlob("again")).isEqualTo(HALVES);
    }
}
