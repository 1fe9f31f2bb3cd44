package org.duograph.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duograph.keras.Keras.batchNormalization;
import static org.duograph.keras.Keras.concatenate;
import static org.duograph.keras.Keras.conv2d;
import static org.duograph.keras.Keras.dense;
import static org.duograph.keras.Keras.dropout;
import static org.duograph.keras.Keras.flatten;
import static org.duograph.keras.Keras.input;
import static org.duograph.keras.Keras.loadModel;
import static org.duograph.keras.Keras.maxPooling2d;
import static org.duograph.keras.Keras.reshape;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.keras.layer.KerasTensor;
import org.duograph.keras.layer.Layer;
import org.duograph.session.saved.SavedModel;
import org.duograph.tensor.NDArray;
import org.duograph.training.ModelCheckpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
    @TempDir Path folder;

    private final Blobs data = new Blobs(1, 40);

    private static Sequential images() {
        return new Sequential(
                reshape(2, 2, 1).inputShape(Blobs.FEATURES),
                conv2d(4, 2, "relu").padding("same").kernelRegularizer("l2(0.01)"),
                batchNormalization(),
                maxPooling2d(2),
                flatten(),
                dropout(0.1),
                dense(Blobs.CLASSES, "softmax").kernelInitializer("he_normal"));
    }

    @Test
    void aModelComesBackAndGoesOnAsIfNothingHadBeen() throws IOException {
        try (Sequential model = images()) {
            model.compile("adam(0.05)", "sparse_categorical_crossentropy", "accuracy");
            for (int i = 0; i < 5; i++) {
                model.trainOnBatch(data.x, data.y);
            }
            model.learningRate(0.01);
            model.save(folder.resolve("model"));
            try (Model back = Keras.loadModel(folder.resolve("model"))) {
                assertThat(back).isInstanceOf(Sequential.class);
                assertThat(back.summaryText()).isEqualTo(model.summaryText());
                assertThat(back.predict(data.x)).isEqualTo(model.predict(data.x));
                assertThat(back.testOnBatch(data.x, data.y))
                        .isEqualTo(model.testOnBatch(data.x, data.y));
                assertThat(back.learningRate()).isEqualTo(model.learningRate());
                back.save(folder.resolve("again"));
                assertThat(folder.resolve("again/model.json"))
                        .hasSameTextualContentAs(folder.resolve("model/model.json"));
                assertThat(folder.resolve("again/weights.data-00000-of-00001"))
                        .hasSameBinaryContentAs(
                                folder.resolve("model/weights.data-00000-of-00001"));
            }
        }
    }

    @Test
    void theOptimizerGoesOn() throws IOException {
        try (Sequential model = new Sequential(dense(Blobs.CLASSES, "softmax").inputShape(4))) {
            model.compile("adam(0.05)", "sparse_categorical_crossentropy");
            model.trainOnBatch(data.x, data.y);
            model.save(folder);
            try (Model back = Keras.loadModel(folder)) {
                for (int i = 0; i < 3; i++) {
                    assertThat(back.trainOnBatch(data.x, data.y))
                            .isEqualTo(model.trainOnBatch(data.x, data.y));
                }
            }
        }
    }

    @Test
    void sharedLayersStayShared() throws IOException {
        KerasTensor a = input(4);
        KerasTensor b = input(4);
        Layer shared = dense(3, "tanh").named("shared");
        Layer frozen = dense(2).trainable(false);
        KerasTensor y = frozen.on(concatenate().on(shared.on(a), shared.on(b)));
        try (Model model = new Model(List.of(a, b), List.of(y)).named("twins")) {
            model.save(folder);
            try (Model back = Keras.loadModel(folder)) {
                assertThat(back.name()).isEqualTo("twins");
                assertThat(back.variables()).hasSize(4);
                assertThat(back.summaryText()).isEqualTo(model.summaryText());
                assertThat(back.predictAll(List.of(data.x, data.x)))
                        .isEqualTo(model.predictAll(List.of(data.x, data.x)));
                assertThatThrownBy(() -> back.fit(data.x, data.y))
                        .as("it was not compiled")
                        .hasMessageContaining("You must compile");
            }
        }
    }

    @Test
    void weightsAloneAreACheckpoint() throws IOException {
        try (Sequential model = images();
                Sequential other = images().seed(3)) {
            model.saveWeights(folder.resolve("w"));
            assertThat(other.predict(data.x)).isNotEqualTo(model.predict(data.x));
            other.loadWeights(folder.resolve("w"));
            assertThat(other.predict(data.x)).isEqualTo(model.predict(data.x));
            assertThat(other.getWeights()).isEqualTo(model.getWeights());
        }
    }

    @Test
    void aCheckpointOfAListenerIsAModel() throws IOException {
        try (Sequential model = images()) {
            model.compile("adam", "sparse_categorical_crossentropy");
            model.fit(
                    data.x,
                    data.y,
                    Keras.epochs(2),
                    Keras.verbose(0),
                    Keras.callbacks(new ModelCheckpoint(folder.resolve("e{epoch}").toString())));
            try (Model back = Keras.loadModel(folder.resolve("e2"))) {
                assertThat(back.predict(data.x)).isEqualTo(model.predict(data.x));
            }
        }
    }

    @Test
    void aSavedModelPredictsTheSame() throws IOException {
        try (Sequential model = images()) {
            model.exportSavedModel(folder.resolve("saved"));
            try (SavedModel saved = SavedModel.load(folder.resolve("saved"))) {
                NDArray y = saved.run(Map.of("reshape_1_input", data.x)).get("dense_1");
                assertThat(y).isEqualTo(model.predict(data.x));
            }
        }
    }

    @Test
    void filesThatAreNoModelsAreRefusedInWords() throws IOException {
        assertThatThrownBy(() -> Keras.loadModel(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Name the folder that model.save wrote");
        Path json = folder.resolve("model.json");
        Files.writeString(json, "{\"layers\": 3}");
        assertThatThrownBy(() -> Keras.loadModel(folder))
                .hasMessageContaining("is no model: \"layers\" must be a list, found 3");
        Files.writeString(json, "[1, 2");
        assertThatThrownBy(() -> Keras.loadModel(folder)).hasMessageContaining("is no model: ");
        try (Sequential model = images()) {
            model.save(folder);
        }
        String whole = Files.readString(json);
        Files.writeString(json, whole.replace("\"Conv2D\"", "\"Conv3D\""));
        assertThatThrownBy(() -> Keras.loadModel(folder))
                .hasMessageContaining("There is no layer \"Conv3D\"; did you mean \"Conv2D\"?");
        Files.writeString(json, whole.replace("\"filters\" : 4", "\"filters\" : 5"));
        assertThatThrownBy(() -> Keras.loadModel(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "layer \"conv2d_1\" has a kernel of shape [2, 2, 1, 5], but the checkpoint holds");
    }

    @Test
    void aModelIsNotSavedOverAFileAndDamageIsTold(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("mine"), "text");
        try (Sequential model = new Sequential(dense(2).inputShape(3))) {
            assertThatThrownBy(() -> model.save(file)).hasMessageContaining("mine is a file");
            assertThatThrownBy(() -> model.exportSavedModel(file))
                    .hasMessageContaining("mine is a file");
            model.save(folder.resolve("model"));
        }
        assertThat(file).hasContent("text");
        Path json = folder.resolve("model/model.json");
        Files.writeString(json, Files.readString(json).substring(0, 60));
        assertThatThrownBy(() -> loadModel(folder.resolve("model")))
                .hasMessageEndingWith("is no JSON, or it is cut");
    }
}
