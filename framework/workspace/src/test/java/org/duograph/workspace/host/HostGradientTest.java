package org.duograph.workspace.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.control.NetBuilder;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.Net;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Java code in the middle of a net that is trained. */
class HostGradientTest {
    private final Workspace workspace = new Workspace();

    @BeforeEach
    void register() {
        workspace.register(
                "LambdaCube",
                HostOperator.sameType(call -> call.output(0, cube(call.input(0))))
                        .withGradient(
                                g -> {
                                    NDArray dx = g.input(0);
                                    for (int i = 0; i < dx.size(); i++) {
                                        double x = dx.get(i);
                                        dx.set(i, 3 * x * x * g.outputGradient(0).get(i));
                                    }
                                    g.inputGradient(0, dx);
                                }));
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    private static NDArray cube(NDArray x) {
        for (int i = 0; i < x.size(); i++) {
            x.set(i, Math.pow(x.get(i), 3));
        }
        return x;
    }

    private double loss(Net net, NDArray x) {
        workspace.feedBlob("x", x);
        workspace.runNetOnce(net);
        return workspace.fetchBlob("loss").item();
    }

    @Test
    void theGradientIsThatOfDifferences() {
        Net net = new Net("cubes");
        net.op("Sin", "x", "s");
        net.op("LambdaCube", "s", "c");
        net.op("Exp", "c", "e");
        net.op("SumElements", "e", "loss");
        Map<String, String> gradients = net.addGradientOperators("loss");
        NDArray x = NDArray.vector(0.3f, -0.7f, 1.1f);
        loss(net, x);
        NDArray slope = workspace.fetchBlob(gradients.get("x"));
        for (int i = 0; i < 3; i++) {
            double h = 1e-2;
            NDArray more = x.copy();
            more.set(i, x.get(i) + h);
            NDArray less = x.copy();
            less.set(i, x.get(i) - h);
            double difference = (loss(net, more) - loss(net, less)) / (2 * h);
            assertThat(slope.get(i)).isCloseTo(difference, within(2e-3));
        }
    }

    @Test
    void aNetWithItIsOneGraph() {
        Net net = new Net("one");
        net.op("LambdaCube", "x", "y");
        net.addGradientOperators("y");
        workspace.feedBlob("x", NDArray.vector(1, 2));
        workspace.createNet(net);
        workspace.runNet(net.name());
        assertThat(workspace.plans(net.name())).hasSize(1);
        assertThat(workspace.fetchBlob("x_grad").toDoubles()).containsExactly(3, 12);
    }

    @Test
    void itLearnsInALoop() {
        NetBuilder net = new NetBuilder("loop");
        net.constant("one", 1f);
        net.constant("two", 2f);
        net.constant("i", 0f);
        net.op("Copy", "x", "y");
        net.whileNet(
                condition -> condition.op("LT", List.of("i", "two"), "goes_on"),
                body -> {
                    body.op("LambdaCube", "y", "z");
                    body.op("Copy", "z", "y");
                    body.op("Add", List.of("i", "one"), "i");
                });
        Map<String, String> gradients = net.net().addGradientOperators("y");
        workspace.feedBlob("x", NDArray.scalar(1.1f));
        workspace.runNetOnce(net.net());
        assertThat(workspace.fetchBlob("y").item()).isCloseTo(Math.pow(1.1, 9), within(1e-4));
        assertThat(workspace.fetchBlob(gradients.get("x")).item())
                .isCloseTo(9 * Math.pow(1.1, 8), within(1e-4));
    }

    @Test
    void severalInputsAndOutputsOfWhichSomeLearn() {
        HostOperator pick =
                call -> {
                    int which = (int) call.input(1).getWhole(0);
                    call.output(0, NDArray.scalar((float) call.input(0).get(which)));
                    call.output(1, NDArray.scalar((float) -call.input(0).get(which)));
                };
        workspace.register(
                "LambdaPick",
                pick.withGradient(
                                g -> {
                                    NDArray dx = NDArray.zeros(g.input(0).type());
                                    double slope =
                                            g.outputGradient(0).item() - g.outputGradient(1).item();
                                    dx.set((int) g.input(1).getWhole(0), slope);
                                    assertThat(g.output(1).item()).isEqualTo(-g.output(0).item());
                                    g.inputGradient(0, dx);
                                },
                                0)
                        .withTypes(
                                call ->
                                        List.of(
                                                call.type(0).withShape(Shape.SCALAR),
                                                call.type(0).withShape(Shape.SCALAR))));
        Net net = new Net("pick");
        net.op("LambdaPick", List.of("x", "which"), List.of("y", "minus"));
        net.op("Scale", "y", "loss", Ops.arg("scale", 5f));
        Map<String, String> gradients = net.addGradientOperators("loss");
        workspace.feedBlob("which", NDArray.of(Shape.of(1), 2));
        assertThat(loss(net, NDArray.vector(1, 2, 3))).isEqualTo(15);
        assertThat(workspace.fetchBlob(gradients.get("x")).toDoubles()).containsExactly(0, 0, 5);
        assertThat(gradients).doesNotContainKey("which");
    }

    @Test
    void aGradientOfAnInputThatDoesNotLearnIsRefused() {
        workspace.register(
                "LambdaWrong",
                HostOperator.sameType(call -> call.output(0, call.input(0)))
                        .withGradient(g -> g.inputGradient(1, g.outputGradient(0)), 0));
        Net net = new Net("wrong");
        net.op("LambdaWrong", List.of("x", "x2"), "y");
        net.addGradientOperators("y");
        workspace.feedBlob("x", NDArray.scalar(1));
        workspace.feedBlob("x2", NDArray.scalar(1));
        assertThatThrownBy(() -> workspace.runNetOnce(net))
                .hasMessageContaining("input 1 does not learn; those that do are [0]");
    }
}
