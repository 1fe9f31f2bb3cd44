package org.duograph.tutorials.gradients;

import static org.duograph.tutorials.Transcript.part;
import static org.duograph.tutorials.gradients.HowGradientsWork.at;

import java.util.List;
import java.util.Map;
import org.duograph.session.GradientChecker;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.op.JavaCode;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.host.HostOperator;
import org.duograph.workspace.net.Net;

/** The lesson's search for a wrong gradient: an operator of one's own that has one on purpose. */
final class WrongGradient {
    private WrongGradient() {}

    static void find() {
        // tag::checker[]
        JavaCode right =
                JavaCode.sameShape(x -> cubed(x))
                        .withGradient( // <1>
                                (x, y, dy) -> List.of(slope(3, x.get(0), dy.get(0))));
        JavaCode wrong =
                JavaCode.sameShape(x -> cubed(x))
                        .withGradient((x, y, dy) -> List.of(slope(2, x.get(0), dy.get(0))));
        System.out.printf("3 x^2: off by %.1f%n", error(right));
        System.out.printf("2 x^2: off by %.1f%n", error(wrong));
        // end::checker[]
        part();
        inAWorkspace();
    }

    // tag::error[]
    /** How far the gradient of a cube is from what differences say, at 1 and 2. */
    static double error(JavaCode cube) {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 2);
        Tensor y = g.call("cube", cube, List.of(DType.FLOAT32), x).get(0);
        GradientChecker checker = new GradientChecker(y, List.of(x)); // <1>
        try (Session s = new Session(g)) {
            return checker.error(s.feed(x, new float[] {1, 2})); // <2>
        }
    }

    // end::error[]

    // tag::slope[]
    static NDArray cubed(NDArray x) {
        for (int i = 0; i < x.size(); i++) {
            x.set(i, x.get(i) * x.get(i) * x.get(i));
        }
        return x;
    }

    static NDArray slope(double factor, NDArray x, NDArray dy) {
        for (int i = 0; i < x.size(); i++) {
            dy.set(i, dy.get(i) * factor * x.get(i) * x.get(i));
        }
        return dy;
    }

    // end::slope[]

    private static void inAWorkspace() {
        // tag::workspace[]
        try (Workspace workspace = new Workspace()) {
            HostOperator cube = call -> call.output(0, cubed(call.input(0)));
            workspace.register(
                    "WrongCube",
                    HostOperator.sameType(cube)
                            .withGradient(
                                    g ->
                                            g.inputGradient(
                                                    0, slope(2, g.input(0), g.outputGradient(0)))));
            Net net = new Net("wrong_cube");
            net.op("WrongCube", "x", "y");
            Net both = new Net("with_gradient");
            both.op("WrongCube", "x", "y");
            Map<String, String> gradients = both.addGradientOperators("y");

            float h = 0.01f;
            double right = at(2 + h, net, workspace);
            double left = at(2 - h, net, workspace);
            System.out.printf("differences say %.2f%n", (right - left) / (2 * h));
            at(2, both, workspace);
            String dx = gradients.get("x");
            System.out.printf("the gradient says %.2f%n", workspace.fetchBlob(dx).get(0));
        }
        // end::workspace[]
    }
}
