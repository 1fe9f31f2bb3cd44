package org.duograph.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.duograph.testing.OutsideData;
import org.junit.jupiter.api.Test;

/** Nets that TensorFlow 1.15 trained: the same losses and the same variables after every step. */
class GoldenTrainingTest {
    @Test
    void aRegressionLearnsAsInTensorFlow() throws IOException {
        Path folder = OutsideData.shared("golden/tensorflow/train_regression");
        Graph g = new Graph();
        Tensor x = g.placeholder("X", DType.FLOAT32, -1);
        Tensor y = g.placeholder("Y", DType.FLOAT32, -1);
        Variable w = g.variable("weight", Npy.read(folder.resolve("step0_W.npy")));
        Variable b = g.variable("bias", Npy.read(folder.resolve("step0_b.npy")));
        Tensor wrong = x.times(w).plus(b).minus(y);
        Tensor loss = wrong.square().sum().dividedBy(2 * 17); // its author's number of points
        Operation step = new GradientDescentOptimizer(0.02).minimize(loss);
        NDArray points = Npy.read(folder.resolve("in_X.npy"));
        NDArray values = Npy.read(folder.resolve("in_Y.npy"));
        try (Session s = new Session(g)) {
            s.initialize();
            for (int i = 0; i <= 5; i++) {
                requireVariables(s, folder, i, w, b);
                float found = s.feed(x, points).feed(y, values).run(loss, step).toFloat(0);
                assertThat(found).as("loss %d", i).isCloseTo(loss(folder, i), within(1e-6f));
            }
        }
    }

    @Test
    void aLogisticRegressionOfDigitsLearnsAsInTensorFlow() throws IOException {
        Path folder = OutsideData.shared("golden/tensorflow/train_mnist_lr");
        Graph g = new Graph();
        Tensor x = g.placeholder("Features", DType.FLOAT32, -1, 784);
        Tensor y = g.placeholder("Label", DType.FLOAT32, -1, 10);
        Variable w = g.variable("w", Npy.read(folder.resolve("step0_W.npy")));
        Variable b = g.variable("b", Npy.read(folder.resolve("step0_b.npy")));
        Tensor scores = x.matmul(w.read()).plus(b);
        Tensor loss = scores.softmaxCrossEntropy(y).mean();
        Operation step = new GradientDescentOptimizer(0.01).minimize(loss);
        NDArray pictures = Npy.read(folder.resolve("in_Features.npy"));
        NDArray classes = Npy.read(folder.resolve("in_Label.npy"));
        try (Session s = new Session(g)) {
            s.initialize();
            for (int i = 0; i <= 5; i++) {
                requireVariables(s, folder, i, w, b);
                float found = s.feed(x, pictures).feed(y, classes).run(loss, step).toFloat(0);
                assertThat(found)
                        .as("loss %d", i)
                        .isCloseTo(loss(folder, i), within(1e-5f)); // scores of 38
            }
        }
    }

    private static void requireVariables(Session s, Path folder, int step, Variable... wb)
            throws IOException {
        for (int v = 0; v < 2; v++) {
            String file = "step%d_%s.npy".formatted(step, v == 0 ? "W" : "b");
            NDArray expected = Npy.read(folder.resolve(file));
            NDArray found = s.value(wb[v]);
            assertThat(found.shape()).isEqualTo(expected.shape());
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i)).as(file).isCloseTo(expected.get(i), within(1e-6));
            }
        }
    }

    private static float loss(Path folder, int step) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("run.txt"));
        return Float.parseFloat(lines.get(step + 1).split(" ")[3]);
    }
}
