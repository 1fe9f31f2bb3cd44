package org.duograph.workspace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duograph.workspace.io.Ops.arg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.MiniDb;
import org.duograph.workspace.io.MiniDbWriter;
import org.duograph.workspace.io.TensorCodec;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.OperatorDef;
import org.duograph.workspace.proto.TensorProtos;
import org.duograph.workspace.zoo.SmallNets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Caffe2's MNIST tutorial, step by step, on small pictures in a database. */
class MnistTutorialTest {
    @TempDir private Path folder;

    @BeforeEach
    void forgetEarlierNets() {
        Net.releaseNames();
    }

    /** 40 pictures of 8 x 8 bytes: the row that is bright tells the class, 0 to 3. */
    private Path database() throws IOException {
        Path file = folder.resolve("train.minidb");
        Random random = new Random(5);
        try (MiniDbWriter db = MiniDb.create(file)) {
            for (int n = 0; n < 40; n++) {
                byte[] pixels = new byte[64];
                random.nextBytes(pixels);
                for (int i = 0; i < 64; i++) {
                    boolean bright = i / 16 == n % 4;
                    pixels[i] = (byte) ((bright ? 180 : 0) + (pixels[i] & 63));
                }
                TensorProtos record =
                        TensorProtos.newBuilder()
                                .addProtos(
                                        TensorCodec.toProto(
                                                NDArray.ofBytes(Shape.of(1, 8, 8), pixels)))
                                .addProtos(
                                        TensorCodec.toProto(
                                                NDArray.of(Shape.SCALAR, new int[] {n % 4})))
                                .build();
                db.put("%05d".formatted(n), record.toByteArray());
            }
            db.commit();
        }
        return file;
    }

    private static String addInput(ModelHelper model, String db) {
        List<String> input = Brew.dbInput(model, List.of("data_uint8", "label"), 20, db, "minidb");
        String data = model.op("Cast", input.get(0), "data", arg("to", 1));
        data = model.op("Scale", data, data, arg("scale", 1 / 256f));
        return model.op("StopGradient", data, data);
    }

    private static String addModel(ModelHelper model, String data) {
        String scores = SmallNets.mlp(model, data, 64, 16, 4);
        String softmax = Brew.softmax(model, scores, "softmax");
        Brew.accuracy(model, List.of(softmax, "label"), "accuracy");
        return softmax;
    }

    private static void addTrainingOperators(ModelHelper model, String softmax) {
        String xent = model.op("LabelCrossEntropy", List.of(softmax, "label"), "xent");
        String loss = model.op("AveragedLoss", xent, "loss");
        model.addGradientOperators(loss);
        Optimizers.sgd(0.5).policy(LearningRatePolicy.step(1, 0.999)).build(model);
    }

    @Test
    void theModelTrainsFromADatabaseAndAnotherTestsItsParameters() throws IOException {
        String db = database().toString();
        ModelHelper train = new ModelHelper("mnist_train");
        addTrainingOperators(train, addModel(train, addInput(train, db)));
        train.op("Print", List.of("loss"), List.of(), arg("to_file", 1));
        ModelHelper test = ModelHelper.withoutInit("mnist_test");
        addModel(test, addInput(test, db));

        try (Workspace workspace = new Workspace()) {
            workspace.setRootFolder(folder);
            workspace.runNetOnce(train.paramInitNet().proto());
            workspace.createNet(train.net().proto());
            workspace.runNet("mnist_train", 60);
            workspace.runNetOnce(test.paramInitNet().proto());
            workspace.createNet(test.net().proto());
            workspace.runNet("mnist_test");
            assertThat(workspace.fetchBlob("accuracy").item()).isGreaterThan(0.9);
        }
        assertThat(Files.readAllLines(folder.resolve("loss.log"))).hasSize(60);
    }

    @Test
    void theNetHasTheOperatorsThatTheTutorialShows() {
        ModelHelper model = new ModelHelper("mnist_train");
        String data = addInput(model, "mnist-train.minidb");
        String softmax = Brew.softmax(model, SmallNets.leNet(model, data), "softmax");
        addTrainingOperators(model, softmax);
        assertThat(model.net().proto().getOpList())
                .extracting(OperatorDef::getType)
                .containsSequence("TensorProtosDBInput", "Cast", "Scale", "StopGradient", "Conv")
                .containsSequence("MaxPool", "FC", "Relu", "FC", "Softmax", "LabelCrossEntropy")
                .containsSequence("AveragedLoss", "ConstantFill", "AveragedLossGradient")
                .containsSequence("ConvGradient", "Iter", "LearningRate", "WeightedSum");
        assertThat(model.params())
                .containsExactly(
                        "conv1_w", "conv1_b", "conv2_w", "conv2_b", "fc3_w", "fc3_b", "pred_w",
                        "pred_b");
        assertThat(model.paramInitNet().name()).isEqualTo("mnist_train_init");
    }
}
