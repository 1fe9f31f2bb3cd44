package org.duograph.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duograph.keras.Keras.add;
import static org.duograph.keras.Keras.conv2d;
import static org.duograph.keras.Keras.dense;
import static org.duograph.keras.Keras.flatten;
import static org.duograph.keras.Keras.input;
import static org.duograph.keras.Keras.maxPooling2d;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.duograph.keras.layer.KerasTensor;
import org.duograph.testing.Draw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a model.json holds, the model is read or an IOException says why not. */
@Timeout(600) // many models, on a busy machine
class HostileModelTest {
    @TempDir static Path folder;

    /** A whole model, and known attacks. */
    static List<byte[]> files() throws IOException {
        KerasTensor x = input(4, 4, 1);
        KerasTensor y = conv2d(2, 3, "relu").padding("same").on(x);
        y = flatten().on(maxPooling2d(2).on(add().on(y, y)));
        try (Model model = new Model(x, dense(2, "softmax").on(y))) {
            model.compile("sgd(0.1, 0.9)", "sparse_categorical_crossentropy", "accuracy");
            model.save(folder);
        }
        String whole = Files.readString(folder.resolve("model.json"));
        List<String> texts = new ArrayList<>(List.of(whole));
        texts.add(whole.replace("\"units\" : 2", "\"units\" : 2000000000"));
        texts.add(whole.replace("\"units\" : 2", "\"units\" : -7"));
        texts.add(whole.replace("[ 3, 3 ]", "[ 3 ]"));
        texts.add(whole.replace("[ 3, 3 ]", "[ 2000000000, 2000000000 ]"));
        texts.add(whole.replace("[ 1, 1 ]", "[ 0, 0 ]"));
        texts.add(whole.replace("[ 2, 2 ]", "[ 0, 0 ]"));
        texts.add(whole.replace("\"dense_1\"", "\"a b\\u0000c\""));
        texts.add(whole.replace("\"dense_1\"", "\"conv2d_1\""));
        texts.add(whole.replace("sgd", "sgdd"));
        texts.add(whole.replace("[ \"sparse_categorical_crossentropy\" ]", "[ null ]"));
        texts.add("[".repeat(100_000));
        texts.add("{\"a\":".repeat(100_000));
        return texts.stream().map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
    }

    @MethodSource("files")
    @Timeout(60)
    @FuzzTest
    void aModelIsReadOrRefused(byte[] bytes) throws IOException {
        Path json = Files.write(folder.resolve("model.json"), bytes);
        try (Model model = Keras.loadModel(folder)) {
            assertThat(model.layers()).isNotEmpty();
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank();
        } finally {
            Files.delete(json);
        }
    }

    @Test
    void soIsADamagedOne() throws IOException {
        List<byte[]> whole = files().subList(0, 1);
        Draw.times(300, draw -> aModelIsReadOrRefused(draw.hostile(whole)));
    }
}
