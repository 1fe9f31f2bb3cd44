package org.duograph.tutorials.debugging;

import static org.duograph.tutorials.Transcript.fails;
import static org.duograph.tutorials.Transcript.part;
import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.stride;

import java.util.List;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.proto.NetDef;

/** The lesson's wrong shapes: one that is an error, and one that is none. */
final class WrongShape {
    private WrongShape() {}

    static void inAWorkspace() {
        // tag::workspace[]
        ModelHelper model = new ModelHelper("shapes");
        model.input("data", Shape.of(16, 3, 32, 32));
        Brew.conv(model, "data", "conv", 8, kernel(5));
        Brew.maxPool(model, "conv", "pool", kernel(2), stride(2));
        Brew.fc(model, "pool", "scores", 8 * 16 * 16, 10); // <1>
        Map<String, ArrayType> given = Map.of("data", ArrayType.float32(16, 3, 32, 32));
        List<NetDef> nets = List.of(model.paramInitNet().proto(), model.net().proto());
        try (Workspace workspace = new Workspace()) {
            fails("rows of", () -> workspace.inspect().inferShapesAndTypes(nets, given)); // <2>
        }
        // end::workspace[]
        part();
        // tag::workspace-cure[]
        ModelHelper cured = new ModelHelper("cured");
        cured.input("data", Shape.of(16, 3, 32, 32));
        Brew.conv(cured, "data", "conv", 8, kernel(5));
        Brew.maxPool(cured, "conv", "pool", kernel(2), stride(2));
        Brew.fc(cured, "pool", "scores", 10); // <1>
        for (String blob : List.of("data", "conv", "pool", "scores")) {
            System.out.println(blob + ": " + cured.type(blob).shape()); // <2>
        }
        // end::workspace-cure[]
    }

    static void inASession() {
        // tag::line[]
        NDArray xs = NDArray.zeros(ArrayType.float32(64, 1));
        NDArray ys = NDArray.zeros(ArrayType.float32(64));
        for (int i = 0; i < 64; i++) {
            xs.set(i, i / 32.0 - 1);
            ys.set(i, 1.5 * xs.get(i) + 0.5);
        }
        learn(xs, ys);
        // end::line[]
        part();
        // tag::column[]
        learn(xs, ys.reshape(64, 1));
        // end::column[]
    }

    // tag::silent[]
    /** Learns a line: the same program, whatever shape the truth has. */
    static void learn(NDArray xs, NDArray ys) {
        Graph g = new Graph();
        Tensor x = g.constant("x", xs); // 64 x 1
        Variable w = g.variable("w", 0f);
        Variable b = g.variable("b", 0f);
        Tensor difference = x.times(w).plus(b).minus(g.constant("truth", ys));
        Tensor loss = difference.square().mean();
        Operation learn = new GradientDescentOptimizer(0.3).minimize(loss);
        try (Session s = new Session(g)) {
            s.initialize();
            for (int i = 0; i < 60; i++) {
                s.run(learn);
            }
            System.out.printf("truth %s, difference %s%n", ys.shape(), difference.shape());
            System.out.printf(
                    "the line: %.3f x + %.3f, loss %.4f%n",
                    s.value(w).item(), s.value(b).item(), s.run(loss).item());
        }
    }
    // end::silent[]
}
