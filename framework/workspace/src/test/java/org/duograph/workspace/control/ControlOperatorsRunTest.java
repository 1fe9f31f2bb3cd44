package org.duograph.workspace.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Caffe2's operators as files have them, in one graph and apart from it. */
class ControlOperatorsRunTest {
    private final Workspace workspace = new Workspace();

    @AfterEach
    void close() {
        workspace.close();
    }

    private static NDArray truth(boolean holds) {
        return NDArray.of(Shape.SCALAR, holds ? 1 : 0).cast(DType.BOOL);
    }

    private static NetDef net(OperatorDef... ops) {
        return NetDef.newBuilder().setName("net").addAllOp(List.of(ops)).build();
    }

    private static OperatorDef op(
            String type, List<String> in, List<String> out, Argument... args) {
        return Ops.operator(type, in, out, args);
    }

    private static OperatorDef op(String type, String in, String out, Argument... args) {
        return op(type, List.of(in), List.of(out), args);
    }

    private double y() {
        return workspace.fetchBlob("y").item();
    }

    @Test
    void anIfRunsOnTheBlobsAroundIt() {
        NetDef net =
                net(
                        op(
                                "If",
                                List.of("c"),
                                List.of(),
                                Ops.arg("then_net", net(op("Sqr", "x", "y"))),
                                Ops.arg("else_net", net(op("Negative", "x", "y")))));
        workspace.feedBlob("x", NDArray.scalar(3));
        workspace.feedBlob("c", truth(true));
        workspace.createNet(net);
        workspace.runNet("net");
        assertThat(y()).isEqualTo(9);
        workspace.feedBlob("c", truth(false));
        workspace.runNet("net");
        assertThat(y()).isEqualTo(-3);
    }

    @Test
    void aNetMayBeGivenAsItsText() {
        String then = "op { type: \"Sqr\" input: \"x\" output: \"y\" }";
        workspace.feedBlob("x", NDArray.scalar(3));
        workspace.feedBlob("y", NDArray.scalar(0));
        workspace.feedBlob("c", truth(true));
        workspace.runOperatorOnce(
                op("If", List.of("c", "x"), List.of("y"), Ops.arg("then_net", then)));
        assertThat(y()).isEqualTo(9);
    }

    @Test
    void aBranchThatOnlyPrintsRuns() {
        java.io.ByteArrayOutputStream text = new java.io.ByteArrayOutputStream();
        workspace.setOutput(new java.io.PrintStream(text));
        NetDef print = net(op("Print", List.of("x"), List.of()));
        workspace.feedBlob("x", NDArray.scalar(3));
        workspace.feedBlob("c", truth(true));
        NetDef net = net(op("If", List.of("c", "x"), List.of(), Ops.arg("then_net", print)));
        workspace.runNetOnce(net);
        workspace.feedBlob("c", truth(false));
        workspace.runNetOnce(net);
        assertThat(text.toString()).containsOnlyOnce("3.0");
    }

    @Test
    void aBlobThatOnlyOneBranchMakesIsThereIfThatOneRan() {
        NetDef net =
                net(
                        op(
                                "If",
                                List.of("c", "x"),
                                List.of("y"),
                                Ops.arg("then_net", net(op("Sqr", "x", "y")))));
        workspace.feedBlob("x", NDArray.scalar(3));
        workspace.feedBlob("c", truth(false));
        workspace.createNet(net);
        workspace.runNet("net");
        assertThat(workspace.hasBlob("y")).isFalse();
        workspace.feedBlob("c", truth(true));
        workspace.runNet("net");
        assertThat(y()).isEqualTo(9);
    }

