package org.duograph.tutorials.gradients;

import static org.duograph.tutorials.Transcript.part;
import static org.duograph.tutorials.Transcript.step;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.session.Fetched;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tutorials.Curves;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.draw.NetPrinter;
import org.duograph.workspace.net.Net;

/**
 * Lesson "How gradients work", step by step.
 *
 * <p>Argument: the folder for its picture, {@code out/gradients} if not given.
 */
public final class HowGradientsWork {
    private HowGradientsWork() {}

    /** Runs all steps. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "out/gradients");
        step("By hand");
        byHand();
        step("In a workspace");
        inAWorkspace();
        step("In a session");
        inASession();
        step("Several readers");
        severalReaders();
        step("Differences");
        differences();
        step("A wrong gradient");
        WrongGradient.find();
        step("Stop");
        stop();
        step("Gradients of gradients");
        gradientsOfGradients(folder);
    }

    static void byHand() {
        // tag::by-hand[]
        float x = 3;
        float w = 2;
        float b = -1;
        float u = w * x; // <1>
        float v = u + b;
        float y = v * v;
        System.out.println("forward:  u = " + u + ", v = " + v + ", y = " + y);

        float dy = 1; // <2>
        float dv = dy * 2 * v; // <3>
        float du = dv;
        float db = dv;
        float dw = du * x;
        float dx = du * w;
        System.out.println("backward: dv = " + dv + ", du = " + du);
        System.out.println("dw = " + dw + ", db = " + db + ", dx = " + dx);
        // end::by-hand[]
    }

    static void inAWorkspace() {
        // tag::workspace[]
        Net net = new Net("square");
        net.op("Mul", List.of("w", "x"), "u");
        net.op("Add", List.of("u", "b"), "v");
        net.op("Sqr", "v", "y");
        Map<String, String> gradients = net.addGradientOperators("y"); // <1>
        System.out.print(NetPrinter.print(net.proto()));
        // end::workspace[]
        part();
        // tag::workspace-run[]
        try (Workspace workspace = new Workspace()) {
            workspace.feedBlob("x", NDArray.vector(3));
            workspace.feedBlob("w", NDArray.vector(2));
            workspace.feedBlob("b", NDArray.vector(-1));
            workspace.runNetOnce(net);
            for (String blob : List.of("w", "b", "x")) {
                String gradient = gradients.get(blob); // <1>
                float value = (float) workspace.fetchBlob(gradient).get(0);
                System.out.println("of " + blob + ": " + gradient + " = " + value);
            }
        }
        // end::workspace-run[]
    }

    static void inASession() {
        // tag::session[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 1);
        Tensor w = g.placeholder("w", DType.FLOAT32, 1);
        Tensor b = g.placeholder("b", DType.FLOAT32, 1);
        Tensor y = w.times(x).plus(b).square();
        List<Tensor> gradients = g.gradients(y, List.of(w, b, x)); // <1>
        try (Session s = new Session(g)) {
            Fetched found =
                    s.feed(x, new float[] {3})
                            .feed(w, new float[] {2})
                            .feed(b, new float[] {-1})
                            .run(gradients.toArray());
            System.out.println("dw = " + found.get(0).get(0));
            System.out.println("db = " + found.get(1).get(0));
            System.out.println("dx = " + found.get(2).get(0));
        }
        // end::session[]
    }

    static void severalReaders() {
        // tag::readers[]
        Net net = new Net("readers");
        net.op("Sqr", "x", "a"); // <1>
        net.op("Mul", List.of("x", "three"), "c");
        net.op("Add", List.of("a", "c"), "y");
        Map<String, String> gradients = net.addGradientOperators("y");
        System.out.print(NetPrinter.print(net.proto()));
        try (Workspace workspace = new Workspace()) {
            workspace.feedBlob("x", NDArray.vector(5));
            workspace.feedBlob("three", NDArray.vector(3));
            workspace.runNetOnce(net);
            System.out.println("dx = " + workspace.fetchBlob(gradients.get("x")).get(0));
        }
        // end::readers[]
    }

    static void differences() {
        // tag::differences[]
        Net net = new Net("cube");
        net.op("Sqr", "x", "square");
        net.op("Mul", List.of("square", "x"), "y"); // <1>
        try (Workspace workspace = new Workspace()) {
            for (float h : new float[] {0.1f, 0.01f, 0.001f, 0.0001f, 0.00001f}) {
                float right = 3 + h;
                float left = 3 - h;
                double rise = at(right, net, workspace) - at(left, net, workspace);
                double slope = rise / (right - left); // <2>
                System.out.printf("h = %.5f: slope %.4f, off by %.4f%n", h, slope, slope - 27);
            }
        }
        // end::differences[]
    }

    // tag::at[]
    /** What the net computes for one number. */
    static double at(float x, Net net, Workspace workspace) {
        workspace.feedBlob("x", NDArray.vector(x));
        workspace.runNetOnce(net);
        return workspace.fetchBlob("y").get(0);
    }

