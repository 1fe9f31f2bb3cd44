package org.duograph.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.BlobFiles;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.model.Option;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Training with dropout and batch normalisation, twice: the same seed gives the same bits. */
class DeterminismTest {
    private static final int STEPS = 6;
    private final ModelHelper model = build();

    @TempDir java.nio.file.Path folder;

    private static ModelHelper build() {
        ModelHelper model = new ModelHelper("train");
        String conv = Brew.conv(model, "data", "conv", 3, 16, Option.kernel(3), Option.pad(1));
        String bn = Brew.spatialBn(model, conv, "bn", 16);
        String relu = Brew.relu(model, bn, bn);
        String pool = Brew.maxPool(model, relu, "pool", Option.kernel(2), Option.stride(2));
        String fc = Brew.fc(model, pool, "fc", 16 * 4 * 4, 32);
        String dropped = Brew.dropout(model, fc, "dropped", Option.ratio(0.5));
        String scores = Brew.fc(model, dropped, "scores", 32, 10);
        model.op("SoftmaxWithLoss", List.of(scores, "label"), List.of("softmax", "loss"));
        model.addGradientOperators("loss");
        Optimizers.sgd(0.05).momentum(0.9).build(model);
        model.net().addExternalOutput("loss");
        return model;
    }

    private static void feed(Workspace workspace, int step) {
        Philox random = new Philox(5, step);
        NDArray data = NDArray.zeros(ArrayType.float32(8, 3, 8, 8));
        for (int i = 0; i < data.size(); i++) {
            data.set(i, random.uniform(i) - 0.5);
        }
        NDArray labels = NDArray.zeros(new ArrayType(DType.INT32, Shape.of(8)));
        for (int i = 0; i < 8; i++) {
            labels.set(i, random.below(10_000 + i, 10));
        }
        workspace.feedBlob("data", data);
        workspace.feedBlob("label", labels);
    }

    private Map<String, NDArray> parameters(Workspace workspace) {
        Map<String, NDArray> all = new LinkedHashMap<>();
        for (String blob : workspace.blobs()) {
            if (!blob.equals("data") && !blob.equals("label") && workspace.hasTensor(blob)) {
                all.put(blob, workspace.fetchBlob(blob));
            }
        }
        return all;
    }

    private Map<String, NDArray> train(String backend, long seed) {
        try (Workspace workspace = new Workspace(backend, seed)) {
            workspace.runNetOnce(model.paramInitNet().proto());
            feed(workspace, 0);
            workspace.createNet(model.net().proto());
            for (int step = 0; step < STEPS; step++) {
                feed(workspace, step);
                workspace.runNet(model.net().name());
            }
            return parameters(workspace);
        }
    }

    @TestFactory
    Stream<DynamicTest> theSameSeedGivesTheSameBits() {
        return Golden.backends().stream()
                .map(
                        backend ->
                                DynamicTest.dynamicTest(
                                        backend,
                                        () -> {
                                            Map<String, NDArray> first = train(backend, 7);
                                            assertThat(first).containsKeys("conv_w", "bn_rm");
                                            assertThat(train(backend, 7)).isEqualTo(first);
                                            assertThat(train(backend, 8)).isNotEqualTo(first);
                                        }));
    }

    @TestFactory
    Stream<DynamicTest> trainingResumedFromAFileGoesOnAsIfNeverInterrupted() {
        return Golden.backends().stream()
                .map(backend -> DynamicTest.dynamicTest(backend, () -> resume(backend)));
    }

    private void resume(String backend) throws java.io.IOException {
        java.nio.file.Path file = folder.resolve(backend + ".minidb");
        NetDef net = model.net().proto();
        try (Workspace workspace = new Workspace(backend, 7)) {
            workspace.runNetOnce(model.paramInitNet().proto());
            feed(workspace, 0);
            workspace.createNet(net);
            for (int step = 0; step < STEPS / 2; step++) {
                feed(workspace, step);
                workspace.runNet(model.net().name());
            }
            BlobFiles.save(file, parameters(workspace));
        }
        try (Workspace workspace = new Workspace(backend, 7)) {
            BlobFiles.load(file).forEach(workspace::feedBlob);
            feed(workspace, 0);
            workspace.createNet(net);
            workspace.setRuns(model.net().name(), STEPS / 2);
            for (int step = STEPS / 2; step < STEPS; step++) {
                feed(workspace, step);
                workspace.runNet(model.net().name());
            }
            assertThat(parameters(workspace)).isEqualTo(train(backend, 7));
        }
    }
}