    @Test
    void aLoopMayLetABlobGrow() {
        NetDef grow =
                net(
                        op("Concat", List.of("y", "y"), List.of("y", "dims"), Ops.arg("axis", 0)),
                        op("Add", List.of("i", "one"), List.of("i")),
                        op("LT", List.of("i", "three"), List.of("c")));
        workspace.feedBlob("y", NDArray.vector(1, 2));
        workspace.feedBlob("i", NDArray.scalar(0));
        workspace.feedBlob("one", NDArray.scalar(1));
        workspace.feedBlob("three", NDArray.scalar(3));
        workspace.feedBlob("c", truth(true));
        workspace.feedBlob("x", NDArray.scalar(5));
        workspace.runNetOnce(
                net(
                        op("Sqr", "x", "before"),
                        op(
                                "While",
                                List.of("c", "y", "i", "one", "three"),
                                List.of("y", "i", "c"),
                                Ops.arg("loop_net", grow)),
                        op("Negative", "y", "after")));
        assertThat(workspace.fetchBlob("y").size()).isEqualTo(16);
        assertThat(workspace.fetchBlob("after").size()).isEqualTo(16);
        assertThat(workspace.fetchBlob("before").item()).isEqualTo(25);
    }

    @Test
    void userCodeThatDoesNotSayItsTypesRunsInABranch() {
        AtomicInteger runs = new AtomicInteger();
        workspace.register(
                "Mine",
                call -> {
                    runs.incrementAndGet();
                    call.output(0, NDArray.scalar((float) call.input(0).item() + 1));
                });
        workspace.feedBlob("x", NDArray.scalar(3));
        workspace.feedBlob("c", truth(true));
        NetDef net =
                net(
                        op(
                                "If",
                                List.of("c", "x"),
                                List.of("y"),
                                Ops.arg("then_net", net(op("Mine", "x", "y")))),
                        op("Sqr", "y", "z"));
        workspace.createNet(net);
        workspace.runNet("net", 3);
        assertThat(runs).hasValue(3);
        assertThat(workspace.fetchBlob("z").item()).isEqualTo(16);
    }

    private static OperatorDef run(
            NetDef net, List<String> in, List<String> out, List<String> inner, long... outer) {
        return op(
                "Do",
                in,
                out,
                Ops.arg("net", net),
                Ops.arg("inner_blobs", inner),
                Ops.arg("outer_blobs_idx", outer));
    }

    @Test
    void aDoRunsOnBlobsOfItsOwn() {
        NetDef inner = net(op("Sqr", "a", "b"), op("Negative", "b", "c"));
        workspace.feedBlob("x", NDArray.scalar(3));
        workspace.feedBlob("b", NDArray.scalar(100));
        workspace.runNetOnce(
                net(
                        op("CreateScope", List.of(), List.of("w")),
                        run(inner, List.of("x", "w"), List.of("y", "w"), List.of("a", "c"), 0, 2)));
        assertThat(y()).isEqualTo(-9);
        assertThat(workspace.fetchBlob("b").item()).isEqualTo(100);
        assertThat(workspace.hasBlob("a")).isFalse();
    }

    /** As Caffe2's AddGradientOperators writes it: a Do that finds what the first one kept. */
    @Test
    void whatADoKeptIsThereForItsGradientRunByRun() {
        NetDef forward = net(op("Sqr", "a", "b"), op("Mul", List.of("a", "b"), List.of("c")));
        NetDef backward = net(op("Mul", List.of("b", "g"), List.of("h")));
        OperatorDef once =
                run(forward, List.of("x", "w"), List.of("x", "w"), List.of("a", "c"), 0, 0);
        OperatorDef back =
                run(backward, List.of("g", "w"), List.of("g", "w"), List.of("g", "h"), 0, 0)
                        .toBuilder()
                        .addArg(Ops.arg("is_gradient_op", 1))
                        .build();
        workspace.feedBlob("x", NDArray.scalar(2));
        workspace.feedBlob("g", NDArray.scalar(1));
        workspace.runNetOnce(
                net(
                        op("CreateScope", List.of(), List.of("w")),
                        once,
                        once,
                        op("HasScope", "w", "more"),
                        op(
                                "While",
                                List.of("more", "g", "w"),
                                List.of("g", "w"),
                                Ops.arg("loop_net", net(back)),
                                Ops.arg("cond_net", net(op("HasScope", "w", "more"))))));
        assertThat(workspace.fetchBlob("x").item()).isEqualTo(512); // (2^3)^3
        assertThat(workspace.fetchBlob("g").item()).isEqualTo(64 * 4); // 8^2 * 2^2
        assertThat(workspace.fetchBlob("more").item()).isZero();
    }

