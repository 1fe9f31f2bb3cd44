package org.duograph.docs.snippets;

import static org.duograph.keras.Keras.dense;
import static org.duograph.workspace.io.Ops.arg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duograph.data.Cifar10;
import org.duograph.data.Picture;
import org.duograph.keras.Sequential;
import org.duograph.session.Graph;
import org.duograph.session.Scope;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.net.Net;

/** The mistakes on the page about error messages, each made once. */
@SuppressWarnings("try") // scopes are only to be closed
final class ErrorMessages {
    private static final NDArray TWO_BY_THREE = NDArray.zeros(ArrayType.float32(2, 3));

    private final Path folder;
    private final Mistakes mistakes;

    private ErrorMessages(Path folder, Mistakes mistakes) {
        this.folder = folder;
        this.mistakes = mistakes;
    }

    static void add(Mistakes mistakes, Path folder) {
        ErrorMessages made = new ErrorMessages(folder, mistakes);
        made.ofWorkspaces();
        made.ofSessions();
        made.ofFiles();
    }

    private void add(String name, Mistakes.Mistake mistake) {
        mistakes.add(name, mistake);
    }

    private void ofWorkspaces() {
        add("operator", () -> run(new Net("net"), "Rellu", "X"));
        add("blob", () -> run(new Net("net"), "Relu", "Y"));
        add(
                "shapes",
                () -> {
                    try (Workspace workspace = new Workspace("java", 0)) {
                        workspace.feedBlob("X", TWO_BY_THREE);
                        workspace.feedBlob("W", NDArray.zeros(ArrayType.float32(5, 4)));
                        workspace.feedBlob("b", NDArray.zeros(ArrayType.float32(5)));
                        Net net = new Net("net");
                        net.op("FC", List.of("X", "W", "b"), "Y");
                        workspace.runNetOnce(net);
                    }
                });
        add(
                "label",
                () -> {
                    try (Workspace workspace = new Workspace("java", 0)) {
                        workspace.feedBlob("scores", TWO_BY_THREE);
                        workspace.feedBlob("label", NDArray.of(Shape.of(2), new int[] {1, 3}));
                        Net net = new Net("net");
                        net.op(
                                "SoftmaxWithLoss",
                                List.of("scores", "label"),
                                List.of("softmax", "loss"));
                        workspace.runNetOnce(net);
                    }
                });
        add(
                "learns-nothing",
                () -> {
                    ModelHelper model = new ModelHelper("net");
                    model.input("X", Shape.of(2, 3));
                    String y = Brew.fc(model, "X", "y", 3, 4);
                    Brew.fc(model, "X", "forgotten", 3, 4);
                    model.addGradientOperators(model.op("AveragedLoss", List.of(y), "loss"));
                    Optimizers.sgd(0.1).build(model);
                });
        add(
                "argument",
                () -> {
                    try (Workspace workspace = new Workspace("java", 0)) {
                        workspace.feedBlob("X", TWO_BY_THREE);
                        Net net = new Net("net");
                        net.op("LeakyRelu", "X", "Y", arg("alpha", "much"));
                        workspace.runNetOnce(net);
                    }
                });
    }

    private static void run(Net net, String type, String input) {
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.feedBlob("X", TWO_BY_THREE);
            net.op(type, input, "Z");
            workspace.runNetOnce(net);
        }
    }

    private void ofSessions() {
        add(
                "not-fed",
                () -> {
                    Graph g = new Graph();
                    Tensor x = g.placeholder("x", DType.FLOAT32, -1, 3);
                    try (Session s = new Session(g)) {
                        s.run(x.relu());
                    }
                });
        add(
                "fed-shape",
                () -> {
                    Graph g = new Graph();
                    Tensor x = g.placeholder("x", DType.FLOAT32, -1, 4);
                    try (Session s = new Session(g)) {
                        s.feed(x, TWO_BY_THREE).run(x.relu());
                    }
                });
        add(
                "matmul",
                () -> {
                    Graph g = new Graph();
                    g.constant(TWO_BY_THREE).matmul(g.constant(TWO_BY_THREE));
                });
        add(
                "not-initialized",
                () -> {
                    Graph g = new Graph();
                    Tensor w = g.variable("w", 1f).read();
                    try (Session s = new Session(g)) {
                        s.run(w);
                    }
                });
        add(
                "no-gradients",
                () -> {
                    Graph g = new Graph();
                    g.variable("w", 1f);
                    new GradientDescentOptimizer(0.1).minimize(g.constant(1f));
                });
        add(
                "reuse",
                () -> {
                    Graph g = new Graph();
                    for (int i = 0; i < 2; i++) {
                        try (Scope net = g.variableScope("net")) {
                            g.getVariable("w", DType.FLOAT32, null, 2);
                        }
                    }
                });
        add(
                "compile",
                () -> {
                    Sequential model = new Sequential(dense(1));
                    model.fit(TWO_BY_THREE, NDArray.zeros(ArrayType.float32(2, 1)));
                });
    }

    private void ofFiles() {
        add(
                "picture",
                () -> Picture.read(Files.writeString(folder.resolve("photo.heic"), "no picture")));
        add("net-file", () -> NetFiles.readNet(cut()));
        add("data-set", () -> Cifar10.read(folder));
    }

    private Path cut() throws IOException {
        return Files.writeString(folder.resolve("net.pbtxt"), "name: \"net\"\nop {\n  type: \"Re");
    }
}
