package org.duograph.docs.snippets;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.train.GlobalStep;
import org.duograph.session.train.MixedPrecisionLossScaleOptimizer;
import org.duograph.session.train.MomentumOptimizer;
import org.duograph.session.train.Optimizer;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.LossScale;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.net.Net;

/** The code on the page about GPUs that scales losses. */
final class HalfPrecision {
    private static final NDArray ROWS = NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4);
    private static final NDArray OVERFLOWING =
            NDArray.of(Shape.of(2, 2), 1f, 2, 3, Float.POSITIVE_INFINITY);

    private HalfPrecision() {}

    private static void line(StringBuilder out, int step, double scale, double weight) {
        out.append("after step %d: scale %.0f, weight %.6f%n".formatted(step, scale, weight));
    }

    static String workspace() {
        StringBuilder out = new StringBuilder();
        ModelHelper model = new ModelHelper("line");
        String y = Brew.fc(model, model.input("x", Shape.of(2, 2)), "y", 1);
        String distance = model.op("SquaredL2Distance", List.of(y, "truth"), "distance");
        String loss = model.op("AveragedLoss", distance, "loss");
        // tag::workspace[]
        LossScale.dynamic(1024, 3, 2).addGradientOperators(model, loss); // <1>
        Optimizers.sgd(0.01).momentum(0.9).build(model); // <2>
        // end::workspace[]
        try (Workspace workspace = new Workspace()) {
            workspace.feedBlob("x", ROWS);
            workspace.feedBlob("truth", NDArray.of(Shape.of(2, 1), 1f, 2));
            workspace.runNetOnce(model.paramInitNet());
            workspace.feedBlob("y_w", NDArray.of(Shape.of(1, 2), 0.5f, 0.5f));
            workspace.createNet(model);
            for (int step = 1; step <= 7; step++) {
                workspace.feedBlob("x", step == 5 ? OVERFLOWING : ROWS);
                workspace.runNet("line");
                double scale = workspace.fetchBlob("current_loss_scale").item();
                line(out, step, scale, workspace.fetchBlob("y_w").get(0));
            }
        }
        Net.releaseNames();
        return out.toString().replace(System.lineSeparator(), "\n");
    }

    static String session() {
        StringBuilder out = new StringBuilder();
        Graph graph = new Graph();
        Tensor x = graph.placeholder("x", DType.FLOAT32, 2, 2);
        Variable w = graph.variable("w", NDArray.of(Shape.of(2, 1), 0.5f, 0.5f));
        Tensor loss = x.matmul(w.read()).minus(1).square().mean();
        Variable globalStep = GlobalStep.of(graph);
        // tag::session[]
        Optimizer optimizer =
                new MixedPrecisionLossScaleOptimizer(
                        new MomentumOptimizer(0.01, 0.9),
                        org.duograph.session.train.LossScale.dynamic(1024, 3, 2));
        Operation step = optimizer.minimize(loss, globalStep);
        // end::session[]
        try (Session session = new Session(graph)) {
            session.initialize();
            for (int i = 1; i <= 7; i++) {
                session.feed(x, i == 5 ? OVERFLOWING : ROWS).run(step);
                double scale = session.run(graph.tensor("current_loss_scale/read:0")).item();
                line(out, i, scale, session.run(w.read()).get(0));
            }
            out.append("steps that count: %.0f\n".formatted(session.run(globalStep.read()).item()));
        }
        return out.toString().replace(System.lineSeparator(), "\n");
    }
}
