package org.duograph.session.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedModelTest {
    @TempDir Path folder;

    private Path halfPlusTwo() throws IOException {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1);
        Variable a = g.variable("a", 0.5f);
        Variable b = g.variable("b", 2f);
        Tensor y = x.times(a).plus(b);
        new GradientDescentOptimizer(0.1).minimize(y.mean()); // is not saved
        Path saved = folder.resolve("half_plus_two");
        try (Session s = new Session(g)) {
            s.initialize();
            SavedModel.save(
                    s,
                    saved,
                    Map.of(Signature.DEFAULT, Signature.predict(Map.of("x", x), Map.of("y", y))));
        }
        return saved;
    }

    @Test
    void aModelComesBack() throws IOException {
        try (SavedModel model = SavedModel.load(halfPlusTwo())) {
            assertThat(model.run(Map.of("x", NDArray.vector(1, 2, 5))).get("y"))
                    .isEqualTo(NDArray.vector(2.5f, 3, 4.5f));
            assertThat(model.signatures().get(Signature.DEFAULT).method())
                    .isEqualTo("tensorflow/serving/predict");
            assertThat(model.session().graph().has("save/SaveV2")).isFalse();
        }
    }

    /** TensorFlow serves it too: it is one of the nodes that its operators compute. */
    @Test
    void aGradientIsServed() throws IOException {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1);
        Tensor slope = g.gradients(x.square(), List.of(x)).get(0);
        Path saved = folder.resolve("slope");
        try (Session s = new Session(g)) {
            SavedModel.save(
                    s,
                    saved,
                    Map.of(
                            Signature.DEFAULT,
                            Signature.predict(Map.of("x", x), Map.of("slope", slope))));
        }
        try (SavedModel model = SavedModel.load(saved)) {
            assertThat(model.run(Map.of("x", NDArray.vector(1, -2))).get("slope"))
                    .isEqualTo(NDArray.vector(2, -4));
            assertThat(model.signatures().get(Signature.DEFAULT).outputs().get("slope").name())
                    .isEqualTo("gradients/Square_grad/Mul_1:0");
        }
    }

    @Test
    void whatIsAskedWronglyIsSaid() throws IOException {
        Path saved = halfPlusTwo();
        assertThatThrownBy(() -> SavedModel.load(saved, "train"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "Could not find meta graph def matching supplied tags: { train }")
                .hasMessageContaining("[[serve]]");
        assertThatThrownBy(() -> SavedModel.load(folder)).hasMessageContaining("no SavedModel");
        try (SavedModel model = SavedModel.load(saved)) {
            assertThatThrownBy(() -> model.run("serving_defalt", Map.of()))
                    .hasMessageContaining("did you mean \"serving_default\"?");
            assertThatThrownBy(() -> model.run(Map.of("z", NDArray.vector(1))))
                    .hasMessageContaining("takes the inputs [x], found [z]");
        }
    }
}
