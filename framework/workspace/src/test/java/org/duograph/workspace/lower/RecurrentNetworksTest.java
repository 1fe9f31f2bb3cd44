package org.duograph.workspace.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.duograph.messages.MessageFiles;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.api.Test;

/** RecurrentNetwork, as files have it: nets that sum a sequence up. */
class RecurrentNetworksTest {
    /** s' = s + x; "all" are the sums, "last" is the last of them. */
    private static final String SUM =
            """
            name: "sums"
            op {
              type: "RecurrentNetwork"
              input: "x" input: "begin"
              output: "all" output: "last" output: "with_begin" output: "step_workspaces"
              arg { name: "step_net" STEP }
              arg { name: "recurrent_states" strings: "states" }
              arg { name: "initial_recurrent_state_ids" ints: 1 }
              arg { name: "link_internal" strings: "s_prev" strings: "s" strings: "x_t" }
              arg { name: "link_external" strings: "states" strings: "states" strings: "x" }
              arg { name: "link_offset" ints: 0 ints: NEXT ints: 0 }
              arg { name: "link_window" ints: 1 ints: 1 ints: 1 }
              arg { name: "alias_src" strings: "states" strings: "states" strings: "states" }
              arg { name: "alias_dst" strings: "all" strings: "last" strings: "with_begin" }
              arg { name: "alias_offset" ints: NEXT ints: -1 ints: 0 }
              arg { name: "outputs_with_grads" ints: 0 }
            }
            """;

    private static final String STEP =
            "n { op { type: \"Sum\" input: \"s_prev\" input: \"x_t\" output: \"s\" } }";

    private static NetDef net(String step, int next) {
        String text = SUM.replace("STEP", step).replace("NEXT", "" + next);
        try {
            return MessageFiles.parseText(text, "the test", NetDef.getDefaultInstance());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Workspace workspace(Shape begin, float... numbers) {
        Workspace workspace = new Workspace("java", 0);
        workspace.feedBlob("x", NDArray.of(Shape.of(3, 1, 2), 1f, 2, 3, 4, 5, 6));
        workspace.feedBlob("begin", NDArray.of(begin, numbers));
        return workspace;
    }

    @Test
    void statesGoFromStepToStepAndAreRowsOfTheOutputs() {
        try (Workspace workspace = workspace(Shape.of(2), 10, 20)) {
            workspace.runNetOnce(net(STEP, 1));
            assertThat(workspace.fetchBlob("all"))
                    .isEqualTo(NDArray.of(Shape.of(3, 1, 2), 11f, 22, 14, 26, 19, 32));
            assertThat(workspace.fetchBlob("last"))
                    .isEqualTo(NDArray.of(Shape.of(1, 1, 2), 19f, 32));
            assertThat(workspace.fetchBlob("with_begin"))
                    .isEqualTo(NDArray.of(Shape.of(4, 1, 2), 10f, 20, 11, 22, 14, 26, 19, 32));
        }
    }

    @Test
    void theStepMayBeAText() {
        String text = "s: 'op { type: \"Sum\" input: \"s_prev\" input: \"x_t\" output: \"s\" }'";
        try (Workspace workspace = workspace(Shape.of(1, 2), 0, 0)) {
            workspace.runNetOnce(net(text, 1));
            assertThat(workspace.fetchBlob("last"))
                    .isEqualTo(NDArray.of(Shape.of(1, 1, 2), 9f, 12));
        }
    }

    @Test
    void aStateThatBeginsWithTwoRowsIsReadTwoStepsLater() {
        try (Workspace workspace = workspace(Shape.of(2, 1, 2), 10, 20, 100, 200)) {
            workspace.runNetOnce(net(STEP, 2));
            assertThat(workspace.fetchBlob("all"))
                    .isEqualTo(NDArray.of(Shape.of(3, 1, 2), 11f, 22, 103, 204, 16, 28));
            assertThat(workspace.fetchBlob("last"))
                    .isEqualTo(NDArray.of(Shape.of(1, 1, 2), 16f, 28));
        }
    }

    @Test
    void aWindowIsSeveralRows() {
        String sumOfTwo =
                """
                n {
                  op {
                    type: "ReduceSum" input: "s_prev" output: "s"
                    arg { name: "axes" ints: 0 } arg { name: "keepdims" i: 1 }
                  }
                }
                """;
        NetDef.Builder net = net(sumOfTwo, 2).toBuilder();
        net.getOpBuilder(0).getArgBuilder(6).setInts(0, 2);
        try (Workspace workspace = workspace(Shape.of(2, 1, 2), 1, 10, 2, 20)) {
            workspace.runNetOnce(net.build());
            assertThat(workspace.fetchBlob("all"))
                    .isEqualTo(NDArray.of(Shape.of(3, 1, 2), 3f, 30, 5, 50, 8, 80));
        }
    }

    @Test
    void aWindowThatLeavesItsSequenceIsRefused() {
        NetDef.Builder net = net(STEP, 1).toBuilder();
        net.getOpBuilder(0).getArgBuilder(6).setInts(2, 2);
        try (Workspace workspace = workspace(Shape.of(2), 0, 0)) {
            assertThatThrownBy(() -> workspace.runNetOnce(net.build()))
                    .hasMessageContaining("\"x\" has 3 rows, too few for 3 steps");
        }
    }

    @Test
    void whatDoesNotFitIsNamed() {
        try (Workspace workspace = workspace(Shape.of(3, 5), new float[15])) {
            assertThatThrownBy(() -> workspace.runNetOnce(net(STEP, 1)))
                    .hasMessageContaining("state \"states\" must begin as D, 1 x D or 1 x 1 x D");
        }
        try (Workspace workspace = workspace(Shape.of(2), 0, 0)) {
            assertThatThrownBy(() -> workspace.runNetOnce(net(STEP, 3)))
                    .hasMessageContaining("must have the offset 1");
            String other = STEP.replace("output: \"s\"", "output: \"z\"");
            assertThatThrownBy(() -> workspace.runNetOnce(net(other, 1)))
                    .hasMessageContaining("no link says which blob of its step_net is the next");
            assertThatThrownBy(() -> workspace.runNetOnce(net("s: 'op { nonsense'", 1)))
                    .hasMessageContaining("its step_net");
            String unknown = STEP.replace("Sum", "Summ");
            assertThatThrownBy(() -> workspace.runNetOnce(net(unknown, 1)))
                    .hasMessageContaining("there is no such operator; did you mean \"Sum\"?");
        }
    }
}
