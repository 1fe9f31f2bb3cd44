package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.duograph.tensor.Shape;
import org.duograph.testing.OutsideData;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real nets give on the GPU what the real Caffe2 gave. */
class GoldenNetsTest {
    @BeforeEach
    void needsAGpuOrItsStandIn() {
        StandIn.require();
    }

    @Test
    void squeezeNetGivesCaffe2sAnswer() throws IOException {
        checkZooNet("squeezenet", 717);
    }

    @ParameterizedTest
    @CsvSource({"inception_v1,260", "resnet50,138", "bvlc_alexnet,907"})
    void largerNetsGiveCaffe2sAnswer(String model, int best) throws IOException {
        assumeTrue(System.getenv("STANDIN_CONTROL") == null, "takes minutes without a GPU");
        checkZooNet(model, best);
    }

    private static void checkZooNet(String model, int best) throws IOException {
        Path folder = OutsideData.shared("golden/caffe2/zoo/" + model);
        Path nets = OutsideData.shared("models/caffe2/zoo_predict_nets");
        Path binary = nets.resolve(model + ".predict_net.pb");
        Path text = nets.resolve(model + ".predict_net.pbtxt");
        try (Workspace workspace = new Workspace("cuda", 0)) {
            for (String line : Files.readAllLines(folder.resolve("params.txt"))) {
                String[] words = line.split(" ", 4);
                NDArray weights = weights(Integer.parseInt(words[0]), words[2], shape(words[3]));
                workspace.feedBlob(words[1], weights);
            }
            workspace.runNetOnce(NetFiles.readNet(Files.exists(binary) ? binary : text));
            arrays(folder)
                    .forEach(
                            (blob, expected) -> {
                                String name = blob.replace("gpu_0_", "gpu_0/");
                                NDArray actual = workspace.fetchBlob(name);
                                assertClose(blob, actual, expected, 1e-3);
                                assertThat(argmax(actual)).isEqualTo(best);
                            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtcnn_det1_nosoftmax", "mtcnn_det3"})
    void mtcnnGivesCaffe2sBlobs(String model) throws IOException {
        Path folder = OutsideData.shared("golden/caffe2/nets/" + model);
        try (Workspace workspace = new Workspace("cuda", 0)) {
            workspace.runNetOnce(NetFiles.readNet(folder.resolve("init_net.pb")));
            Map<String, NDArray> arrays = arrays(folder);
            arrays.forEach(
                    (name, array) -> {
                        if (name.startsWith("in_")) {
                            workspace.feedBlob(name.substring("in_".length()), array);
                        }
                    });
            NetDef predict = NetFiles.readNet(folder.resolve("predict_net.pb"));
            workspace.runNetOnce(predict.toBuilder().clearExternalOutput().build());
            arrays.forEach(
                    (name, expected) -> {
                        if (!name.startsWith("in_")) {
                            assertClose(name, workspace.fetchBlob(name), expected, 5e-5);
                        }
                    });
        }
    }

    /** The arrays in a folder, by the names of their files. */
    private static Map<String, NDArray> arrays(Path folder) throws IOException {
        Map<String, NDArray> arrays = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".npy")) {
                    arrays.put(name.substring(0, name.length() - ".npy".length()), Npy.read(file));
                }
            }
        }
        return arrays;
    }

    private static void assertClose(
            String what, NDArray actual, NDArray expected, double tolerance) {
        assertThat(actual.shape()).as("shape of %s", what).isEqualTo(expected.shape());
        double scale = 1e-3;
        for (int i = 0; i < expected.size(); i++) {
            scale = Math.max(scale, Math.abs(expected.get(i)));
        }
        double furthest = 0;
        for (int i = 0; i < expected.size(); i++) {
            double difference = Math.abs(actual.get(i) - expected.get(i));
            furthest = difference <= furthest ? furthest : difference; // a NaN, too
        }
        assertThat(furthest).as(what).isLessThanOrEqualTo(tolerance * scale);
    }

    private static int argmax(NDArray array) {
        int best = 0;
        for (int i = 1; i < array.size(); i++) {
            best = array.get(i) > array.get(best) ? i : best;
        }
        return best;
    }

    private static Shape shape(String text) {
        return Shape.of(
                Arrays.stream(text.replaceAll("[^\\d,]", "").split(","))
                        .mapToInt(Integer::parseInt)
                        .toArray());
    }

    /** Weights from the formula in golden/README.md, so that no weight file is needed. */
    private static NDArray weights(int j, String kind, Shape shape) {
        double fanIn = (double) shape.size() / shape.dim(0);
        NDArray array = NDArray.zeros(new ArrayType(DType.FLOAT32, shape));
        for (int i = 0; i < array.size(); i++) {
            double u = u(j, i);
            array.set(
                    i,
                    switch (kind) {
                        case "w" -> u * Math.sqrt(6 / fanIn);
                        case "bias", "mean" -> 0.1 * u;
                        case "scale" -> 1 + 0.1 * u;
                        case "var" -> 1 + 0.5 * Math.abs(u);
                        case "data" -> u;
                        default -> throw new IllegalArgumentException(kind);
                    });
        }
        return array;
    }

    private static double u(int j, int i) {
        int x = i * (int) 2654435761L + j * 40503;
        x ^= x >>> 15;
        x *= (int) 2246822519L;
        x ^= x >>> 13;
        x *= (int) 3266489917L;
        x ^= x >>> 16;
        return (x & 0xffffffffL) / 4294967296.0 * 2 - 1;
    }
}
