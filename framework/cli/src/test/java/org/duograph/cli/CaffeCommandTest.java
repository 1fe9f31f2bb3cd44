package org.duograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duograph.interop.caffe.proto.BlobProto;
import org.duograph.interop.caffe.proto.NetParameter;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code caffe translate}. */
class CaffeCommandTest {
    private static final String NET =
            """
            name: "two"
            input: "data" input_shape { dim: 1 dim: 1 dim: 3 dim: 3 }
            layer { name: "pool" type: "Pooling" bottom: "data" top: "pool"
                    pooling_param { pool: MAX kernel_size: 2 stride: 2 } }
            layer { name: "ip" type: "InnerProduct" bottom: "pool" top: "ip"
                    inner_product_param { num_output: 1 } }
            """;

    @TempDir Path folder;
    private Path net;
    private Path weights;

    @BeforeEach
    void model() throws IOException {
        net = folder.resolve("net.prototxt");
        weights = folder.resolve("net.caffemodel");
        Files.writeString(net, NET);
        NetParameter.Builder file = NetParameter.newBuilder().setName("two");
        file.addLayerBuilder()
                .setName("ip")
                .setType("InnerProduct")
                .addBlobs(blob(1, 10, 100, 1000))
                .addBlobs(blob(0.5f));
        Files.write(weights, file.build().toByteArray());
    }

    private static BlobProto blob(float... numbers) {
        BlobProto.Builder blob = BlobProto.newBuilder();
        for (float number : numbers) {
            blob.addData(number);
        }
        blob.getShapeBuilder().addDim(numbers.length);
        return blob.build();
    }

    @Test
    void whatItWritesRuns() throws IOException {
        Path init = folder.resolve("init.pb");
        Path predict = folder.resolve("predict.pbtxt");
        CommandLineRun run =
                CommandLineRun.good(
                        "caffe",
                        "translate",
                        net,
                        weights,
                        "--init-net",
                        init,
                        "--predict-net",
                        predict);
        assertThat(run.out().lines())
                .containsExactly(
                        "2 layers -> 2 operators, 2 weights", "input data 1x1x3x3", "output ip");
        Path data = folder.resolve("data.npy");
        Npy.write(data, NDArray.of(Shape.of(1, 1, 3, 3), 1f, 2, 3, 4, 5, 6, 7, 8, 9));
        CommandLineRun.good(
                "net",
                "run",
                predict,
                "--init",
                init,
                "--feed",
                "data=" + data,
                "--out",
                folder.resolve("out"),
                "--backend",
                "java");
        // The last windows hang over the edge: 5, 6, 8, 9.
        assertThat(Npy.read(folder.resolve("out/ip.npy")).item()).isEqualTo(9865.5);
    }

    @Test
    void verifyPrintsARowForEachLayerAndForTheWhole() {
        CommandLineRun run =
                CommandLineRun.good(
                        "caffe", "translate", net, weights, "--verify", "--backend", "java");
        assertThat(run.out().lines().filter(l -> l.startsWith("pool ")).count()).isEqualTo(1);
        assertThat(run.out().lines().filter(l -> l.startsWith("ip ")).count()).isEqualTo(1);
        assertThat(run.out().lines().filter(l -> l.startsWith("whole net ")).count()).isEqualTo(1);
        assertThat(run.out()).endsWith("All layers agree with their definitions.\n");
    }

    @Test
    void verifyTakesAnInputOfOnesOwn() throws IOException {
        Path data = folder.resolve("data.npy");
        Npy.write(data, NDArray.of(Shape.of(1, 1, 3, 3), 1f, 2, 3, 4, 5, 6, 7, 8, 9));
        assertThat(
                        CommandLineRun.good(
                                        "caffe",
                                        "translate",
                                        net,
                                        weights,
                                        "--verify",
                                        "--backend",
                                        "java",
                                        "--feed",
                                        "data=" + data)
                                .out())
                .contains("9866"); // 9865.5 to four digits
        assertThat(
                        CommandLineRun.of(
                                        "caffe",
                                        "translate",
                                        net,
                                        weights,
                                        "--verify",
                                        "--feed",
                                        "dat=" + data)
                                .err())
                .contains("\"dat\" is no input of this net; its inputs are [data]");
    }

    @Test
    void legacyPadCanBeRemoved() throws IOException {
        Path predict = folder.resolve("predict.pbtxt");
        CommandLineRun.good("caffe", "translate", net, weights, "--predict_net", predict);
        assertThat(Files.readString(predict)).contains("legacy_pad");
        CommandLineRun.good(
                "caffe",
                "translate",
                net,
                weights,
                "--predict_net",
                predict,
                "--remove_legacy_pad");
        assertThat(Files.readString(predict)).doesNotContain("legacy_pad").contains("pads");
    }

    @Test
    void filesInTheWrongPlacesAreTold() {
        assertThat(CommandLineRun.of("caffe", "translate", net, weights).err())
                .contains("say where the nets go");
        CommandLineRun swapped = CommandLineRun.of("caffe", "translate", weights, net, "--verify");
        assertThat(swapped.code()).isEqualTo(1);
        assertThat(swapped.err()).contains("layer 1 \"ip\" (InnerProduct): it reads 0 blobs");
        assertThat(CommandLineRun.of("net", "print", weights).err())
                .contains("a Caffe 1 model (NetParameter), not a NetDef. duograph caffe translate");
    }

    @Test
    void aNetOfCaffe2IsNoCaffemodel() {
        CommandLineRun.good("examples", "--out", folder);
        Path predict = folder.resolve("lenet.pb");
        CommandLineRun.good(
                "net",
                "print",
                folder.resolve("lenet.pbtxt"),
                "--format",
                "binary",
                "--out",
                predict);
        assertThat(CommandLineRun.of("caffe", "translate", net, predict, "--verify").err())
                .contains("is a Caffe2 NetDef, not a NetParameter");
    }
}
