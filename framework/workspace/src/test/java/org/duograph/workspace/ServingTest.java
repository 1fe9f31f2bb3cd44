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
import org.duograph.workspace.host.HostOperator;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Option;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
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
    void aPredictorThatWasClosedIsNotAsked() {
        Predictor first = new Predictor(new Workspace("java", 0), init, predict);
        Predictor second = first.share();
        first.close();
        assertThatThrownBy(first::share)
                .hasMessageContaining("_predict\" was closed; make another");
        assertThatThrownBy(() -> first.prepareFor(Map.of("data", images(1))))
                .hasMessageContaining("was closed");
        assertThatThrownBy(() -> answers(first, 1)).hasMessageContaining("was closed");
        second.close();
    }

    @Test
    void inputsAreGivenByTheirNames() {
        NDArray data = random(1, images(1));
        try (Predictor predictor = new Predictor(new Workspace("java", 0), init, predict)) {
            assertThat(predictor.run(Map.of("data", data))).containsOnlyKeys("scores");
            assertThatThrownBy(() -> predictor.run(Map.of()))
                    .hasMessageContaining("takes 1 inputs [data], but only [] were given");
            assertThatThrownBy(() -> predictor.run(Map.of("dota", data)))
                    .hasMessageContaining("takes 1 inputs [data], but \"dota\" was given")
                    .hasMessageContaining("did you mean \"data\"?");
            assertThatThrownBy(() -> predictor.run(Map.of("data", data, "conv_w", data)))
                    .hasMessageContaining("but \"conv_w\" was given");
            assertThatThrownBy(() -> predictor.run(List.of(data, data)))
                    .hasMessageContaining("takes 1 inputs [data], but 2 arrays were given");
        }
    }

    @Test
    void aNetWithoutOutputsHasNoAnswer() {
        NetDef silent = predict.toBuilder().clearExternalOutput().build();
        assertThatThrownBy(() -> new Predictor(new Workspace("java", 0), init, silent))
                .hasMessageContaining("declares no external_output");
    }

    @Test
    void aNetIsPreparedForSizesThatAreGoingToCome() {
        List<OperatorDef> planned = new ArrayList<>();
        HostOperator twice =
                new HostOperator() {
                    @Override
                    public void run(Call call) {
                        call.output(0, twice(call.input(0)));
                    }

                    @Override
                    public boolean knowsTypes(OperatorDef op) {
                        return planned.add(op); // asked while a plan is made, not while it runs
                    }

                    @Override
                    public Map<String, ArrayType> types(Call call) {
                        return Map.of("y", call.type(0));
                    }
                };
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.register("Twice", twice);
            workspace.feedBlob("x", NDArray.vector(1));
            workspace.createNet(
                    NetDef.newBuilder()
                            .setName("n")
                            .addOp(Ops.operator("Twice", List.of("x"), List.of("y")))
                            .build());
            workspace.prepareNet("n", Map.of("x", ArrayType.float32(3)));
            workspace.feedBlob("x", NDArray.vector(-1, 0, 1));
            planned.clear();
            workspace.runNet("n");
            assertThat(workspace.fetchBlob("y")).isEqualTo(NDArray.vector(-2, 0, 2));
            assertThat(planned).isEmpty();
            workspace.feedBlob("x", NDArray.vector(-1, 1));
            workspace.runNet("n");
            assertThat(planned).isNotEmpty();
        }
    }
}