    @Test
    void aGradientDoWithoutARunBeforeItIsRefused() {
        OperatorDef back =
                run(net(op("Sqr", "a", "b")), List.of("x", "w"), List.of("y", "w"), List.of("a"), 0)
                        .toBuilder()
                        .addArg(Ops.arg("is_gradient_op", 1))
                        .build();
        workspace.feedBlob("x", NDArray.scalar(2));
        NetDef net = net(op("CreateScope", List.of(), List.of("w")), back);
        assertThatThrownBy(() -> workspace.runNetOnce(net))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("keeps the blobs of no run forward");
    }

    @Test
    void whatIsWrongWithAnOperatorThatRunsNetsIsSaid() {
        workspace.feedBlob("c", truth(true));
        workspace.feedBlob("x", NDArray.scalar(1));
        assertThatThrownBy(() -> workspace.runOperatorOnce(op("If", List.of("c"), List.of())))
                .hasMessageContaining("operator 0 (If)")
                .hasMessageContaining("needs the argument then_net");
        assertThatThrownBy(
                        () ->
                                workspace.runOperatorOnce(
                                        run(net(), List.of("x"), List.of("y"), List.of("a"), 7)))
                .hasMessageContaining("numbers of inputs and outputs, 0 to 1, found 7");
        NetDef fine = net(op("Sqr", "x", "y"));
        assertThatThrownBy(
                        () ->
                                workspace.runOperatorOnce(
                                        op("If", "x", "y", Ops.arg("then_net", fine))))
                .hasMessageContaining("must be one bool, found float32");
        assertThatThrownBy(
                        () ->
                                workspace.runOperatorOnce(
                                        op("If", "c", "y", Ops.arg("then_net", "op { nonsense"))))
                .hasMessageContaining("argument then_net of If");
    }

    @Test
    void aConditionalPicksRows() {
        Net net = new Net("rows");
        net.op("Conditional", List.of("c", "a", "b"), "y");
        net.op("Sqr", "y", "z");
        var gradients = net.addGradientOperators("z");
        workspace.feedBlob("c", NDArray.of(Shape.of(2), 1, 0).cast(DType.BOOL));
        workspace.feedBlob("a", NDArray.of(Shape.of(2, 2), 1f, 2f, 3f, 4f));
        workspace.feedBlob("b", NDArray.of(Shape.of(2, 2), 5f, 6f, 7f, 8f));
        workspace.runNetOnce(net);
        assertThat(workspace.fetchBlob("y").toDoubles()).containsExactly(1, 2, 7, 8);
        assertThat(workspace.fetchBlob(gradients.get("a")).toDoubles()).containsExactly(2, 4, 0, 0);
        assertThat(workspace.fetchBlob(gradients.get("b")).toDoubles())
                .containsExactly(0, 0, 14, 16);
        workspace.feedBlob("b", NDArray.vector(1, 2));
        assertThatThrownBy(() -> workspace.runNetOnce(net))
                .hasMessageContaining("a bool for each row and two blobs of the same shape");
    }

    @Test
    void aLoopThatRunsApartHasABoundToo() {
        NetDef grow =
                net(op("Concat", List.of("y", "y"), List.of("y", "dims"), Ops.arg("axis", 0)));
        workspace.feedBlob("y", NDArray.vector(1, 2));
        workspace.feedBlob("c", truth(true));
        workspace.runNetOnce(
                net(
                        op(
                                "While",
                                List.of("c", "y"),
                                List.of("y"),
                                Ops.arg("loop_net", grow),
                                Ops.arg("most", 2))));
        assertThat(workspace.fetchBlob("y").size()).isEqualTo(8);
    }
}
