package org.duograph.serving.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.duograph.messages.FileFormatException;
import org.duograph.messages.MaskedCrc;
import org.duograph.serving.Client;
import org.duograph.serving.SavedModels;
import org.duograph.serving.Serving;
import org.duograph.serving.ServingOptions;
import org.duograph.serving.proto.Example;
import org.duograph.serving.proto.Feature;
import org.duograph.serving.proto.FloatList;
import org.duograph.serving.proto.Input;
import org.duograph.serving.proto.ModelSpec;
import org.duograph.serving.proto.PredictionLog;
import org.duograph.serving.versions.ModelConfig;
import org.duograph.serving.versions.ModelVersion;
import org.duograph.serving.versions.ModelVersion.State;
import org.duograph.session.op.Tensors;
import org.duograph.tensor.NDArray;
import org.duograph.testing.Draw;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmUpRequestsTest {
    private static final String REGRESS = "tensorflow/serving/regress";

    @TempDir Path folder;
    private Path model;
    private Model loaded;
    private Runner runner;
    private final List<String> ran = new ArrayList<>();

    @BeforeEach
    void load() throws IOException {
        model = folder.resolve("half");
        SavedModels.halfPlus(model, 2);
        loaded = ModelFormats.load(model, "");
        runner = loaded.runner();
    }

    @AfterEach
    void close() {
        runner.close();
        loaded.close();
    }

    private static ModelSpec spec(String signature) {
        return ModelSpec.newBuilder().setName("other").setSignatureName(signature).build();
    }

    private static PredictionLog predict(String input, NDArray array) {
        PredictionLog.Builder log = PredictionLog.newBuilder();
        log.getPredictLogBuilder()
                .getRequestBuilder()
                .setModelSpec(spec(""))
                .putInputs(input, Tensors.message(array));
        return log.build();
    }

    private static Input input(float... values) {
        Input.Builder input = Input.newBuilder();
        for (float value : values) {
            Feature feature =
                    Feature.newBuilder()
                            .setFloatList(FloatList.newBuilder().addValue(value))
                            .build();
            Example.Builder example = input.getExampleListBuilder().addExamplesBuilder();
            example.getFeaturesBuilder().putFeature("x", feature);
        }
        return input.build();
    }

    private static PredictionLog regress(Input input) {
        PredictionLog.Builder log = PredictionLog.newBuilder();
        log.getRegressLogBuilder().getRequestBuilder().setModelSpec(spec(REGRESS)).setInput(input);
        return log.build();
    }

    private static PredictionLog classify(Input input) {
        PredictionLog.Builder log = PredictionLog.newBuilder();
        log.getClassifyLogBuilder()
                .getRequestBuilder()
                .setModelSpec(spec("classify_x_to_y"))
                .setInput(input);
        return log.build();
    }

    private static PredictionLog infer(Input input) {
        PredictionLog.Builder log = PredictionLog.newBuilder();
        var request = log.getMultiInferenceLogBuilder().getRequestBuilder().setInput(input);
        request.addTasksBuilder().setModelSpec(spec(REGRESS));
        request.addTasksBuilder().setModelSpec(spec("classify_x_to_y"));
        return log.build();
    }

    private static byte[] file(List<PredictionLog> logs) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (PredictionLog log : logs) {
            byte[] record = log.toByteArray();
            ByteBuffer bytes =
                    ByteBuffer.allocate(record.length + 16).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putLong(record.length).putInt(MaskedCrc.of(bytes.array(), 0, 8));
            bytes.put(record).putInt(MaskedCrc.of(record, 0, record.length));
            out.writeBytes(bytes.array());
        }
        return out.toByteArray();
    }

    private void write(byte[] bytes) throws IOException {
        Path file = model.resolve(WarmUpRequests.FILE);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    /** Runs the file on the model, and remembers what was run. */
    private void run() throws IOException {
        loaded.warmUp(
                new Runner() {
                    @Override
                    public Map<String, NDArray> run(String signature, Map<String, NDArray> inputs) {
                        ran.add(signature + " " + inputs.values().iterator().next().type());
                        return runner.run(signature, inputs);
                    }

                    @Override
                    public void close() {}
                });
    }

    @Test
    void eachRequestIsRunOnce() throws IOException {
        run();
        assertThat(ran).as("without a file").isEmpty();
        write(
                file(
                        List.of(
                                predict("x", NDArray.vector(1, 2, 3)),
                                regress(input(1, 2)),
                                classify(input(1)),
                                infer(input(4)))));
        run();
        assertThat(ran)
                .containsExactly(
                        "serving_default float32 3",
                        REGRESS + " float32 2x1",
                        "classify_x_to_y float32 1x1",
                        REGRESS + " float32 1x1",
                        "classify_x_to_y float32 1x1");
    }

    private void refused(String why, PredictionLog log) throws IOException {
        write(file(List.of(predict("x", NDArray.vector(1)), log)));
        assertThatThrownBy(this::run)
                .isInstanceOf(FileFormatException.class)
                .hasMessageContaining("record 1 can't be run: ")
                .hasMessageContaining(why);
    }

    @Test
    void aRequestThatDoesNotFitIsNamed() throws IOException {
        refused("has the inputs [y], but the signature", predict("y", NDArray.vector(1)));
        refused("must be float32", predict("x", NDArray.vector(1).reshape(1, 1)));
        refused("it has no examples", regress(Input.getDefaultInstance()));
        refused("it is no request to predict", PredictionLog.getDefaultInstance());
        refused(
                "asks the signature \"none\"",
                regress(input(1)).toBuilder()
                        .setRegressLog(
                                regress(input(1)).getRegressLog().toBuilder()
                                        .setRequest(
                                                regress(input(1))
                                                        .getRegressLog()
                                                        .getRequest()
                                                        .toBuilder()
                                                        .setModelSpec(spec("none"))))
                        .build());
        write(file(Collections.nCopies(1001, predict("x", NDArray.vector(1)))));
        assertThatThrownBy(this::run).hasMessageContaining("more than 1000 requests");
    }

    @Test
    void damagedFilesAreRefused() throws IOException {
        byte[] good = file(List.of(predict("x", NDArray.vector(1)), regress(input(1))));
        for (int end = 1; end < good.length; end++) {
            write(Arrays.copyOf(good, end));
            boolean whole = end == file(List.of(predict("x", NDArray.vector(1)))).length;
            if (!whole) {
                assertThatThrownBy(this::run).isInstanceOf(FileFormatException.class);
            }
        }
        Draw.times(
                200,
                draw -> {
                    write(draw.hostile(List.of(good)));
                    try {
                        run();
                    } catch (FileFormatException e) {
                        assertThat(e).hasMessageContaining("record");
                    }
                });
    }

    /** A version is available only after its requests have been run, when it is lazy, too. */
    @Test
    void aVersionIsAvailableOnlyWhenItIsWarm() throws IOException {
        for (boolean lazy : new boolean[] {false, true}) {
            write(file(List.of(regress(input(1)))));
            try (Serving serving = serve(lazy)) {
                ModelVersion version = serving.catalog().model("half").versions().get(0);
                assertThat(version.state()).isEqualTo(lazy ? State.START : State.AVAILABLE);
                assertThat(ask(serving)).contains("[2.5");
            }
            write(file(List.of(predict("y", NDArray.vector(1)))));
            try (Serving serving = serve(lazy)) {
                assertThat(ask(serving)).contains(lazy ? "record 0 can't be run" : "not found");
                ModelVersion version = serving.catalog().model("half").versions().get(0);
                assertThat(version.state()).isEqualTo(State.END);
                assertThat(version.error()).contains("record 0 can't be run");
            }
        }
    }

    private Serving serve(boolean lazy) {
        ServingOptions standard = ServingOptions.standard();
        return Serving.start(
                List.of(ModelConfig.of("half", model.toString())),
                new ServingOptions(
                        "localhost", 0, -1, "", lazy, standard.batching(), 30_000, 1 << 20, 0),
                text -> {});
    }

    private static String ask(Serving serving) {
        return new Client(serving).post("/v1/models/half:predict", "{\"instances\": [1.0]}").body();
    }
}
