package org.duograph.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.duograph.tensor.Shape;
import org.duograph.testing.OutsideData;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs whole nets on what the real Caffe2 was given: the model zoo, MTCNN, style transfer,
 * training.
 */
class GoldenNetsTest {
    private static final Map<String, Integer> ARGMAX =
            Map.of("squeezenet", 717, "inception_v1", 260, "resnet50", 138, "bvlc_alexnet", 907);

    private static Stream<DynamicTest> eachFolder(
            String golden, BiConsumer<Path, Workspace> check) {
        Path folder = OutsideData.shared("golden/caffe2/" + golden);
        return Golden.backends().stream()
                .flatMap(
                        backend ->
                                Golden.folders(folder).stream().map(f -> test(f, backend, check)));
    }

    private static DynamicTest test(
            Path folder, String backend, BiConsumer<Path, Workspace> check) {
        return DynamicTest.dynamicTest(
                folder.getFileName() + " on " + backend,
                () -> {
                    try (Workspace workspace = new Workspace(backend, 0)) {
                        check.accept(folder, workspace);
                    }
                });
    }

    private static NetDef net(Path file) {
        try {
            return NetFiles.readNet(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> zooNetsGiveCaffe2sAnswers() {
        return eachFolder("zoo", GoldenNetsTest::checkZooNet);
    }

    private static void checkZooNet(Path folder, Workspace workspace) {
        String model = folder.getFileName().toString();
        Path nets = OutsideData.shared("models/caffe2/zoo_predict_nets");
        Path binary = nets.resolve(model + ".predict_net.pb");
        Path text = nets.resolve(model + ".predict_net.pbtxt");
        FormulaWeights.feed(folder.resolve("params.txt"), workspace);
        workspace.runNetOnce(net(Files.exists(binary) ? binary : text));
        Golden.arrays(folder, "")
                .forEach(
                        (blob, expected) -> {
                            NDArray actual = workspace.fetchBlob(blob.replace("gpu_0_", "gpu_0/"));
                            Golden.assertClose(blob, actual, expected, 1e-3);
                            assertThat(argmax(actual)).isEqualTo(ARGMAX.get(model));
                        });
    }

    private static int argmax(NDArray array) {
        int best = 0;
        for (int i = 1; i < array.size(); i++) {
            best = array.get(i) > array.get(best) ? i : best;
        }
        return best;
    }

    @TestFactory
    Stream<DynamicTest> mtcnnGivesCaffe2sBlobs() {
        return eachFolder("nets", GoldenNetsTest::checkNet);
    }

    private static void checkNet(Path folder, Workspace workspace) {
        workspace.runNetOnce(net(folder.resolve("init_net.pb")));
        Golden.arrays(folder, "in_").forEach(workspace::feedBlob);
        NetDef predict = net(folder.resolve("predict_net.pb"));
        workspace.runNetOnce(predict.toBuilder().clearExternalOutput().build());
        Golden.arrays(folder, "")
                .forEach(
                        (blob, expected) -> {
                            if (!blob.startsWith("in_")) {
                                NDArray actual = workspace.fetchBlob(blob);
                                Golden.assertClose(blob, actual, expected, 5e-5);
                            }
                        });
    }

    @TestFactory
    Stream<DynamicTest> stylesArePaintedAsCaffe2PaintsThem() {
        return eachFolder("style_transfer", GoldenNetsTest::checkStyle);
    }

    private static void checkStyle(Path folder, Workspace workspace) {
        Path models = OutsideData.shared("models/caffe2/style_transfer");
        Path model = models.resolve(folder.getFileName());
        Path data = folder.resolveSibling("in_data_int8_bgra.npy");
        Path noise = folder.resolveSibling("in_noise_zero.npy");
        try {
            workspace.runNetOnce(net(model.resolve("init_net.pb")));
            workspace.feedBlob("data_int8_bgra", Npy.read(data));
            workspace.feedBlob("__CAFFE2_STYLIZER_NOISE__", Npy.read(noise));
            workspace.runNetOnce(net(model.resolve("predict_net.pb")));
            NDArray expected = Npy.read(folder.resolve("styled_int8_bgra.npy"));
            NDArray actual = workspace.fetchBlob("styled_int8_bgra");
            assertThat(actual.type()).isEqualTo(expected.type());
            for (int i = 0; i < expected.size(); i++) {
                assertThat(actual.get(i)).as("byte %d", i).isCloseTo(expected.get(i), within(2.0));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> trainingTakesCaffe2sSteps() {
        return eachFolder("train", GoldenNetsTest::checkTraining);
    }

    private static void checkTraining(Path folder, Workspace workspace) {
        try {
            List<String> run = Files.readAllLines(folder.resolve("run.txt"));
            List<String> params = FormulaWeights.namesIn(run.get(0));
            Matcher rate = Pattern.compile("lr=([\\d.]+)").matcher(run.get(0));
            assertThat(rate.find()).isTrue();
            Golden.arrays(folder, "in_").forEach(workspace::feedBlob);
            FormulaWeights.feedForTraining(folder, params, workspace);
            workspace.feedBlob("loss_grad", NDArray.scalar(1));
            workspace.feedBlob("one", NDArray.vector(1));
            workspace.feedBlob("minus_lr", NDArray.vector(-Float.parseFloat(rate.group(1))));
            NetDef gradients = net(folder.resolve("net_with_grad.pbtxt"));
            workspace.createNet(gradients);
            boolean stable = folder.endsWith("conv_bn_softmaxwithloss");
            List<Double> losses = losses(run);
            for (int step = 0; step < losses.size(); step++) {
                workspace.runNet(gradients.getName());
                double tolerance = stable || step < 3 ? 2e-5 : 0.3;
                assertThat(workspace.fetchBlob("loss").item())
                        .as("loss of step %d", step)
                        .isCloseTo(losses.get(step), within(tolerance * losses.get(step)));
                if (step == 0) {
                    workspace.createNet(update(params));
                    Golden.arrays(folder, "step0_")
                            .forEach(
                                    (blob, expected) ->
                                            Golden.assertClose(
                                                    blob,
                                                    workspace.fetchBlob(blob),
                                                    expected,
                                                    1e-4));
                }
                workspace.runNet("update");
            }
            if (stable) {
                Golden.arrays(folder, "final_")
                        .forEach(
                                (blob, expected) ->
                                        Golden.assertClose(
                                                blob, workspace.fetchBlob(blob), expected, 1e-4));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static NetDef update(List<String> params) {
        NetDef.Builder net = NetDef.newBuilder().setName("update");
        for (String p : params) {
            List<String> inputs = List.of(p, "one", p + "_grad", "minus_lr");
            net.addOp(Ops.operator("WeightedSum", inputs, List.of(p)));
        }
        return net.build();
    }

    private static List<Double> losses(List<String> run) {
        List<Double> losses = new ArrayList<>();
        for (String line : run) {
            String[] words = line.split(" ");
            if (words.length >= 4 && words[0].equals("step") && words[2].equals("loss")) {
                losses.add(Double.parseDouble(words[3]));
            }
        }
        assertThat(losses).isNotEmpty();
        return losses;
    }

    /** Weights from the formula in golden/README.md, so that no weight file is needed. */
    private static final class FormulaWeights {
        private FormulaWeights() {}

        static void feed(Path params, Workspace workspace) {
            try {
                for (String line : Files.readAllLines(params)) {
                    String[] words = line.split(" ", 4);
                    int[] dims = dims(words[3]);
                    int j = Integer.parseInt(words[0]);
                    workspace.feedBlob(words[1], weights(j, words[2], Shape.of(dims)));
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        static List<String> namesIn(String line) {
            List<String> names = new ArrayList<>();
            Matcher m = Pattern.compile("'(\\w+)'").matcher(line);
            while (m.find()) {
                names.add(m.group(1));
            }
            return names;
        }

        /** {@code w = u * sqrt(3 / fan_in)}, all others {@code 0.1 u}; shapes from final_*.npy. */
        static void feedForTraining(Path folder, List<String> params, Workspace workspace) {
            Map<String, Shape> shapes = TrainingShapes.of(folder);
            for (int k = 0; k < params.size(); k++) {
                String name = params.get(k);
                Shape shape = shapes.get(name);
                NDArray u = weights(k + 1, "data", shape);
                boolean weight = name.endsWith("_w");
                double fanIn = (double) shape.size() / shape.dim(0);
                double factor = weight ? Math.sqrt(3 / fanIn) : 0.1;
                for (int i = 0; i < u.size(); i++) {
                    u.set(i, u(k + 1, i) * factor);
                }
                workspace.feedBlob(name, u);
            }
            if (shapes.containsKey("bn_rm")) {
                ArrayType type = new ArrayType(DType.FLOAT32, shapes.get("bn_rm"));
                workspace.feedBlob("bn_rm", NDArray.zeros(type));
                workspace.feedBlob("bn_riv", NDArray.full(type, 1));
            }
        }

        private static int[] dims(String text) {
            return Arrays.stream(text.replaceAll("[^\\d,]", "").split(","))
                    .mapToInt(Integer::parseInt)
                    .toArray();
        }

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

    /**
     * Shapes of the parameters of the two training nets, read off their gradients and final values.
     */
    private static final class TrainingShapes {
        private TrainingShapes() {}

        static Map<String, Shape> of(Path folder) {
            Map<String, Shape> shapes = new java.util.TreeMap<>();
            Golden.arrays(folder, "final_").forEach((name, a) -> shapes.put(name, a.shape()));
            shapes.putIfAbsent("conv2_w", Shape.of(32, 32, 5, 5));
            shapes.putIfAbsent("conv3_w", Shape.of(64, 32, 5, 5));
            shapes.putIfAbsent("fc1_w", Shape.of(64, 576));
            return shapes;
        }
    }
}
