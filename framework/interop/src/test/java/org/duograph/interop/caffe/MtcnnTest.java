package org.duograph.interop.caffe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.duograph.tensor.Shape;
import org.duograph.testing.OutsideData;
import org.duograph.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The three nets that find faces, with the weights that their authors trained. */
class MtcnnTest {
    private static CaffeModel model(String name) {
        Path folder = OutsideData.shared("models/caffe/mtcnn");
        return new CaffeModel(
                folder.resolve(name + ".prototxt"), folder.resolve(name + ".caffemodel"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"det1", "det2", "det3"})
    void eachLayerAgreesWithItsDefinition(String name) throws IOException {
        model(name).verified("onednn", CaffeTranslator.Options.DEFAULT);
    }

    private static Translation translation(String name, Map<String, Shape> shapes)
            throws IOException {
        CaffeTranslator.Options given =
                new CaffeTranslator.Options(CaffeTranslator.Options.DEFAULT.state(), false, shapes);
        return CaffeTranslator.translate(model(name).filled(), given);
    }

    /** What Caffe2 computed from its own translation of the same files. */
    private static void requireCaffe2sBlobs(String name, String golden) throws IOException {
        Path folder = OutsideData.shared("golden/caffe2/nets").resolve(golden);
        Translation t = translation(name, Map.of());
        try (Workspace workspace = new Workspace("onednn", 0);
                Stream<Path> files = Files.list(folder)) {
            workspace.runNetOnce(t.init());
            workspace.feedBlob("data", Npy.read(folder.resolve("in_data.npy")));
            workspace.runNetOnce(t.predict().toBuilder().clearExternalOutput().build());
            List<Path> arrays =
                    files.filter(f -> f.toString().endsWith(".npy"))
                            .filter(f -> !f.getFileName().toString().startsWith("in_"))
                            .toList();
            assertThat(arrays).isNotEmpty();
            for (Path file : arrays) {
                String blob = file.getFileName().toString().replace(".npy", "");
                assertClose(blob, workspace.fetchBlob(blob), Npy.read(file));
            }
        }
    }

    private static void assertClose(String blob, NDArray actual, NDArray expected) {
        assertThat(actual.shape()).as(blob).isEqualTo(expected.shape());
        double largest = 1e-3;
        for (int i = 0; i < expected.size(); i++) {
            largest = Math.max(largest, Math.abs(expected.get(i)));
        }
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i))
                    .as("%s[%d]", blob, i)
                    .isCloseTo(expected.get(i), within(5e-5 * largest));
        }
    }

    @Test
    void theFirstNetGivesCaffe2sBlobs() throws IOException {
        requireCaffe2sBlobs("det1", "mtcnn_det1_nosoftmax");
    }

    @Test
    void theThirdNetGivesCaffe2sBlobs() throws IOException {
        requireCaffe2sBlobs("det3", "mtcnn_det3");
    }

    @Test
    void theFirstNetGoesOverAnImageOfAnySize() throws IOException {
        Translation t = translation("det1", Map.of("data", Shape.of(1, 3, 40, 33)));
        Translation small = translation("det1", Map.of());
        assertThat(t.predict()).isEqualTo(small.predict());
        try (Workspace workspace = new Workspace("onednn", 0)) {
            workspace.runNetOnce(small.init());
            workspace.feedBlob("data", NDArray.of(Shape.of(1, 3, 40, 33), new float[3 * 40 * 33]));
            workspace.runNetOnce(small.predict());
            NDArray prob = workspace.fetchBlob("prob1");
            assertThat(prob.shape()).isEqualTo(Shape.of(1, 2, 15, 12));
            for (int i = 0; i < 15 * 12; i++) {
                assertThat(prob.get(i) + prob.get(15 * 12 + i)).isCloseTo(1, within(1e-6));
            }
        }
    }
}
