package org.duograph.session.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.io.GraphDefReader;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.proto.AttrValue;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.NodeDef;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.Test;

/** Frames, Switches and Merges in files become loops and choices with bodies. */
class FramesInFilesTest {
    private static List<String> types(Graph graph) {
        return graph.operations().stream().map(Operation::type).toList();
    }

    @Test
    void aFrameIsALoop() {
        Graph g = GraphDefReader.read(OldGraphs.read("loop"));
        assertThat(types(g))
                .containsExactlyInAnyOrder(
                        "Placeholder",
                        "Placeholder",
                        "Const",
                        "StatelessWhile",
                        "Identity",
                        "Identity");
        assertThat(g.operation("while/while").inputs())
                .containsExactly(
                        g.tensor("zero:0"), g.tensor("x:0"), g.tensor("n:0"), g.tensor("x:0"));
        assertThat(g.bodies().get("while_body").operations())
                .extracting(Operation::name)
                .contains("while/add", "while/mul");
        NDArray x = NDArray.vector(2, -3);
        try (Session s = new Session(g)) {
            Tensor count = g.tensor("while/Exit:0");
            Tensor power = g.tensor("while/Exit_1:0");
            assertThat(s.feed("x", x).feed("n", 3).run(power)).isEqualTo(NDArray.vector(16, 81));
            assertThat(s.feed("x", x).feed("n", 3).run(count).getWhole(0)).isEqualTo(3);
            assertThat(s.feed("x", x).feed("n", 0).run(power)).isEqualTo(x);
        }
    }

    /** What is read is an ordinary graph: it has gradients, and is written with functions. */
    @Test
    void whatWasAFrameHasGradientsAndIsWrittenWithFunctions() {
        Graph g = GraphDefReader.read(OldGraphs.read("loop"));
        GraphDef written = GraphDefWriter.write(g);
        assertThat(written.getNodeList()).extracting(NodeDef::getOp).contains("StatelessWhile");
        assertThat(written.getLibrary().getFunctionCount()).isEqualTo(2);
        Tensor x = g.tensor("x:0");
        Tensor dx = g.gradients(g.tensor("while/Exit_1:0").sum(), List.of(x)).get(0);
        try (Session s = new Session(g)) { // (x^4)' = 4 x^3
            assertThat(s.feed("x", NDArray.vector(2, -3)).feed("n", 3).run(dx))
                    .isEqualTo(NDArray.vector(32, -108));
        }
    }

    /** Each of three iterations adds x as often as it has number: 0 + 1 + 2 times. */
    @Test
    void aFrameInAFrameIsALoopInABody() {
        Graph g = GraphDefReader.read(OldGraphs.read("loop_in_loop"));
        try (Session s = new Session(g)) {
            assertThat(s.feed("x", 2f).run(g.tensor("outer/Exit_1:0")).get(0)).isEqualTo(2 + 3 * 2);
        }
        assertThat(g.bodies().all()).hasSize(4);
    }

    @Test
    void switchesAndMergesAreChoices() {
        Graph g = GraphDefReader.read(OldGraphs.read("choices"));
        assertThat(types(g)).doesNotContain("Switch", "Merge").contains("StatelessIf");
        float[][] expected = {
            // x, y, half or negated difference or y, its other result, the first once more
            {3, 1, 1, 2, 0.5f},
            {1, 3, 1.5f, 1, 0.75f},
            {-1, -3, 1, 2, 0.5f},
            {-3, -1, 1, -3, 0.5f}
        };
        try (Session s = new Session(g)) {
            for (float[] e : expected) {
                String[] merges = {"cond/Merge:0", "cond/Merge_1:0", "after/Merge:0"};
                for (int k = 0; k < merges.length; k++) {
                    assertThat(s.feed("x", e[0]).feed("y", e[1]).run(g.tensor(merges[k])).get(0))
                            .as("%s of x %s, y %s", merges[k], e[0], e[1])
                            .isEqualTo(e[2 + k]);
                }
            }
        }
    }

