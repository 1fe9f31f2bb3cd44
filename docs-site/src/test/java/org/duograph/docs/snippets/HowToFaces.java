package org.duograph.docs.snippets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Reuse;
import org.duograph.session.Scope;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.checkpoint.Saver;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.session.train.GradientOf;
import org.duograph.session.train.Optimizer;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.LearningRatePolicy;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;

/** Answers of the page "How do I ...?" in both faces, on a net of two layers. */
final class HowToFaces {
    private HowToFaces() {}

    /** A net of two layers in the workspace face, with a loss. */
    static final class InAWorkspace {
        final ModelHelper model = new ModelHelper("two_layers");

        InAWorkspace() {
            String x = model.input("x", ArrayType.float32(8, 4));
            Brew.fc(model, x, "hidden", 16);
            String active = Brew.relu(model, "hidden", "active");
            Brew.fc(model, active, "scores", 3);
            String loss = Brew.softmaxWithLoss(model, "scores", "label", "softmax", "loss").loss();
            model.addGradientOperators(loss);
        }

        void rate() {
            // tag::rate-workspace[]
            Optimizers.sgd(0.1)
                    .policy(LearningRatePolicy.step(100, 0.5)) // <1>
                    .build(model);
            // end::rate-workspace[]
        }

        void keepActive() {
            // tag::look-workspace-net[]
            model.net().addExternalOutput("active");
            // end::look-workspace-net[]
        }

        static List<NDArray> look(Workspace workspace) {
            // tag::look-workspace[]
            NDArray weights = workspace.fetchBlob("hidden_w");
            NDArray between = workspace.fetchBlob("active"); // <1>
            // end::look-workspace[]
            return List.of(weights, between);
        }
    }

    /** The same net in the session face. */
    static final class InASession {
        final Graph g = new Graph();
        final Tensor x = g.placeholder("x", DType.FLOAT32, 8, 4);
        final Tensor label = g.placeholder("label", DType.INT32, 8);
        final Tensor active = g.layers().name("hidden").dense(x, 16).relu();
        final Tensor scores = g.layers().name("scores").dense(active, 3);
        final Tensor loss = scores.sparseSoftmaxCrossEntropy(label).mean();

        Operation frozen() {
            // tag::freeze-session[]
            Optimizer optimizer = new GradientDescentOptimizer(0.1);
            List<Variable> learning =
                    g.trainableVariables().stream()
                            .filter(v -> v.name().startsWith("scores")) // <1>
                            .toList();
            List<GradientOf> gradients = optimizer.computeGradients(loss, learning);
            Operation step = optimizer.applyGradients(gradients, null);
            // end::freeze-session[]
            return step;
        }

        float rate(NDArray images, NDArray labels, Session session) {
            // tag::rate-session[]
            Tensor rate = g.placeholder("rate", DType.FLOAT32); // <1>
            Operation step = new GradientDescentOptimizer(rate).minimize(loss);
            for (int i = 0; i < 200; i++) {
                session.feed(x, images)
                        .feed(label, labels)
                        .feed(rate, i < 100 ? 0.1f : 0.05f)
                        .run(step);
            }
            // end::rate-session[]
            return (float) session.feed(x, images).feed(label, labels).run(loss).item();
        }

        List<NDArray> look(Session session, NDArray images) {
            // tag::look-session[]
            Variable kernel = g.trainableVariables().get(0);
            NDArray weights = session.value(kernel);
            NDArray between = session.feed(x, images).run(active); // <1>
            // end::look-session[]
            return List.of(weights, between);
        }

        void files(Session session, Session other, Path folder) throws IOException {
            // tag::save-session[]
            Path saved = new Saver(g).save(session, folder.resolve("weights"), 100); // <1>
            new Saver(g).restore(other, saved); // <2>
            // end::save-session[]
        }
    }

    static ModelHelper twinsInAWorkspace() {
        // tag::twins-workspace[]
        ModelHelper model = new ModelHelper("twins");
        String left = model.input("left", Shape.of(8, 4));
        String right = model.input("right", Shape.of(8, 4));
        String a = Brew.fc(model, left, "code", 4);
        String b = model.op("FC", List.of(right, "code_w", "code_b"), "code_right"); // <1>
        Brew.fc(model, model.op("Sub", List.of(a, b), "apart"), "same", 4, 1);
        // end::twins-workspace[]
        return model;
    }

    @SuppressWarnings("try") // scopes are only to be closed
    static Tensor twinsInASession(Graph g) {
        // tag::twins-session[]
        Tensor left = g.placeholder("left", DType.FLOAT32, 8, 4);
        Tensor right = g.placeholder("right", DType.FLOAT32, 8, 4);
        Tensor a;
        Tensor b;
        try (Scope shared = g.variableScope("twins", Reuse.AUTO)) { // <1>
            a = g.layers().name("code").dense(left, 4);
            b = g.layers().name("code").dense(right, 4);
        }
        Tensor same = g.layers().dense(a.minus(b), 1);
        // end::twins-session[]
        return same;
    }
}
