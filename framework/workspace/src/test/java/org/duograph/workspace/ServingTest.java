package org.duograph.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Option;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trained net answers several threads from one copy of its weights. */
class ServingTest {
    private final NetDef init;
    private final NetDef predict;

    ServingTest() {
        ModelHelper model = new ModelHelper("small");
        Brew.conv(model, "data", "conv", 3, 16, Option.kernel(3), Option.pad(1));
        Brew.relu(model, "conv", "conv");
        Brew.maxPool(model, "conv", "pool", Option.kernel(2), Option.stride(2));
        Brew.fc(model, "pool", "fc", 16 * 4 * 4, 10);
        Brew.softmax(model, "fc", "scores");
        init = model.paramInitNet().proto();
        predict = model.extractPredictorNet(List.of("data"), List.of("scores")).net();
    }

    private static ArrayType images(int batch) {
        return ArrayType.float32(batch, 3, 8, 8);
    }

    private static NDArray random(int stream, ArrayType type) {
        Philox random = new Philox(3, stream);
        NDArray array = NDArray.zeros(type);
        for (int i = 0; i < array.size(); i++) {
            array.set(i, random.uniform(i));
        }
        return array;
    }

    private static List<NDArray> answers(Predictor predictor, int batch) {
        List<NDArray> answers = new ArrayList<>();
        for (int run = 0; run < 5; run++) {
            answers.addAll(predictor.run(List.of(random(10 * batch + run, images(batch)))));
        }
        return answers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"onednn", "java"})
    void threadsGetTheAnswersThatTheyWouldGetOneAtATime(String backend) throws Exception {
        int[] batches = {1, 2, 5, 16};
        ExecutorService threads = Executors.newFixedThreadPool(batches.length);
        List<Predictor> predictors = new ArrayList<>();
        try (Predictor first = new Predictor(new Workspace(backend, 0), init, predict)) {
            List<List<NDArray>> alone = new ArrayList<>();
            for (int batch : batches) {
                alone.add(answers(first, batch));
                Predictor predictor = first.share();
                predictor.prepareFor(Map.of("data", images(batch)));
                predictors.add(predictor);
            }
            List<Future<List<NDArray>>> together = new ArrayList<>();
            for (int i = 0; i < batches.length; i++) {
                int at = i;
                together.add(threads.submit(() -> answers(predictors.get(at), batches[at])));
            }
            for (int i = 0; i < batches.length; i++) {
                assertThat(together.get(i).get()).isEqualTo(alone.get(i));
            }
        } finally {
            threads.shutdown();
            predictors.forEach(Predictor::close);
        }
    }

    @Test
    void predictorsThatShareWeightsAreClosedInAnyOrder() {
        Predictor first = new Predictor(new Workspace("java", 0), init, predict);
        Predictor second = first.share();
        List<NDArray> answers = answers(first, 2);
        first.close();
        first.close();
        assertThat(answers(second, 2)).isEqualTo(answers);
        second.close();
    }

    @Test
    void aWorkspaceOverAFrozenOneHasItsTensorsAndItsOwnBlobs() {
        try (Workspace weights = new Workspace("java", 0)) {
            weights.feedBlob("w", NDArray.vector(1, 2));
            weights.register("Twice", call -> call.output(0, twice(call.input(0))));
            weights.freeze();
            try (Workspace mine = new Workspace(weights);
                    Workspace yours = new Workspace(weights)) {
                mine.runOperatorOnce(Ops.operator("Twice", List.of("w"), List.of("w")));
                assertThat(mine.fetchBlob("w")).isEqualTo(NDArray.vector(2, 4));
                assertThat(yours.fetchBlob("w")).isEqualTo(NDArray.vector(1, 2));
                assertThatThrownBy(() -> yours.feedBlob("w", "a text"))
                        .hasMessageContaining("\"w\" is a tensor of a frozen workspace");
                assertThatThrownBy(() -> weights.feedBlob("w", NDArray.vector(0)))
                        .hasMessageContaining("frozen");
            }
        }
    }

    private static NDArray twice(NDArray x) {
        NDArray y = NDArray.zeros(x.type());
        for (int i = 0; i < x.size(); i++) {
            y.set(i, 2 * x.get(i));
        }
        return y;
    }

    @Test
    void aNetIsPreparedForSizesThatAreGoingToCome() {
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.keepPlans(2);
            workspace.feedBlob("x", NDArray.vector(1));
            workspace.createNet(
                    NetDef.newBuilder()
                            .setName("n")
                            .addOp(Ops.operator("Relu", List.of("x"), List.of("y")))
                            .build());
            workspace.prepareNet("n", Map.of("x", ArrayType.float32(3)));
            workspace.feedBlob("x", NDArray.vector(-1, 0, 1));
            String prepared = workspace.plans("n").get(0).toString();
            workspace.runNet("n");
            assertThat(workspace.fetchBlob("y")).isEqualTo(NDArray.vector(0, 0, 1));
            assertThat(workspace.plans("n").get(0).toString()).isEqualTo(prepared);
        }
    }
}