    // end::at[]

    static void stop() {
        // tag::stop[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 1);
        Tensor free = x.times(x);
        Tensor half = x.times(x.stopGradient()); // <1>
        Tensor dFree = g.gradients(free, List.of(x)).get(0);
        Tensor dHalf = g.gradients(half, List.of(x)).get(0);
        try (Session s = new Session(g)) {
            Fetched at5 = s.feed(x, new float[] {5}).run(free, half, dFree, dHalf);
            System.out.println(
                    "x * x:       " + at5.get(0).get(0) + ", slope " + at5.get(2).get(0));
            System.out.println(
                    "x * stop(x): " + at5.get(1).get(0) + ", slope " + at5.get(3).get(0));
        }
        // end::stop[]
        part();
        // tag::stop-workspace[]
        Net net = new Net("stopped");
        net.op("StopGradient", "x", "fixed");
        net.op("Mul", List.of("x", "fixed"), "y");
        Map<String, String> gradients = net.addGradientOperators("y");
        try (Workspace workspace = new Workspace()) {
            workspace.feedBlob("x", NDArray.vector(5));
            workspace.runNetOnce(net);
            System.out.println("workspace: " + workspace.fetchBlob(gradients.get("x")).get(0));
        }
        // end::stop-workspace[]
    }

    static void gradientsOfGradients(Path folder) throws IOException {
        // tag::again[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1);
        Tensor y = x.tanh();
        Tensor first = g.gradients(y, List.of(x)).get(0); // <1>
        Tensor second = g.gradients(first, List.of(x)).get(0);
        Tensor third = g.gradients(second, List.of(x)).get(0);

        NDArray xs = NDArray.vector(new float[121]);
        for (int i = 0; i < xs.size(); i++) {
            xs.set(i, (i - 60) / 20.0); // from -3 to 3
        }
        try (Session s = new Session(g)) {
            Fetched all = s.feed(x, xs).run(y, first, second, third); // <2>
            System.out.printf(
                    "at 0: %.3f, %.3f, %.3f, %.3f%n",
                    all.get(0).get(60), all.get(1).get(60), all.get(2).get(60), all.get(3).get(60));
            String svg =
                    new Curves()
                            .line("tanh", xs, all.get(0))
                            .line("its slope", xs, all.get(1))
                            .line("second", xs, all.get(2))
                            .line("third", xs, all.get(3))
                            .svg();
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("tanh.svg"), svg);
            System.out.println("wrote " + folder.resolve("tanh.svg"));
        }
        // end::again[]
        part();
        // tag::newton[]
        Graph curve = new Graph();
        Tensor at = curve.placeholder("at", DType.FLOAT32, 1);
        Tensor f = at.pow(4).minus(at.pow(3).times(4)); // x^4 - 4 x^3, lowest at 3
        Tensor slope = curve.gradients(f, List.of(at)).get(0);
        Tensor bend = curve.gradients(slope, List.of(at)).get(0);
        Tensor downhill = at.minus(slope.times(0.01f)); // <1>
        Tensor newton = at.minus(slope.dividedBy(bend)); // <2>
        NDArray a = NDArray.vector(4);
        NDArray b = NDArray.vector(4);
        try (Session s = new Session(curve)) {
            for (int i = 1; i <= 6; i++) {
                a = s.feed(at, a).run(downhill);
                b = s.feed(at, b).run(newton);
                System.out.printf("step %d: %.4f downhill, %.4f Newton%n", i, a.get(0), b.get(0));
            }
        }
        // end::newton[]
    }
}
