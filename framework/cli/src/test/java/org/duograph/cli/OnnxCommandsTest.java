package org.duograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duograph.graph.Graph;
import org.duograph.interop.onnx.OnnxArrays;
import org.duograph.interop.onnx.OnnxExporter;
import org.duograph.interop.onnx.proto.ModelProto;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxCommandsTest {
    @TempDir private Path folder;
    private Path model;

    @BeforeEach
    void writeAModel() throws IOException {
        model = folder.resolve("model.onnx");
        Files.write(model, relu().toByteArray());
        Npy.write(folder.resolve("x.npy"), NDArray.vector(-1, 2));
    }

    private static ModelProto relu() {
        Graph graph = new Graph("rectify");
        var x = graph.variable("x", ArrayType.float32(2));
        graph.assign(
                "y", graph.append("relu", OpCatalog.get("Relu"), java.util.Map.of(), x).output(0));
        return new OnnxExporter(graph).export(List.of("y"));
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    @Test
    void aModelRunsOnArraysAndOnTestData() throws IOException {
        CommandLineRun run =
                CommandLineRun.good(
                        "onnx", "run", model, "--feed", "x=" + file("x.npy"), "--backend", "java");
        assertThat(run.out()).startsWith("y: float32 2 [0.0, 2.0]");
        Files.write(file("x.pb"), OnnxArrays.write("x", NDArray.vector(3, -4)).toByteArray());
        CommandLineRun.good(
                "onnx", "run", model, "--feed", "x=" + file("x.pb"), "--out", file("out"));
        assertThat(Npy.read(file("out/y.npy")).floats()).containsExactly(3, 0);
    }

    @Test
    void whatIsMissingOrUnknownIsSaid() {
        assertThat(CommandLineRun.of("onnx", "run", model).err())
                .contains("The model was not given \"x\" (float 2)");
        CommandLineRun other =
                CommandLineRun.of("onnx", "run", model, "--feed", "z=" + file("x.npy"));
        assertThat(other.code()).isEqualTo(1);
    }

    @Test
    void aModelIsPrintedDrawnAndChecked() {
        assertThat(CommandLineRun.good("onnx", "print", model).out())
                .contains("model \"rectify\" by duograph, format 7, operators ai.onnx 13")
                .contains("y = Relu(x)");
        CommandLineRun.good("onnx", "draw", model, "--out", file("model.svg"));
        assertThat(file("model.svg")).isNotEmptyFile();
        assertThat(CommandLineRun.good("onnx", "check", model).out())
                .contains("It can be run: 1 nodes become 1 operators and 0 constants.")
                .contains("y float32 2");
    }

    @Test
    void operatorsThatAreNotOfferedAreListed() throws IOException {
        ModelProto.Builder other = relu().toBuilder();
        other.getGraphBuilder().getNodeBuilder(0).setOpType("Rectify");
        Files.write(model, other.build().toByteArray());
        CommandLineRun run = CommandLineRun.of("onnx", "check", model);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("Operators that are not offered: Rectify");
    }

    @Test
    void foldersOfTestsPassFailOrAreSkipped() throws IOException {
        test("right", NDArray.vector(0, 2), relu());
        assertThat(CommandLineRun.good("onnx", "test", file("tests"), "--backend", "java").out())
                .contains("PASS " + file("tests/right"))
                .contains("1 tests: 1 PASS, 0 FAIL, 0 SKIP");
        test("wrong", NDArray.vector(-1, 2), relu());
        ModelProto.Builder other = relu().toBuilder();
        other.getGraphBuilder().getNodeBuilder(0).setOpType("Rectify");
        test("unknown", NDArray.vector(0, 2), other.build());
        CommandLineRun run = CommandLineRun.of("onnx", "test", "--brief", file("tests"));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .contains("FAIL " + file("tests/wrong") + ": output \"y\": element 0 should be -1")
                .contains("SKIP " + file("tests/unknown"))
                .contains("3 tests: 1 PASS, 1 FAIL, 1 SKIP");
    }

    private void test(String name, NDArray wanted, ModelProto proto) throws IOException {
        Path set = Files.createDirectories(file("tests").resolve(name).resolve("test_data_set_0"));
        Files.write(set.resolveSibling("model.onnx"), proto.toByteArray());
        NDArray x = NDArray.vector(-1, 2);
        Files.write(set.resolve("input_0.pb"), OnnxArrays.write("x", x).toByteArray());
        Files.write(set.resolve("output_0.pb"), OnnxArrays.write("y", wanted).toByteArray());
    }
}