    /** Begins with x; x / 2 - x or -x - x in each iteration: 1.5, -0.75, -0.75, -0.75. */
    @Test
    void aLoopInAChoiceAndAChoiceInThat() {
        Graph g = GraphDefReader.read(OldGraphs.read("loop_in_choice"));
        Tensor y = g.tensor("cond/Merge_1:0");
        try (Session s = new Session(g)) {
            assertThat(s.feed("x", 1.5f).feed("go", 1).run(y).get(0))
                    .isCloseTo(Math.exp(1.5), within(1e-6));
            assertThat(s.feed("x", 1.5f).feed("go", 4).run(y).get(0)).isEqualTo(-0.75);
        }
    }

    /** What hangs on the pivot of a branch alone, runs on its side only. */
    @Test
    void anAssertionInABranchStopsTheRunOnThatSide() {
        Graph g = GraphDefReader.read(OldGraphs.read("guard"));
        assertThat(g.operation("y").controlInputs()).containsExactly(g.operation("Guard/Merge"));
        Tensor y = g.tensor("y:0");
        try (Session s = new Session(g)) {
            assertThat(s.feed("x", 9f).run(y).get(0)).isEqualTo(3);
            assertThatThrownBy(() -> s.feed("x", -9f).run(y))
                    .hasStackTraceContaining("x must be above zero");
            assertThat(s.feed("x", 4f).run(y).get(0)).isEqualTo(2);
        }
    }

    /** A loop that multiplies by a variable, whose handle comes in, until it is above 100. */
    @Test
    void aResourceThatALoopReadsIsReadBeforeIt() {
        GraphDef message = OldGraphs.read("resource");
        Graph g = GraphDefReader.read(message);
        try (Session s = new Session(g)) {
            s.run("v/Assign");
            assertThat(s.feed("x", 1f).run(g.tensor("while/Exit:0")).get(0)).isEqualTo(125);
        }
        NodeDef.Builder read = OldGraphs.node(message, "while/ReadVariableOp");
        NodeDef.Builder write = read.clone().setOp("AssignAddVariableOp");
        write.setName("while/write").setInput(1, "while/Identity");
        NodeDef.Builder next = OldGraphs.node(message, "while/mul").addInput("^while/write");
        requireRefused(
                OldGraphs.with(message, next).toBuilder().addNode(write).build(),
                "can't be written");
    }

    @Test
    void twoFilesStandNextToEachOther() {
        Graph g = new Graph();
        Tensor x = g.constant(new float[] {1, 2});
        GraphDef message = OldGraphs.read("loop");
        GraphDefReader.add(message, g, "a", Map.of("x", x));
        GraphDefReader.add(message, g, "b", Map.of("x", x, "n", g.constant(1)));
        try (Session s = new Session(g)) {
            assertThat(s.feed("a/n", 2).run(g.tensor("a/while/Exit_1:0")))
                    .isEqualTo(NDArray.vector(1, 8));
            assertThat(s.run(g.tensor("b/while/Exit_1:0"))).isEqualTo(NDArray.vector(1, 4));
        }
    }

    private static void requireRefused(GraphDef graph, String... words) {
        assertThatThrownBy(() -> GraphDefReader.read(graph))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(words);
    }

    private static AttrValue truth(boolean is) {
        return AttrValue.newBuilder().setB(is).build();
    }

