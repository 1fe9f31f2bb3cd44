package org.duograph.tutorials.debugging;

import static org.duograph.tutorials.Transcript.fails;
import static org.duograph.tutorials.Transcript.part;
import static org.duograph.workspace.io.Ops.arg;

import java.util.List;
import org.duograph.data.Batch;
import org.duograph.session.Graph;
import org.duograph.session.NumericChecks;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.OperatorDef;

/** The lesson's search for where NaN comes from, and for labels that no class has. */
final class NotANumber {
    private NotANumber() {}

    static void inASession(Batch batch) {
        // tag::rows[]
        NDArray rows = batch.images().reshape(16, 3072);
        NDArray hot = hot(batch.labels());
        // end::rows[]
        // tag::by-hand[]
        Graph g = new Graph();
        g.setRandomSeed(1);
        Tensor x = g.placeholder("x", DType.FLOAT32, 16, 3072);
        Tensor wanted = g.placeholder("wanted", DType.FLOAT32, 16, 10); // <1>
        Tensor scores = g.layers().dense(x, 10);
        Tensor logarithms = scores.softmax().log(); // <2>
        Tensor loss = wanted.times(logarithms).sum(1).mean().negative();
        Operation learn = new GradientDescentOptimizer(0.5).minimize(loss);
        try (Session s = new Session(g)) {
            s.initialize();
            for (int i = 0; i < 6; i++) {
                double now = s.feed(x, rows).feed(wanted, hot).run(loss, learn).toFloat(0);
                System.out.printf("step %d: loss %.3f%n", i, now);
            }
        }
        // end::by-hand[]
        part();
        // tag::check[]
        Operation check = NumericChecks.add(loss); // <1>
        try (Session s = new Session(g)) {
            s.initialize();
            fails(
                    "Tensor had",
                    () -> {
                        for (int i = 0; i < 6; i++) {
                            s.feed(x, rows).feed(wanted, hot).run(loss, learn, check);
                        }
                    });
        }
        // end::check[]
        part();
        // tag::cure[]
        Tensor better = scores.softmaxCrossEntropy(wanted).mean(); // <1>
        Operation learnBetter = new GradientDescentOptimizer(0.5).minimize(better);
        try (Session s = new Session(g)) {
            s.initialize();
            for (int i = 0; i < 6; i++) {
                double now = s.feed(x, rows).feed(wanted, hot).run(better, learnBetter).toFloat(0);
                System.out.printf("step %d: loss %.3f%n", i, now);
            }
        }
        // end::cure[]
    }

    // tag::hot[]
    /** A row for each label, with a 1 in the column of its class. */
    static NDArray hot(NDArray labels) {
        NDArray hot = NDArray.zeros(ArrayType.float32(labels.size(), 10));
        for (int i = 0; i < labels.size(); i++) {
            hot.set(10 * i + (int) labels.get(i), 1);
        }
        return hot;
    }

    // end::hot[]

    static void inAWorkspace() {
        // tag::workspace[]
        Net net = new Net("by_hand");
        net.op("Softmax", "scores", "probabilities");
        net.op("Log", "probabilities", "logarithms");
        net.op("Mul", List.of("wanted", "logarithms"), "products");
        net.op("SumElements", "products", "sum");
        try (Workspace workspace = new Workspace()) {
            workspace.feedBlob("scores", NDArray.of(Shape.of(1, 3), 5f, 200, 1));
            workspace.feedBlob("wanted", NDArray.of(Shape.of(1, 3), 0f, 1, 0));
            workspace.runNetOnce(net);
            for (OperatorDef op : net.proto().getOpList()) { // <1>
                NDArray written = workspace.fetchBlob(op.getOutput(0));
                System.out.println(op.getType() + " writes " + written);
            }
            // end::workspace[]
            part();
            // tag::workspace-check[]
            net.op("CheckNumerics", "logarithms", "checked", arg("message", "logarithms")); // <1>
            fails("Tensor had Inf", () -> workspace.runNetOnce(net));
        }
        // end::workspace-check[]
    }

    static void labels(Batch batch) {
        // tag::from-one[]
        NDArray fromOne = batch.labels().copy();
        for (int i = 0; i < fromOne.size(); i++) {
            fromOne.setWhole(i, fromOne.getWhole(i) + 1);
        }
        // end::from-one[]
        // tag::labels[]
        Graph g = new Graph();
        Tensor scores = g.placeholder("scores", DType.FLOAT32, 16, 10);
        Tensor labels = g.placeholder("labels", DType.INT32, 16);
        Tensor losses = scores.sparseSoftmaxCrossEntropy(labels);
        NDArray nothing = NDArray.zeros(ArrayType.float32(16, 10));
        try (Session s = new Session(g)) {
            fails(
                    "outside the valid range",
                    () -> s.feed(scores, nothing).feed(labels, fromOne).run(losses)); // <1>
        }
        // end::labels[]
        part();
        // tag::labels-workspace[]
        Net net = new Net("checked_labels");
        net.op(
                "CheckRange",
                "label",
                "checked", // <1>
                arg("below", 10),
                arg("what", "label value"));
        net.op("SoftmaxWithLoss", List.of("scores", "checked"), List.of("softmax", "loss"));
        try (Workspace workspace = new Workspace()) {
            workspace.feedBlob("scores", nothing);
            workspace.feedBlob("label", fromOne);
            fails("outside the valid range", () -> workspace.runNetOnce(net));
            workspace.feedBlob("label", batch.labels());
            workspace.runNetOnce(net);
            System.out.printf("labels from 0: loss %.3f%n", workspace.fetchBlob("loss").item());
        }
        // end::labels-workspace[]
    }
}
