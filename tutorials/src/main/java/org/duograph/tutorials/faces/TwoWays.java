package org.duograph.tutorials.faces;

import static org.duograph.tutorials.Transcript.fails;
import static org.duograph.tutorials.Transcript.part;
import static org.duograph.tutorials.Transcript.step;

import java.util.List;
import org.duograph.messages.MessageFiles;
import org.duograph.plan.Plan;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.draw.NetPrinter;
import org.duograph.workspace.net.Net;

/** Lesson "Two ways to write the same program", step by step. */
public final class TwoWays {
    // tag::numbers[]
    static final NDArray X = // <1>
            NDArray.of(Shape.of(2, 3), 1f, 2, 3, -1, 0, 1);
    static final NDArray W = // <2>
            NDArray.of(Shape.of(2, 3), 1f, 0, -1, 2, 1, 0);
    static final NDArray KERNEL = // <3>
            NDArray.of(Shape.of(3, 2), 1f, 2, 0, 1, -1, 0);
    static final NDArray B = NDArray.vector(0.5f, -1);

    // end::numbers[]

    private TwoWays() {}

    /** Runs all steps. */
    public static void main(String[] args) {
        Net net = net();
        Classifier classifier = graph();
        step("Messages");
        messages(net, classifier.graph());
        step("Run");
        runs(net, classifier);
        step("Where things live");
        lives(net, classifier);
        step("Mistakes");
        Mistakes.show();
        step("One engine");
        engine(net, classifier);
    }

    static Net net() {
        step("Written");
        // tag::net[]
        Net net = new Net("classifier");
        String scores = net.op("FC", List.of("X", "W", "b"), "scores"); // <1>
        String y = net.op("Softmax", scores, "Y"); // <2>
        net.addExternalOutput(y); // <3>
        System.out.print(NetPrinter.print(net.proto()));
        // end::net[]
        return net;
    }

    // tag::classifier[]
    /** The program in the session face: a graph, and handles for later. */
    record Classifier(Graph graph, Tensor x, Variable w, Variable b, Tensor y) {
        static Classifier build() {
            Graph g = new Graph();
            Tensor x = g.placeholder("X", DType.FLOAT32, -1, 3); // <1>
            Variable w = g.variable("W", KERNEL); // <2>
            Variable b = g.variable("b", B);
            Tensor scores = x.matmul(w.read()).addBias(b.read()); // <3>
            return new Classifier(g, x, w, b, scores.softmax());
        }
    }

    // end::classifier[]

    static Classifier graph() {
        part();
        // tag::graph[]
        Classifier classifier = Classifier.build();
        for (Operation op : classifier.graph().operations()) {
            System.out.println(op.name() + " is a " + op.type());
        }
        // end::graph[]
        return classifier;
    }

    static void messages(Net net, Graph graph) {
        // tag::messages[]
        System.out.print(MessageFiles.toText(net.proto().getOp(1)));
        // end::messages[]
        part();
        // tag::messages-graph[]
        GraphDefWriter.write(graph).getNodeList().stream()
                .filter(node -> node.getOp().equals("Softmax"))
                .forEach(node -> System.out.print(MessageFiles.toText(node)));
        // end::messages-graph[]
    }

    static void runs(Net net, Classifier classifier) {
        NDArray one = workspace(net);
        NDArray other = session(classifier);
        // tag::same[]
        double apart = 0;
        for (int i = 0; i < one.size(); i++) {
            apart = Math.max(apart, Math.abs(one.get(i) - other.get(i)));
        }
        System.out.println("same numbers: " + (apart < 1e-6));
        // end::same[]
    }

    private static NDArray workspace(Net net) {
        // tag::run-workspace[]
        try (Workspace workspace = new Workspace()) {
            workspace.feedBlob("W", W); // <1>
            workspace.feedBlob("b", B);
            workspace.createNet(net); // <2>
            workspace.feedBlob("X", X);
            workspace.runNet(net.name());
            NDArray y = workspace.fetchBlob("Y");
            System.out.println("workspace: Y = " + y);
            // end::run-workspace[]
            return y;
        }
    }

    private static NDArray session(Classifier c) {
        // tag::run-session[]
        try (Session s = new Session(c.graph())) {
            s.initialize(); // <1>
            NDArray y = s.feed(c.x(), X).run(c.y()); // <2>
            System.out.println("session:   Y = " + y);
            // end::run-session[]
            return y;
        }
    }

    static void lives(Net net, Classifier c) {
        // tag::lives-workspace[]
        try (Workspace one = new Workspace();
                Workspace other = new Workspace()) {
            for (Workspace workspace : List.of(one, other)) {
                workspace.feedBlob("X", X);
                workspace.feedBlob("W", W);
                workspace.feedBlob("b", B);
                workspace.createNet(net);
                workspace.runNet(net.name());
            }
            System.out.println("blobs: " + one.blobs()); // <1>
            other.feedBlob("b", NDArray.vector(0, 0)); // <2>
            System.out.println("b in one workspace: " + one.fetchBlob("b"));
            System.out.println("b in the other:     " + other.fetchBlob("b"));
            fails("does not keep it", () -> one.fetchBlob("scores")); // <3>
        }
        // end::lives-workspace[]
        part();
        // tag::lives-session[]
        try (Session one = new Session(c.graph());
                Session other = new Session(c.graph())) {
            one.initialize();
            other.initialize();
            other.load(c.b(), NDArray.vector(0, 0)); // <1>
            System.out.println("b in one session: " + one.value(c.b()));
            System.out.println("b in the other:   " + other.value(c.b()));
            one.feed(c.x(), X).run(c.y());
            fails("You must feed a value", () -> one.run(c.y())); // <2>
        }
        // end::lives-session[]
    }

    static void engine(Net net, Classifier c) {
        // tag::engine[]
        try (Workspace workspace = new Workspace();
                Session s = new Session(c.graph())) {
            workspace.feedBlob("X", X);
            workspace.feedBlob("W", W);
            workspace.feedBlob("b", B);
            workspace.createNet(net);
            workspace.runNet(net.name());
            s.initialize();

            Plan first = workspace.plans(net.name()).get(0); // <1>
            Plan second = s.plan(s.feed(c.x(), X), c.y());
            System.out.println("the workspace runs " + operators(first));
            System.out.println("the session runs   " + operators(second));
        }
        // end::engine[]
    }

    // tag::operators[]
    /** What a plan's steps run, without reorders: they depend on the processor. */
    private static List<String> operators(Plan plan) {
        return plan.steps().stream()
                .map(step -> step.label().replaceAll("[ (].*", ""))
                .filter(type -> !type.equals("Reorder"))
                .toList();
    }
    // end::operators[]
}
