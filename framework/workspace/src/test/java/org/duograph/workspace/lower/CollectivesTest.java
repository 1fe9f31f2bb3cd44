package org.duograph.workspace.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.Argument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What GPUs of one machine exchange in Caffe2's nets. */
class CollectivesTest {
    private static final List<String> BOTH = List.of("a", "b");

    private final Workspace workspace = new Workspace("java", 0);

    @AfterEach
    void close() {
        workspace.close();
    }

    private void run(String type, List<String> outputs, Argument... args) {
        workspace.feedBlob("a", NDArray.vector(1, 2));
        workspace.feedBlob("b", NDArray.vector(10, 20));
        workspace.runOperatorOnce(Ops.operator(type, BOTH, outputs, args));
    }

    @Test
    void anAllreduceGivesTheSumToAll() {
        run("NCCLAllreduce", BOTH);
        assertThat(workspace.fetchBlob("a")).isEqualTo(NDArray.vector(11, 22));
        assertThat(workspace.fetchBlob("b")).isEqualTo(NDArray.vector(11, 22));
    }

    @Test
    void aReduceGivesTheSumToOne() {
        run("NCCLReduce", List.of("a"));
        assertThat(workspace.fetchBlob("a")).isEqualTo(NDArray.vector(11, 22));
        assertThat(workspace.fetchBlob("b")).isEqualTo(NDArray.vector(10, 20));
    }

    @Test
    void aBroadcastGivesOneToAll() {
        run("NCCLBroadcast", BOTH);
        assertThat(workspace.fetchBlob("b")).isEqualTo(NDArray.vector(1, 2));
        run("NCCLBroadcast", BOTH, Ops.arg("root", 1));
        assertThat(workspace.fetchBlob("a")).isEqualTo(NDArray.vector(10, 20));
        assertThatThrownBy(() -> run("NCCLBroadcast", BOTH, Ops.arg("root", 2)))
                .hasMessageContaining("root must be the number of one of its 2 inputs");
    }

    @Test
    void blobsOfDifferentShapesAreRefused() {
        workspace.feedBlob("c", NDArray.vector(1, 2, 3));
        workspace.feedBlob("a", NDArray.vector(1, 2));
        assertThatThrownBy(
                        () ->
                                workspace.runOperatorOnce(
                                        Ops.operator(
                                                "NCCLAllreduce",
                                                List.of("a", "c"),
                                                List.of("a", "c"))))
                .hasMessageContaining("blobs that are all of one type");
    }
}
