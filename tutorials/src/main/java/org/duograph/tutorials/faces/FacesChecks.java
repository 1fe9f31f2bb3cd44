package org.duograph.tutorials.faces;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;
import org.duograph.tutorials.faces.Mistakes.Mistake;
import org.duograph.tutorials.faces.Mistakes.Noticed;
import org.duograph.tutorials.faces.Mistakes.When;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.net.Net;

/** Tells whether the exercises of this lesson are solved. */
public final class FacesChecks {
    private static final double CLOSE = 1e-5;
    private static final NDArray X = TwoWays.X;
    private static final NDArray W1 = TwoWays.W;
    private static final NDArray B1 = TwoWays.B;
    private static final NDArray K1 = TwoWays.KERNEL;
    private static final NDArray W2 = NDArray.of(Shape.of(2, 2), 1f, -1, 2, 3);
    private static final NDArray K2 = NDArray.of(Shape.of(2, 2), 1f, 2, -1, 3);
    private static final NDArray B2 = NDArray.vector(0.25f, 0);
    private static final NDArray LONG = NDArray.vector(0.5f, -1, 2);

    private FacesChecks() {}

    /** The exercises, as they stand in {@code mine}. */
    public static List<Exercise> of(Exercises mine) {
        return List.of(
                new Exercise(
                        "From a session into a workspace",
                        "Append two fully connected layers with a tanh between them to the net in toNet.",
                        () -> toNet(mine)),
                new Exercise(
                        "From a workspace into a session",
                        "Build y = scores * sigmoid(scores) of a fully connected layer in toGraph.",
                        () -> toGraph(mine)),
                new Exercise(
                        "When is it noticed?",
                        "Say in whenNoticed when each face notices a bias of three numbers.",
                        () -> whenNoticed(mine)));
    }

    private static Verdict toNet(Exercises mine) {
        NDArray wanted = twoLayers(true);
        Net net = new Net("mine");
        mine.toNet(net);
        Set<String> unknown = new TreeSet<>(net.externalInputs());
        unknown.removeAll(List.of("x", "w1", "b1", "w2", "b2"));
        if (!unknown.isEmpty()) {
            return Verdict.wrong(
                    "The net reads " + unknown + ", which nobody feeds.",
                    "the blobs are x, w1, b1, w2 and b2; names are case-sensitive.");
        }
        if (!net.blobIsDefined("y")) {
            return Verdict.wrong(
                    "No operator writes the blob y.", "the last operator's output is called y.");
        }
        try (Workspace workspace = new Workspace()) {
            workspace.feedBlob("x", X);
            workspace.feedBlob("w1", W1);
            workspace.feedBlob("b1", B1);
            workspace.feedBlob("w2", W2);
            workspace.feedBlob("b2", B2);
            workspace.runNetOnce(net);
            NDArray y = workspace.fetchBlob("y");
            if (near(y, wanted)) {
                return Verdict.right("Net and graph give y = " + y + ".");
            }
            String found = "The net gives y = %s, the graph %s.".formatted(y, wanted);
            return Verdict.wrong(
                    found,
                    near(y, twoLayers(false))
                            ? "between the two layers stands a Tanh."
                            : "an FC is a product with the weights and the bias on top, in one operator. There are two, and a Tanh between them.");
        }
    }

    private static NDArray twoLayers(boolean withTanh) {
        Graph g = new Graph();
        Tensor first = g.constant("x", X).matmul(g.constant("w1", K1)).addBias(g.constant(B1));
        Tensor hidden = withTanh ? first.tanh() : first;
        Tensor y = hidden.matmul(g.constant("w2", K2)).addBias(g.constant(B2));
        try (Session s = new Session(g)) {
            return s.run(y);
        }
    }