    /** Each error names the nodes, and says why they are no loop. */
    @Test
    void framesThatAreNoLoopsAreRefused() {
        GraphDef loop = OldGraphs.read("loop");
        NodeDef.Builder mul = OldGraphs.node(loop, "while/mul");
        NodeDef.Builder exit = OldGraphs.node(loop, "while/Exit");
        NodeDef.Builder enter = OldGraphs.node(loop, "while/Enter");
        NodeDef.Builder captured = OldGraphs.node(loop, "while/mul/Enter");
        NodeDef.Builder cond = OldGraphs.node(loop, "while/LoopCond");
        NodeDef.Builder merge = OldGraphs.node(loop, "while/Merge");
        NodeDef.Builder next = OldGraphs.node(loop, "while/NextIteration");
        requireRefused(
                OldGraphs.with(loop, mul.clone().setInput(1, "x")),
                "'while/mul' has inputs from different frames",
                "'x' in no frame");
        requireRefused(
                OldGraphs.with(loop, mul.clone().setInput(1, "while/Switch_1")),
                "'while/mul' that reads 'while/Switch_1'",
                "only an Exit");
        requireRefused(
                OldGraphs.with(loop, captured.clone().putAttr("is_constant", truth(false))),
                "'while/mul' that reads 'while/mul/Enter', which only the first iteration has");
        requireRefused(
                OldGraphs.with(loop, enter.clone().putAttr("is_constant", truth(true))),
                "has a Merge 'while/Merge' of [while/Enter, while/NextIteration]");
        requireRefused(
                OldGraphs.with(loop, enter.clone().removeAttr("frame_name")),
                "missing attr 'frame_name'");
        requireRefused(
                OldGraphs.with(loop, cond.clone().setOp("Identity")),
                "The frame 'while/while_context' has no LoopCond");
        requireRefused(
                OldGraphs.with(loop, cond.clone().setInput(0, "while/Switch:1")), "in a cycle");
        requireRefused(
                OldGraphs.with(loop, exit.clone().setInput(0, "while/mul")),
                "is left by 'while/Exit' with 'while/mul'");
        requireRefused(
                OldGraphs.with(loop, exit.clone().setInput(0, "x")),
                "'while/Exit' leaves a frame, but its input 'x' is in none");
        requireRefused(
                OldGraphs.with(loop, mul.clone().setInput(0, "while/NextIteration")),
                "'while/mul' (op: 'Mul') reads the next iteration's");
        requireRefused(
                OldGraphs.with(loop, mul.clone().setInput(0, "while/Merge:1")), "is not kept");
        requireRefused(
                OldGraphs.with(loop, merge.clone().clearInput().addInput("while/Enter")),
                "'while/Merge' (op: 'Merge') needs 2 inputs");
        requireRefused(OldGraphs.with(loop, next.clone().setOp("Identity")), "are in a cycle");
    }

    @Test
    void mergesThatChooseNothingAreRefused() {
        GraphDef choices = OldGraphs.read("choices");
        NodeDef.Builder merge = OldGraphs.node(choices, "after/Merge");
        requireRefused(
                OldGraphs.with(choices, merge.clone().setInput(0, "x")),
                "'after/Merge' is a Merge of 'x', which comes always",
                "two sides of one Switch predicate");
        requireRefused(
                OldGraphs.with(choices, merge.clone().addInput("x")), "is a Merge of 3 inputs");
        requireRefused(
                OldGraphs.with(choices, merge.clone().setInput(1, "cond/inner/mul")),
                "'after/Merge'");
    }

    /** What two bodies need is in both, but not if it draws or prints. */
    @Test
    void whatHasAnEffectIsInOneBodyOnly() {
        GraphDef loop = OldGraphs.read("loop");
        NodeDef print =
                NodeDef.newBuilder()
                        .setName("while/print")
                        .setOp("Print")
                        .addInput("while/Merge")
                        .addInput("while/Merge")
                        .putAttr("T", OldGraphs.node(loop, "while/Merge").getAttrOrThrow("T"))
                        .putAttr(
                                "U",
                                AttrValue.newBuilder()
                                        .setList(AttrValue.ListValue.newBuilder().addTypeValue(3))
                                        .build())
                        .build();
        GraphDef once =
                OldGraphs.with(
                        loop.toBuilder().addNode(print).build(),
                        OldGraphs.node(loop, "while/Less").setInput(0, "while/print"));
        assertThat(types(GraphDefReader.read(once))).contains("While");
        requireRefused(
                OldGraphs.with(once, OldGraphs.node(loop, "while/add").setInput(0, "while/print")),
                "'while/print' (op: 'Print') has an effect",
                "two bodies");
    }
}
