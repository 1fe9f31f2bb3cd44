package org.duograph.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.duograph.measure.Trace;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TracedNetTest {
    private Workspace workspace;

    @BeforeEach
    void open() {
        workspace = new Workspace("java", 1);
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    @Test
    void aTracedRunIsARunLikeOthers() {
        workspace.feedBlob("x", NDArray.vector(1));
        workspace.feedBlob("one", NDArray.vector(1));
        workspace.createNet(
                NetDef.newBuilder()
                        .setName("count")
                        .addOp(Ops.operator("Add", List.of("x", "one"), List.of("x")))
                        .addOp(
                                Ops.operator(
                                        "UniformFill",
                                        List.of(),
                                        List.of("drawn"),
                                        Ops.arg("shape", List.of(3L))))
                        .build());
        workspace.runNet("count");
        Trace trace = workspace.inspect().trace("count", 2);
        assertThat(workspace.fetchBlob("x")).isEqualTo(NDArray.vector(4));
        assertThat(trace.events())
                .extracting(e -> e.facts().get("run"))
                .containsSubsequence(1L, 2L)
                .doesNotContain(0L, 3L);
        NDArray third = workspace.fetchBlob("drawn");
        workspace.setRuns("count", 2);
        workspace.runNet("count");
        assertThat(workspace.fetchBlob("drawn")).isEqualTo(third);
        workspace.runNet("count");
        assertThat(workspace.fetchBlob("drawn")).isNotEqualTo(third);
    }

    @Test
    void stepsBehindUserCodeAreTold() {
        workspace.register("Give", call -> call.output(0, NDArray.vector(-1, 2)));
        workspace.createNet(
                NetDef.newBuilder()
                        .setName("given")
                        .addOp(Ops.operator("Give", List.of(), List.of("x")))
                        .addOp(Ops.operator("Relu", List.of("x"), List.of("y")))
                        .build());
        Trace trace = workspace.inspect().trace("given", 1);
        assertThat(workspace.fetchBlob("y")).isEqualTo(NDArray.vector(0, 2));
        assertThat(trace.events()).extracting(Trace.Event::kind).endsWith("Relu");
        assertThat(trace.events()).extracting(Trace.Event::micros).isSorted();
    }
}
