package org.duograph.tutorials.basics;

import static org.duograph.tutorials.Transcript.fails;
import static org.duograph.tutorials.Transcript.part;
import static org.duograph.tutorials.Transcript.step;
import static org.duograph.workspace.io.Ops.arg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duograph.compile.Compiler;
import org.duograph.graph.Graph;
import org.duograph.messages.MessageFiles;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.draw.NetDrawer;
import org.duograph.workspace.draw.NetDrawer.Direction;
import org.duograph.workspace.draw.NetPrinter;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Lesson "First net and workspace", step by step.
 *
 * <p>Argument: the folder for its picture, {@code out/basics} if not given.
 */
public final class FirstNet {
    private FirstNet() {}

    /** Runs all steps. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "out/basics");
        // tag::workspace[]
        try (Workspace workspace = new Workspace()) {
            // end::workspace[]
            step("Blobs");
            blobs(workspace);
            step("One operator");
            operator(workspace);
            step("Fills");
            fills(workspace);
            step("A net");
            NetDef net = net(workspace);
            step("A picture");
            picture(net, folder);
            step("Init net and predict net");
            initAndPredict(workspace);
            step("Graph and plan");
            graphAndPlan(workspace);
        }
    }

    static void blobs(Workspace workspace) {
        // tag::blobs[]
        System.out.println("blobs at the start: " + workspace.blobs()); // <1>

        NDArray x = NDArray.of(Shape.of(2, 3), -1f, 0f, 2f, 5f, -3f, 4f); // <2>
        workspace.feedBlob("X", x);
        System.out.println("X is there: " + workspace.hasBlob("X"));
        System.out.println("X holds " + workspace.blobType("X"));
        System.out.println("X = " + workspace.fetchBlob("X")); // <3>

        workspace.feedObject("names", new String[] {"cat", "dog"}); // <4>
        System.out.println("names holds " + workspace.blobType("names"));
        String[] names = workspace.fetchObject("names", String[].class);
        System.out.println("names[1] = " + names[1]);
        System.out.println("blobs now: " + workspace.blobs());
        // end::blobs[]
        part();
        // tag::blobs-fail[]
        fails("There is no blob", () -> workspace.fetchBlob("x"));
        fails("not a tensor", () -> workspace.fetchBlob("names"));
        // end::blobs-fail[]
    }

    static void operator(Workspace workspace) {
        // tag::operator[]
        OperatorDef relu = Ops.operator("Relu", List.of("X"), List.of("Y"));
        System.out.print(MessageFiles.toText(relu)); // <1>

        workspace.runOperatorOnce(relu); // <2>
        System.out.println("X = " + workspace.fetchBlob("X"));
        System.out.println("Y = " + workspace.fetchBlob("Y"));
        // end::operator[]
        part();
        // tag::operator-fail[]
        OperatorDef misspelt = Ops.operator("Rellu", List.of("X"), List.of("Y"));
        fails("did you mean \"Relu\"", () -> workspace.runOperatorOnce(misspelt));

        OperatorDef early = Ops.operator("Relu", List.of("Z"), List.of("Y"));
        fails("reads blob \"Z\"", () -> workspace.runOperatorOnce(early));
        // end::operator-fail[]
    }

    static void fills(Workspace workspace) {
        // tag::fills[]
        OperatorDef fill =
                Ops.operator(
                        "GaussianFill",
                        List.of(), // <1>
                        List.of("Z"),
                        arg("shape", List.of(100, 100)), // <2>
                        arg("mean", 1f),
                        arg("std", 2f));
        System.out.print(MessageFiles.toText(fill));
        workspace.runOperatorOnce(fill);

        double[] z = workspace.fetchBlob("Z").toDoubles();
        double sum = 0;
        double squares = 0;
        for (double v : z) {
            sum += v;
            squares += v * v;
        }
        double mean = sum / z.length;
        double std = Math.sqrt(squares / z.length - mean * mean);
        System.out.printf("%d numbers, mean %.3f, deviation %.3f%n", z.length, mean, std);
        // end::fills[]
        part();
        // tag::fills-fail[]
        OperatorDef misspelt =
                Ops.operator(
                        "GaussianFill",
                        List.of(),
                        List.of("Z"),
                        arg("shape", List.of(100, 100)),
                        arg("sdt", 2f));
        fails("did you mean \"std\"", () -> workspace.runOperatorOnce(misspelt));
        // end::fills-fail[]
    }

    static NetDef net(Workspace workspace) {
        // tag::net[]
        Net net = new Net("my_first_net");
        String x = net.op("GaussianFill", "X", arg("shape", List.of(2, 3)));
        String w = net.op("GaussianFill", "W", arg("shape", List.of(5, 3)));
        String b = net.op("ConstantFill", "b", arg("shape", List.of(5)), arg("value", 1f));
        String y = net.op("FC", List.of(x, w, b), "Y"); // <1>

        System.out.print(NetPrinter.print(net.proto())); // <2>
        // end::net[]
        part();
        // tag::net-proto[]
        System.out.print(MessageFiles.toText(net.proto().getOp(3)));
        // end::net-proto[]
        part();
        // tag::net-run[]
        workspace.resetWorkspace(); // <1>
        workspace.runNetOnce(net);
        System.out.println("blobs: " + workspace.blobs());
        System.out.println("Y = " + workspace.fetchBlob("Y"));

        NDArray xs = workspace.fetchBlob("X");
        NDArray ws = workspace.fetchBlob("W");
        double sum = workspace.fetchBlob("b").get(0);
        for (int k = 0; k < 3; k++) {
            sum += xs.get(0, k) * ws.get(0, k); // <2>
        }
        System.out.printf("Y[0, 0] by hand: %.4f%n", sum);
        // end::net-run[]
        return net.proto();
    }

    static void picture(NetDef net, Path folder) throws IOException {
        // tag::picture[]
        String svg = NetDrawer.of(net).direction(Direction.RIGHT).svg();
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("my_first_net.svg"), svg);
        System.out.println("wrote " + folder.resolve("my_first_net.svg"));
        // end::picture[]
    }

    static void initAndPredict(Workspace workspace) {
        workspace.resetWorkspace();
        // tag::init[]
        Net init = new Net("init"); // <1>
        init.op("GaussianFill", "W", arg("shape", List.of(5, 3)));
        init.op("ConstantFill", "b", arg("shape", List.of(5)), arg("value", 1f));

        Net predict = new Net("predict"); // <2>
        predict.op("FC", List.of("X", "W", "b"), "Y");
        predict.op("Relu", "Y", "Z");
        predict.addExternalOutput("Z");
        System.out.print(NetPrinter.print(init.proto()));
        System.out.print(NetPrinter.print(predict.proto()));

        workspace.runNetOnce(init); // <3>
        workspace.feedBlob("X", NDArray.of(Shape.of(1, 3), 1f, 0f, 0f));
        workspace.createNet(predict); // <4>
        workspace.runNet("predict");
        System.out.println("Z = " + workspace.fetchBlob("Z"));

        workspace.feedBlob("X", NDArray.of(Shape.of(1, 3), 0f, 1f, 0f)); // <5>
        workspace.runNet("predict");
        System.out.println("Z = " + workspace.fetchBlob("Z"));
        System.out.println("Y is there: " + workspace.hasBlob("Y")); // <6>
        // end::init[]
        part();
        // tag::init-time[]
        int times = 200;
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            workspace.runNetOnce(predict);
        }
        double micros = (System.nanoTime() - start) / 1e3 / times;
        System.out.printf("runNetOnce: %.1f us%n", micros);

        start = System.nanoTime();
        workspace.runNet("predict", times);
        micros = (System.nanoTime() - start) / 1e3 / times;
        System.out.printf("runNet:     %.1f us%n", micros);
        // end::init-time[]
        part();
        // tag::init-fail[]
        fails("already", () -> workspace.createNet(predict)); // <1>
        fails("There is no net", () -> workspace.runNet("predikt")); // <2>

        workspace.feedBlob("X", NDArray.of(Shape.of(1, 4), 1f, 0f, 0f, 0f)); // <3>
        fails("rows of 4 numbers", () -> workspace.runNet("predict"));
        // end::init-fail[]
        workspace.feedBlob("X", NDArray.of(Shape.of(1, 3), 1f, 0f, 0f));
    }

    static void graphAndPlan(Workspace workspace) {
        // tag::graph[]
        NetDef predict = workspace.net("predict");
        Graph graph = workspace.inspect().graph(predict); // <1>
        System.out.print(graph);

        Graph compiled = Compiler.compile(graph); // <2>
        System.out.print(compiled);
        // end::graph[]
        part();
        // tag::plan[]
        System.out.print(workspace.plans("predict").get(0));
        // end::plan[]
    }
}
