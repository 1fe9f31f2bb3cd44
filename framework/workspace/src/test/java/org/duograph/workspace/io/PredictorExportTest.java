package org.duograph.workspace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.messages.FileFormatException;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Predictor;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.proto.MetaNetDef;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.zoo.SmallNets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictorExportTest {
    @TempDir Path folder;

    /** LeNet with its softmax, as the tutorial "MNIST" exports it. */
    private static ModelHelper leNet() {
        ModelHelper model = new ModelHelper("mnist");
        String scores = SmallNets.leNet(model, "data");
        model.op("Softmax", List.of(scores), "softmax");
        return model;
    }

    @Test
    void aModelInOneFileAnswersAsItDidInTheWorkspaceItCameFrom() throws IOException {
        Path file = folder.resolve("mnist.minidb");
        NDArray image =
                NDArray.zeros(
                        new org.duograph.tensor.ArrayType(
                                org.duograph.tensor.DType.FLOAT32, Shape.of(2, 1, 28, 28)));
        for (int i = 0; i < image.size(); i++) {
            image.floats()[i] = i % 7 * 0.1f;
        }
        NDArray before;
        try (Workspace w = new Workspace("java", 3)) {
            ModelHelper model = leNet();
            w.runNetOnce(model.paramInitNet().proto());
            w.feedBlob("data", image);
            w.runNetOnce(model.net().proto());
            before = w.fetchBlob("softmax");
            NetDef net = model.extractPredictorNet(List.of("data"), List.of("softmax")).net();
            PredictorExport.of(net, List.of("data"), Map.of("data", Shape.of(1, 1, 28, 28)))
                    .save(file, w::fetchBlob);
        }
        PredictorExport.Loaded model = PredictorExport.load(file);
        assertThat(model.inputs()).containsExactly("data");
        try (Predictor predictor =
                new Predictor(new Workspace("java", 0), model.init(), model.predict())) {
            assertThat(predictor.run(List.of(image))).containsExactly(before);
        }
    }

    @Test
    void theTableOfContentsIsWhatCaffe2LooksFor() throws IOException {
        Path file = folder.resolve("mnist.minidb");
        try (Workspace w = new Workspace("java", 3)) {
            ModelHelper model = leNet();
            w.runNetOnce(model.paramInitNet().proto());
            NetDef net = model.extractPredictorNet(List.of("data"), List.of("softmax")).net();
            PredictorExport.of(net, List.of("data"), Map.of("data", Shape.of(1, 1, 28, 28)))
                    .save(file, w::fetchBlob);
            try (MiniDbCursor cursor = MiniDb.open(file)) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.key()).isEqualTo("!!META_NET_DEF");
                Object bytes = BlobCodec.toObject("!!META_NET_DEF", cursor.value());
                MetaNetDef contents =
                        MetaNetDef.parseFrom(
                                bytes instanceof ByteString b
                                        ? b
                                        : ByteString.copyFromUtf8((String) bytes));
                assertThat(contents.getNetsList())
                        .extracting(n -> n.getKey())
                        .containsExactly(
                                "GLOBAL_INIT_NET_TYPE",
                                "PREDICT_INIT_NET_TYPE",
                                "PREDICT_NET_TYPE");
                assertThat(contents.getBlobs(0).getValueList())
                        .containsExactlyInAnyOrder(
                                "conv1_w", "conv1_b", "conv2_w", "conv2_b", "fc3_w", "fc3_b",
                                "pred_w", "pred_b");
                assertThat(contents.getNets(0).getValue().getOp(0).getInput(0))
                        .isEqualTo("!!PREDICTOR_DBREADER");
            }
        }
    }

    @Test
    void whatIsNoWholeModelIsRefused() throws IOException {
        NetDef net = leNet().net().proto();
        assertThatThrownBy(() -> new PredictorExport(net, List.of("data"), List.of(), Map.of()))
                .hasMessageContaining("reads [conv1_w, conv1_b")
                .hasMessageContaining("neither among the inputs [data] nor the parameters");
        Path weights = folder.resolve("weights.minidb");
        BlobFiles.save(weights, Map.of("w", NDArray.scalar(1f)));
        assertThatThrownBy(() -> PredictorExport.load(weights))
                .isInstanceOf(FileFormatException.class)
                .hasMessageContaining("is no exported model: it has no blob !!META_NET_DEF");

        Path file = folder.resolve("half.minidb");
        NetDef answers = net.toBuilder().clearExternalOutput().addExternalOutput("softmax").build();
        PredictorExport.of(answers, List.of("data"), Map.of())
                .save(file, name -> NDArray.scalar(1f));
        Map<String, Object> all = new LinkedHashMap<>(BlobFiles.loadAny(file, name -> true));
        all.remove("fc3_w");
        BlobFiles.save(file, all);
        assertThatThrownBy(() -> PredictorExport.load(file))
                .hasMessageContaining("lacks parameter \"fc3_w\"");
    }
}