    private static Verdict toGraph(Exercises mine) {
        NDArray[] wanted = gated();
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 3);
        Tensor y = mine.toGraph(x, g.constant("w", K1), g.constant("b", B1));
        if (y == null) {
            return Verdict.wrong("It gives back null.", "give back the tensor y.");
        }
        try (Session s = new Session(g)) {
            NDArray found = s.feed(x, X).run(y);
            if (near(found, wanted[2])) {
                return Verdict.right("Graph and net give y = " + found + ".");
            }
            String seen = "The graph gives %s, the net %s.".formatted(found, wanted[2]);
            if (near(found, wanted[0])) {
                return Verdict.wrong(seen, "these are the scores; y is their product with gate.");
            }
            if (near(found, wanted[1])) {
                return Verdict.wrong(seen, "this is gate; y is the scores times it.");
            }
            return Verdict.wrong(
                    seen,
                    "one tensor for each line of the net: scores by matmul and addBias, gate by sigmoid, y by times.");
        }
    }

    /** Scores, gate and y of the net in the second exercise. */
    private static NDArray[] gated() {
        Net net = new Net("gated");
        net.op("FC", List.of("x", "w", "b"), "scores");
        net.op("Sigmoid", "scores", "gate");
        net.op("Mul", List.of("scores", "gate"), "y");
        try (Workspace workspace = new Workspace()) {
            workspace.feedBlob("x", X);
            workspace.feedBlob("w", W1);
            workspace.feedBlob("b", B1);
            workspace.runNetOnce(net);
            return new NDArray[] {
                workspace.fetchBlob("scores"), workspace.fetchBlob("gate"), workspace.fetchBlob("y")
            };
        }
    }

    private static Verdict whenNoticed(Exercises mine) {
        String[] answers = mine.whenNoticed();
        if (answers.length != 2) {
            return Verdict.wrong(
                    "There are " + answers.length + " answers.",
                    "return two: that of a workspace, then that of a session.");
        }
        List<String> words = List.of("written", "created", "fed", "run");
        Noticed[] right = {
            Noticed.of((m, now) -> workspace(now), Mistake.WEIGHTS),
            Noticed.of((m, now) -> session(now), Mistake.WEIGHTS)
        };
        for (int i = 0; i < 2; i++) {
            String face = i == 0 ? "workspace" : "session";
            String answer = answers[i].strip().toLowerCase(Locale.ROOT);
            if (!words.contains(answer)) {
                return Verdict.wrong(
                        "\"%s\" is none of %s.".formatted(answers[i], words),
                        "take one of these words for the " + face + ".");
            }
            if (When.values()[words.indexOf(answer)] != right[i].when()) {
                return Verdict.wrong(
                        "A %s does not notice it when it is %s.".formatted(face, answer),
                        i == 0
                                ? "a net is a list of names; when does it first see how long b is?"
                                : "a graph knows shapes while you build it: which call has both the scores and b?");
            }
        }
        return Verdict.right("The session says: " + right[1].message());
    }

    private static void workspace(Consumer<When> now) {
        now.accept(When.WRITTEN);
        Net net = new Net("classifier");
        net.op("FC", List.of("X", "W", "b"), "scores");
        try (Workspace workspace = new Workspace()) {
            workspace.feedBlob("W", TwoWays.W);
            workspace.feedBlob("b", LONG);
            now.accept(When.CREATED);
            workspace.createNet(net);
            now.accept(When.FED);
            workspace.feedBlob("X", TwoWays.X);
            now.accept(When.RUN);
            workspace.runNet(net.name());
        }
    }

    private static void session(Consumer<When> now) {
        now.accept(When.WRITTEN);
        Graph g = new Graph();
        Tensor x = g.placeholder("X", DType.FLOAT32, -1, 3);
        Tensor w = g.variable("W", TwoWays.KERNEL).read();
        Tensor y = x.matmul(w).addBias(g.variable("b", LONG).read());
        try (Session s = new Session(g)) {
            s.initialize();
            now.accept(When.RUN);
            s.feed(x, TwoWays.X).run(y);
        }
    }

    private static boolean near(NDArray a, NDArray b) {
        if (!a.shape().equals(b.shape())) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!(Math.abs(a.get(i) - b.get(i)) < CLOSE)) {
                return false;
            }
        }
        return true;
    }
}
