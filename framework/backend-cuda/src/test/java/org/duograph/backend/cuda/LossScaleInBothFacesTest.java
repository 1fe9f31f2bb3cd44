package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.SessionOptions;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.session.train.MixedPrecisionLossScaleOptimizer;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.LossScale;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.net.Net;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a scale that moves, both faces learn the same, to the bit, and skip the same steps. */
class LossScaleInBothFacesTest {
    private static final int STEPS = 8;
    private static final int OVERFLOWS = 3; // in that step
    private static final NDArray LABELS = NDArray.of(Shape.of(4), 0, 2, 1, 2);
    private static final NDArray ROWS = rows(4, 6, 1);
    private static final NDArray WEIGHTS = rows(3, 6, 2);

    private static NDArray rows(int rows, int columns, int seed) {
        NDArray numbers = NDArray.zeros(ArrayType.float32(rows, columns));
        for (int i = 0; i < numbers.size(); i++) {
            numbers.set(i, Math.sin(1 + i + 31 * seed) / 2);
        }
        return numbers;
    }

    private static NDArray fed(int step) {
        NDArray fed = ROWS.copy();
        if (step == OVERFLOWS) {
            fed.set(5, Float.POSITIVE_INFINITY);
        }
        return fed;
    }

    /** The weights and the scale after each step. */
    private static List<NDArray> workspace(String backend) {
        Net.releaseNames();
        ModelHelper model = new ModelHelper("scaled");
        Brew.fc(model, model.input("x", Shape.of(4, 6)), "scores", 3);
        model.op("SoftmaxWithLoss", List.of("scores", "label"), List.of("softmax", "loss"));
        LossScale.dynamic(1 << 10, 2, 2).addGradientOperators(model, "loss");
        Optimizers.sgd(0.3).build(model);
        List<NDArray> after = new ArrayList<>();
        try (Workspace workspace = new Workspace(backend, 1)) {
            workspace.runNetOnce(model.paramInitNet().proto());
            workspace.feedBlob("scores_w", WEIGHTS);
            workspace.feedBlob("label", LABELS);
            workspace.feedBlob("x", ROWS);
            workspace.createNet(model.net().proto());
            for (int step = 0; step < STEPS; step++) {
                workspace.feedBlob("x", fed(step));
                workspace.runNet("scaled");
                after.add(workspace.fetchBlob("scores_w"));
                after.add(workspace.fetchBlob("scores_b"));
                after.add(workspace.fetchBlob("current_loss_scale"));
            }
        }
        return after;
    }

    private static NDArray transposed(NDArray matrix) {
        Shape shape = matrix.shape();
        NDArray turned = NDArray.zeros(ArrayType.float32(shape.dim(1), shape.dim(0)));
        for (int i = 0; i < matrix.size(); i++) {
            turned.set(i % shape.dim(1) * shape.dim(0) + i / shape.dim(1), matrix.get(i));
        }
        return turned;
    }

    private static List<NDArray> session(String backend) {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 4, 6);
        Variable w = g.variable("w", transposed(WEIGHTS));
        Variable b = g.variable("b", NDArray.zeros(ArrayType.float32(3)));
        Tensor scores = g.op("BiasAdd").input(x.matmul(w.read()), b.read()).tensor();
        Tensor loss = scores.sparseSoftmaxCrossEntropy(g.constant(LABELS)).mean();
        Operation step =
                new MixedPrecisionLossScaleOptimizer(
                                new GradientDescentOptimizer(0.3f),
                                org.duograph.session.train.LossScale.dynamic(1 << 10, 2, 2))
                        .minimize(loss);
        List<NDArray> after = new ArrayList<>();
        try (Session s = new Session(g, SessionOptions.DEFAULT.backend(backend))) {
            s.initialize();
            for (int i = 0; i < STEPS; i++) {
                s.feed(x, fed(i)).run(step);
                after.add(transposed(s.run(w.read())));
                after.add(s.run(b.read()));
                after.add(s.run(g.tensor("current_loss_scale/read:0")));
            }
        }
        return after;
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "cpu", "cuda", "cuda,precision=float16"})
    void theyAreOne(String backend) {
        if (backend.startsWith("cuda")) {
            StandIn.require();
        }
        List<NDArray> workspace = workspace(backend);
        assertThat(session(backend)).isEqualTo(workspace);
        int skipped = 3 * OVERFLOWS;
        assertThat(workspace.get(skipped)).as("skipped").isEqualTo(workspace.get(skipped - 3));
        assertThat(workspace.get(skipped + 3)).isNotEqualTo(workspace.get(skipped));
        List<Integer> scales = new ArrayList<>();
        for (int i = 2; i < workspace.size(); i += 3) {
            scales.add((int) workspace.get(i).item() / 1024);
        }
        assertThat(scales).containsExactly(1, 2, 2, 1, 1, 2, 2, 4);
    }
}
