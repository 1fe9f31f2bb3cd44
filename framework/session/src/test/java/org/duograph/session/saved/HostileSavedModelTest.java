package org.duograph.session.saved;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.testing.Draw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes are, they are a model, or an error that says what is wrong. */
@Timeout(600) // hundreds of draws, on a busy machine
class HostileSavedModelTest {
    @TempDir static Path folder;

    static List<byte[]> models() throws IOException {
        Path saved = Files.createTempDirectory(folder, "model").resolve("saved");
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1);
        Tensor y = x.times(g.variable("a", 0.5f)).plus(g.constant(2f));
        try (Session s = new Session(g)) {
            s.initialize();
            Signature signature = Signature.predict(Map.of("x", x), Map.of("y", y));
            SavedModel.save(s, saved, Map.of(Signature.DEFAULT, signature));
        }
        return List.of(Files.readAllBytes(saved.resolve("saved_model.pb")));
    }

    @MethodSource("models")
    @Timeout(60)
    @FuzzTest
    void aModelIsOpenedOrRefused(byte[] bytes) throws IOException {
        Files.write(folder.resolve("saved_model.pb"), bytes);
        try (SavedModel model = SavedModel.load(folder)) {
            assertThat(model.signatures()).isNotNull();
        } catch (IOException | IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Test
    void soIsADamagedModel() throws IOException {
        List<byte[]> whole = models();
        Draw.times(1000, draw -> aModelIsOpenedOrRefused(draw.hostile(whole)));
    }
}
