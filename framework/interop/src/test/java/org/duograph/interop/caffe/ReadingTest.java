package org.duograph.interop.caffe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.interop.caffe.proto.BlobProto;
import org.duograph.interop.caffe.proto.LayerParameter;
import org.duograph.interop.caffe.proto.NetParameter;
import org.duograph.interop.caffe.proto.NetState;
import org.duograph.interop.caffe.proto.Phase;
import org.duograph.interop.caffe.proto.V1LayerParameter;
import org.duograph.messages.FileFormatException;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in all their forms, the phases, and what is refused. */
class ReadingTest {
    private static final String OLD =
            """
            name: "old"
            input: "data"
            input_dim: 1 input_dim: 2 input_dim: 5 input_dim: 5
            layers { name: "c" type: CONVOLUTION bottom: "data" top: "c"
                     blobs_lr: 1 blobs_lr: 2 weight_decay: 1 weight_decay: 0
                     convolution_param { num_output: 3 kernel_size: 2 } }
            layers { name: "r" type: RELU bottom: "c" top: "c" }
            layers { name: "ip" type: INNER_PRODUCT bottom: "c" top: "ip"
                     inner_product_param { num_output: 4 } }
            layers { name: "prob" type: SOFTMAX bottom: "ip" top: "prob" }
            """;

    private static final String TRAINING =
            """
            layer { name: "db" type: "Data" top: "data" top: "label" include { phase: TRAIN }
                    data_param { source: "train_lmdb" batch_size: 64 } }
            layer { name: "db" type: "Data" top: "data" top: "label" include { phase: TEST }
                    data_param { source: "test_lmdb" batch_size: 100 } }
            layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip"
                    inner_product_param { num_output: 3 } }
            layer { name: "drop" type: "Dropout" bottom: "ip" top: "ip" exclude { stage: "deploy" } }
            layer { name: "hits" type: "Accuracy" bottom: "ip" bottom: "label" top: "hits"
                    include { phase: TEST } }
            layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }
            """;

    @TempDir Path folder;

    @Test
    void theFormBefore2014IsTheSameNet() throws IOException {
        CaffeModel model = CaffeModel.of(folder, OLD);
        Translation t = model.verified();
        assertThat(types(t)).containsExactly("Conv", "Relu", "FC", "Softmax");
        CaffeLayer first = model.net().layers().get(0);
        assertThat(first.p().getParam(1).getLrMult()).isEqualTo(2);
        assertThat(first.p().getParam(1).getDecayMult()).isZero();
        assertThat(first.place()).isEqualTo("layer 1 \"c\" (Convolution, line 4)");
    }

    @Test
    void oldWeightsOfFourExtentsFillTheSameNet() throws IOException {
        CaffeModel model = CaffeModel.of(folder, OLD);
        Translation expected =
                CaffeTranslator.translate(model.filled(), CaffeTranslator.Options.DEFAULT);
        NetParameter read = NetParameter.parseFrom(Files.readAllBytes(model.weights()));
        NetParameter.Builder old = NetParameter.newBuilder().setName("old");
        for (LayerParameter layer : read.getLayerList()) {
            V1LayerParameter.Builder same = V1LayerParameter.newBuilder().setName(layer.getName());
            for (BlobProto blob : layer.getBlobsList()) {
                same.addBlobs(
                        BlobProto.newBuilder()
                                .setNum(1)
                                .setChannels(1)
                                .setHeight(1)
                                .setWidth(blob.getDataCount())
                                .addAllData(blob.getDataList()));
            }
            old.addLayers(same);
        }
        Files.write(model.weights(), old.build().toByteArray());
        Translation t = CaffeTranslator.translate(model.filled(), CaffeTranslator.Options.DEFAULT);
        assertThat(t.init().equals(expected.init())).isTrue();
        assertThat(t.predict()).isEqualTo(expected.predict());
    }

    private static List<String> types(Translation t) {
        return t.predict().getOpList().stream().map(OperatorDef::getType).toList();
    }

    private CaffeNet training(NetState state) throws IOException {
        Path file = folder.resolve("train_val.prototxt");
        Files.writeString(file, TRAINING);
        return CaffeNet.read(file, state, note -> {});
    }

    private static List<String> names(CaffeNet net) {
        return net.layers().stream().map(CaffeLayer::name).toList();
    }

    @Test
    void aPhaseHasItsLayers() throws IOException {
        NetState test = NetState.newBuilder().setPhase(Phase.TEST).build();
        NetState train = NetState.newBuilder().setPhase(Phase.TRAIN).build();
        assertThat(names(training(test))).containsExactly("db", "ip", "drop", "hits", "loss");
        assertThat(training(test).layers().get(0).p().getDataParam().getBatchSize()).isEqualTo(100);
        assertThat(names(training(train))).containsExactly("db", "ip", "drop", "loss");
        assertThat(names(training(train.toBuilder().addStage("deploy").build())))
                .containsExactly("db", "ip", "loss");
    }

