package org.duograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.interop.onnx.OnnxExporter;
import org.duograph.interop.onnx.OnnxModel;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.saved.SavedModel;
import org.duograph.session.saved.Signature;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.duograph.tensor.Philox;
import org.duograph.workspace.Workspace;
import org.duograph.zoo.Zoo;
import org.duograph.zoo.ZooModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of model that {@code lite convert} reads becomes a file that answers as it does. */
class LiteSourcesTest {
    private static final String SAME = "the greatest number stands in the same place 3 times";

    @TempDir Path folder;

    private Path file(String name) {
        return folder.resolve(name);
    }

    /** Three inputs in a folder. */
    private Path inputs(int... dims) throws IOException {
        NDArray images = NDArray.zeros(ArrayType.float32(dims));
        Philox random = Philox.of(2, "images", 0);
        for (int i = 0; i < images.size(); i++) {
            images.set(i, random.below(i, 256));
        }
        Files.createDirectories(file("inputs"));
        Npy.write(file("inputs").resolve("three.npy"), images);
        return file("inputs");
    }

    private String converted(Object model, Object... options) {
        Object[] before = {"lite", "convert", model, "--out", file("model.tflite")};
        Object[] args = new Object[before.length + options.length];
        System.arraycopy(before, 0, args, 0, before.length);
        System.arraycopy(options, 0, args, before.length, options.length);
        return CommandLineRun.good(args).out();
    }

    @Test
    void aSavedModelAndItsFrozenGraphDo() throws IOException {
        Graph g = new Graph();
        Tensor image = g.placeholder("image", DType.FLOAT32, -1, 12, 12, 3);
        Tensor h = g.layers().same().conv2d(image, 8, 3).relu();
        h = g.layers().batchNormalization(g.layers().stride(2).conv2d(h, 8, 3), false).relu();
        h = g.layers().maxPooling2d(h, 2, 2);
        Tensor scores = g.layers().dense(g.layers().flatten(h), 5).softmax();
        try (Session s = new Session(g, Placement.of("java"), 1)) {
            s.initialize();
            Signature signature = Signature.predict(Map.of("image", image), Map.of("p", scores));
            SavedModel.save(s, file("saved"), Map.of(Signature.DEFAULT, signature));
        }
        Object[] options = {"--feed", "image=float32:1x12x12x3", "--verify", inputs(3, 12, 12, 3)};
        assertThat(converted(file("saved"), options)).contains("takes float32 1x12x12x3", SAME);
        byte[] ofModel = Files.readAllBytes(file("model.tflite"));
        CommandLineRun.good("graph", "freeze", file("saved"), "--out", file("frozen.pb"));
        assertThat(converted(file("frozen.pb"), options)).contains(SAME);
        assertThat(Files.size(file("model.tflite"))).isCloseTo(ofModel.length, within(64));
    }

    private static org.assertj.core.data.Offset<Long> within(long bytes) {
        return org.assertj.core.data.Offset.offset(bytes);
    }

    @Test
    void aModelOfOnnxDoes() throws IOException {
        ZooModel lenet = Zoo.standard().model("lenet-fashion");
        try (Workspace w = new Workspace("java", 0)) {
            w.runNetOnce(lenet.init());
            w.feedBlob("data", NDArray.zeros(ArrayType.float32(1, 1, 28, 28)));
            OnnxExporter exporter =
                    new OnnxExporter(w.inspect().graph(lenet.predict()))
                            .content(blob -> blob.equals("data") ? null : w.fetchBlob(blob));
            Files.write(file("lenet.onnx"), exporter.export(List.of("softmax")).toByteArray());
        }
        assertThat(OnnxModel.read(file("lenet.onnx")).operators()).contains("Conv", "MaxPool");
        assertThat(converted(file("lenet.onnx"), "--verify", inputs(3, 1, 28, 28)))
                .contains("takes float32 1x28x28x1 \"data\"", SAME);
    }

    @Test
    void aNetTakesItsWeightsFromAFileOfThem() throws IOException {
        CommandLineRun.good("zoo", "export", "lenet-fashion", "--as", "nets", "--out", folder);
        Path weights = file("lenet.safetensors");
        CommandLineRun.good(
                "zoo", "export", "lenet-fashion", "--as", "safetensors", "--out", weights);
        Path net = file("predict_net.pb");
        converted(net, "--init", file("init_net.pb"), "--feed", "data=float32:1x1x28x28");
        byte[] ofNets = Files.readAllBytes(file("model.tflite"));
        converted(net, "--init", weights, "--feed", "data=float32:1x1x28x28");
        assertThat(file("model.tflite")).hasBinaryContent(ofNets);
        assertThat(
                        CommandLineRun.good(
                                        "net",
                                        "shapes",
                                        net,
                                        "--init",
                                        weights,
                                        "--feed",
                                        "data=float32:1x1x28x28")
                                .out())
                .contains("softmax");
    }

    @Test
    void whatIsMeantForAnotherKindOfModelIsRefused() throws IOException {
        CommandLineRun.good("zoo", "export", "lenet-fashion", "--as", "nets", "--out", folder);
        assertThat(refusal(folder, "--init", file("init_net.pb")))
                .contains("--init is for a net in a file of its own", "leave --init out");
        assertThat(refusal(folder, "--signature", "s", "--feed", "data=float32:1x1x28x28"))
                .contains("only SavedModels have signatures");
        assertThat(refusal(folder, "--feed", "data=float32:1x1x28x28", "--feed", "dada=float32:1"))
                .contains("--feed names \"dada\"", "\"data\"");
    }

    private String refusal(Path model, Object... options) {
        Object[] before = {"lite", "convert", model, "--out", file("model.tflite")};
        Object[] args = new Object[before.length + options.length];
        System.arraycopy(before, 0, args, 0, before.length);
        System.arraycopy(options, 0, args, before.length, options.length);
        CommandLineRun run = CommandLineRun.of(args);
        assertThat(run.code()).isNotZero();
        return run.err();
    }

    @Test
    void allOperatorsThatItLacksAreListedAtOnce() throws IOException {
        var graph = new org.duograph.graph.Graph("curves");
        var x = graph.variable("x", ArrayType.float32(1, 4));
        var sine = graph.append("sine", OpCatalog.get("Sin"), Map.of(), x).output(0);
        var erf = graph.append("erf", OpCatalog.get("Erf"), Map.of(), x).output(0);
        graph.assign("y", graph.append("y", OpCatalog.get("Add"), Map.of(), sine, erf).output(0));
        Files.write(
                file("curves.onnx"), new OnnxExporter(graph).export(List.of("y")).toByteArray());
        assertThat(refusal(file("curves.onnx")))
                .contains("Sin: there is no such operator", "Erf: there is no such operator");
        assertThat(file("model.tflite")).doesNotExist();
    }
}