    @Test
    void dataLayersBecomeInputsOfAGivenShape() throws IOException {
        NetState test = NetState.newBuilder().setPhase(Phase.TEST).build();
        CaffeNet net = training(test);
        assertThatThrownBy(() -> CaffeTranslator.translate(net, CaffeTranslator.Options.DEFAULT))
                .hasMessageContaining("layer 2 \"db\" (Data, line 3): its shape is not in the file")
                .hasMessageContaining("--input data=");
    }

    @Test
    void dropoutDropsInPhaseTrainOnly() throws IOException {
        for (Phase phase : Phase.values()) {
            CaffeModel model =
                    CaffeModel.of(folder, CaffeModel.DATA + CaffeModel.layer("Dropout", ""));
            NetState state = NetState.newBuilder().setPhase(phase).build();
            Translation t =
                    CaffeTranslator.translate(
                            CaffeNet.read(model.prototxt(), state, note -> {}),
                            new CaffeTranslator.Options(state, false, Map.of()));
            assertThat(t.predict().getOp(0).getArgList())
                    .anyMatch(a -> a.getName().equals("is_test") && a.getI() == phase.getNumber());
        }
    }

    @Test
    void aBatchNormLearnsInPhaseTrain() throws IOException {
        CaffeModel model =
                CaffeModel.of(folder, CaffeModel.DATA + CaffeModel.layer("BatchNorm", ""));
        NetState state = NetState.newBuilder().setPhase(Phase.TRAIN).build();
        Translation t =
                CaffeTranslator.translate(
                        CaffeNet.read(model.prototxt(), state, note -> {})
                                .withWeights(model.weights(), note -> {}),
                        new CaffeTranslator.Options(state, false, Map.of()));
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.runNetOnce(t.init());
            NDArray before = workspace.fetchBlob("l_mean");
            workspace.feedBlob("data", NDArray.of(Shape.of(1, 4, 1, 2), 1f, 3, 1, 3, 1, 3, 1, 3));
            workspace.runNetOnce(t.predict());
            assertThat(workspace.fetchBlob("y").get(0)).isCloseTo(-1, within(1e-3));
            double moved = 0.999 * before.get(0) + 0.001 * 2;
            assertThat(workspace.fetchBlob("l_mean").get(0)).isCloseTo(moved, within(1e-5));
        }
    }

    @Test
    void theThirdWeightOfABatchNormDividesItsStatistics() throws IOException {
        CaffeModel model =
                CaffeModel.of(folder, CaffeModel.DATA + CaffeModel.layer("BatchNorm", ""));
        NetParameter.Builder file = NetParameter.newBuilder();
        file.addLayerBuilder()
                .setName("l")
                .addBlobs(BlobProto.newBuilder().addAllData(List.of(10f, 10f, 10f, 10f)))
                .addBlobs(BlobProto.newBuilder().addAllData(List.of(20f, 20f, 20f, 20f)))
                .addBlobs(BlobProto.newBuilder().addData(5));
        Files.write(model.weights(), file.build().toByteArray());
        Translation t = CaffeTranslator.translate(model.filled(), CaffeTranslator.Options.DEFAULT);
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.runNetOnce(t.init());
            assertThat(workspace.fetchBlob("l_mean").get(0)).isEqualTo(2);
            assertThat(workspace.fetchBlob("l_var").get(0)).isEqualTo(4);
        }
    }

    @Test
    void aScaleThatOthersReadAroundStaysApart() throws IOException {
        String text =
                CaffeModel.DATA
                        + "layer { name: \"bn\" type: \"BatchNorm\" bottom: \"data\" top: \"bn\" }\n"
                        + "layer { name: \"s\" type: \"Scale\" bottom: \"bn\" top: \"s\" }\n"
                        + "layer { name: \"e\" type: \"Eltwise\" bottom: \"s\" bottom: \"bn\" top: \"e\" }\n";
        assertThat(types(CaffeModel.of(folder, text).verified()))
                .containsExactly("SpatialBN", "Mul", "Sum");
        String alone =
                text.replace("bottom: \"s\" bottom: \"bn\"", "bottom: \"s\" bottom: \"data\"");
        assertThat(types(CaffeModel.of(folder, alone).verified()))
                .containsExactly("SpatialBN", "Sum");
    }

    @Test
    void allThatCantBeTranslatedIsSaidAtOnce() throws IOException {
        String text =
                CaffeModel.DATA
                        + CaffeModel.layer("Convolutoin", "").replace("\"l\"", "\"a\"")
                        + "layer { name: \"b\" type: \"SPP\" bottom: \"data\" top: \"b\" }\n"
                        + "layer { name: \"c\" type: \"ReLU\" bottom: \"b\" top: \"c\" }\n"
                        + "layer { name: \"d\" type: \"LRN\" bottom: \"data\" top: \"d\" lrn_param { local_size: 4 } }\n"
                        + "layer { name: \"e\" type: \"TanH\" bottom: \"dta\" top: \"e\" }\n"
                        + "layer { name: \"f\" type: \"InnerProduct\" bottom: \"data\" top: \"f\" inner_product_param { num_output: 2 } }\n";
        Path file = folder.resolve("net.prototxt");
        Files.writeString(file, text);
        CaffeNet net = CaffeNet.read(file, CaffeTranslator.Options.DEFAULT.state(), note -> {});
        assertThatThrownBy(() -> CaffeTranslator.translate(net, CaffeTranslator.Options.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .isEqualToNormalizingNewlines(
                        """
                        5 of the 6 layers can't be translated:
                          layer 1 "a" (Convolutoin, line 2): there is no translation of this type; did you mean "Convolution"?
                          layer 2 "b" (SPP, line 3): there is no translation of this type
                          layer 4 "d" (LRN, line 5): local_size must be odd, it is 4
                          layer 5 "e" (TanH, line 6): it reads "dta", which no layer before it writes; did you mean "data"?
                          layer 6 "f" (InnerProduct, line 7): it needs weight 1, 2x168, but the weights hold none of this layer""");
    }

    @Test
    void weightsOfAnotherSizeAreRefusedWithBothSizes() throws IOException {
        CaffeModel model = CaffeModel.of(folder, OLD);
        Files.writeString(model.prototxt(), OLD.replace("num_output: 4", "num_output: 5"));
        assertThatThrownBy(
                        () ->
                                CaffeTranslator.translate(
                                        model.filled(), CaffeTranslator.Options.DEFAULT))
                .hasMessageContaining(
                        "layer 3 \"ip\" (InnerProduct, line 8): its weight 1 must be 5x48, 240"
                                + " numbers, but the file has [4, 48], 192 numbers");
    }

    @Test
    void weightsOfAnotherModelAreRefused() throws IOException {
        CaffeModel model = CaffeModel.of(folder, OLD);
        Files.writeString(
                model.prototxt(),
                OLD.replace("name: \"c\"", "name: \"x\"").replace("name: \"ip\"", "name: \"z\""));
        assertThatThrownBy(model::filled)
                .isInstanceOf(FileFormatException.class)
                .hasMessageContaining("has weights for [c, ip], but for no layer of this net");
    }

    @Test
    void whatIsLeftAsideIsSaid() throws IOException {
        CaffeModel model = CaffeModel.of(folder, OLD);
        Files.writeString(model.prototxt(), OLD.replace("name: \"ip\"", "name: \"other\""));
        List<String> notes = new ArrayList<>();
        model.net().withWeights(model.weights(), notes::add);
        assertThat(notes).singleElement().asString().endsWith("the weights of [ip] are left aside");
    }

    @Test
    void fieldsOfOtherBranchesOfCaffeAreLeftOutAndSaid() throws IOException {
        Path file = folder.resolve("ssd.prototxt");
        Files.writeString(
                file,
                CaffeModel.DATA
                        + CaffeModel.layer("Permute", "permute_param { order: 0 order: 2 }"));
        List<String> notes = new ArrayList<>();
        CaffeNet net = CaffeNet.read(file, CaffeTranslator.Options.DEFAULT.state(), notes::add);
        assertThat(notes).singleElement().asString().contains("permute_param (line 2)");
        assertThatThrownBy(() -> CaffeTranslator.translate(net, CaffeTranslator.Options.DEFAULT))
                .hasMessageContaining("layer 1 \"l\" (Permute, line 2)");
    }

    @Test
    void theFormOf2013IsRefusedByName() throws IOException {
        Path file = folder.resolve("v0.prototxt");
        Files.writeString(
                file,
                "layers { layer { name: \"c\" type: \"conv\" } bottom: \"data\" top: \"c\" }");
        assertThatThrownBy(
                        () ->
                                CaffeNet.read(
                                        file, CaffeTranslator.Options.DEFAULT.state(), note -> {}))
                .isInstanceOf(FileFormatException.class)
                .hasMessageContaining("of 2013")
                .hasMessageContaining("upgrade_net_proto_text");
    }
}
