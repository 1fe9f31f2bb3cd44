package org.duograph.workspace.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.Argument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CountersAndQueuesTest {
    private final Workspace workspace = new Workspace("java", 0);

    @AfterEach
    void close() {
        workspace.close();
    }

    private void run(String type, List<String> inputs, List<String> outputs, Argument... args) {
        workspace.runOperatorOnce(Ops.operator(type, inputs, outputs, args));
    }

    private double item(String blob) {
        return workspace.fetchBlob(blob).item();
    }

    @Test
    void aCounterCountsDownToItsEndAndBeginsAgain() {
        run("CreateCounter", List.of(), List.of("left"), Ops.arg("init_count", 2));
        for (int done : new int[] {0, 0, 1, 1}) {
            run("CountDown", List.of("left"), List.of("done"));
            assertThat(item("done")).isEqualTo(done);
        }
        run("CheckCounterDone", List.of("left"), List.of("done"));
        assertThat(item("done")).isEqualTo(1);
        run("ResetCounter", List.of("left"), List.of("before"), Ops.arg("init_count", 7));
        assertThat(item("before")).isZero();
        run("ResetCounter", List.of("left"), List.of());
        run("CountUp", List.of("left"), List.of("count"));
        assertThat(item("count")).isZero();
        run("RetrieveCount", List.of("left"), List.of("count"));
        assertThat(item("count")).isEqualTo(1);
    }

    @Test
    void recordsLeaveAQueueInTheOrderInWhichTheyCameAndMayDifferInShape() {
        run(
                "CreateBlobsQueue",
                List.of(),
                List.of("queue"),
                Ops.arg("capacity", 2),
                Ops.arg("num_blobs", 2));
        for (int i = 1; i <= 2; i++) {
            workspace.feedBlob("data", NDArray.of(Shape.of(i), new float[i]));
            workspace.feedBlob("label", NDArray.of(Shape.of(1), i));
            run("EnqueueBlobs", List.of("queue", "data", "label"), List.of("data", "label"));
        }
        Net net = new Net("take");
        net.op("DequeueBlobs", List.of("queue"), List.of("data", "label"));
        net.op("Scale", "data", "scaled", Ops.arg("scale", 2f));
        workspace.createNet(net.proto());
        for (int i = 1; i <= 2; i++) {
            workspace.runNet("take");
            assertThat(workspace.fetchBlob("scaled").shape()).isEqualTo(Shape.of(i));
            assertThat(item("label")).isEqualTo(i);
        }
    }

    @Test
    void aClosedQueueSaysSo() {
        run("CreateBlobsQueue", List.of(), List.of("queue"), Ops.arg("capacity", 2));
        workspace.feedBlob("x", NDArray.vector(5));
        run("SafeEnqueueBlobs", List.of("queue", "x"), List.of("x", "closed"));
        assertThat(item("closed")).isZero();
        run("CloseBlobsQueue", List.of("queue"), List.of());
        run("SafeEnqueueBlobs", List.of("queue", "x"), List.of("x", "closed"));
        assertThat(item("closed")).isEqualTo(1);
        run("SafeDequeueBlobs", List.of("queue"), List.of("y", "closed"));
        assertThat(item("y")).isEqualTo(5);
        assertThat(item("closed")).isZero();
        run("SafeDequeueBlobs", List.of("queue"), List.of("y", "closed"));
        assertThat(item("closed")).isEqualTo(1);
        assertThatThrownBy(() -> run("DequeueBlobs", List.of("queue"), List.of("y")))
                .hasStackTraceContaining("SafeDequeueBlobs");
        assertThatThrownBy(() -> run("EnqueueBlobs", List.of("queue", "x", "x"), List.of("x", "x")))
                .hasStackTraceContaining("records have 1 blobs");
    }

    @Test
    void timersTellTimesThatDoNotGoBack() {
        run("TimerBegin", List.of(), List.of("timer"), Ops.arg("counter_name", "step"));
        run("TimerGet", List.of("timer"), List.of("first"));
        run("TimerGetAndEnd", List.of("timer"), List.of("second"));
        assertThat(item("second")).isGreaterThanOrEqualTo(item("first"));
        run("TimerEnd", List.of("timer"), List.of());
        run("WallClockTime", List.of(), List.of("now"));
        assertThat(item("now")).isGreaterThan(1e18); // nanoseconds since 1970, after 2001
    }

    @Test
    void aFreedBlobHoldsNoTensorAnyMore() {
        workspace.feedBlob("x", NDArray.vector(5));
        run("Free", List.of("x"), List.of("x"));
        assertThatThrownBy(() -> workspace.fetchBlob("x")).hasMessageContaining("Freed");
        workspace.feedBlob("x", NDArray.vector(6));
        assertThat(item("x")).isEqualTo(6);
    }

    /** One place, two anchors of 10 x 10 pixels; the second lies nearly upon the better one. */
    @Test
    void proposalsThatLieUponBetterOnesAreLeftOut() {
        workspace.feedBlob("scores", NDArray.of(Shape.of(1, 3, 1, 1), 0.5f, 0.9f, 0.1f));
        workspace.feedBlob("deltas", NDArray.of(Shape.of(1, 12, 1, 1), new float[12]));
        workspace.feedBlob("info", NDArray.of(Shape.of(1, 3), 100f, 100, 1));
        workspace.feedBlob(
                "anchors", NDArray.of(Shape.of(3, 4), 0f, 0, 9, 9, 1, 0, 10, 9, 50, 50, 59, 69));
        run(
                "GenerateProposals",
                List.of("scores", "deltas", "info", "anchors"),
                List.of("rois", "probs"),
                Ops.arg("min_size", 5f));
        assertThat(workspace.fetchBlob("rois").toDoubles())
                .containsExactly(0, 1, 0, 11, 10, 0, 50, 50, 60, 70);
        assertThat(workspace.fetchBlob("probs").toDoubles()).containsExactly(0.9f, 0.1f);
        run(
                "GenerateProposalsCPP",
                List.of("scores", "deltas", "info", "anchors"),
                List.of("rois", "probs"),
                Ops.arg("post_nms_topN", 1),
                Ops.arg("min_size", 5f));
        assertThat(workspace.fetchBlob("probs").toDoubles()).containsExactly(0.9f);
    }

    @Test
    void boxesAreChosenClassByClassAndTheBestOfAll() {
        workspace.feedBlob(
                "scores", NDArray.of(Shape.of(3, 2), 0.1f, 0.9f, 0.2f, 0.8f, 0.3f, 0.7f));
        float[] boxes = {
            0, 0, 0, 0, 0, 0, 9, 9, 0, 0, 0, 0, 1, 0, 10, 9, 0, 0, 0, 0, 30, 30, 39, 39
        };
        workspace.feedBlob("boxes", NDArray.of(Shape.of(3, 8), boxes));
        List<String> outputs = List.of("s", "b", "c", "splits");
        run("BoxWithNMSLimit", List.of("scores", "boxes"), outputs);
        assertThat(workspace.fetchBlob("s").toDoubles()).containsExactly(0.9f, 0.7f);
        assertThat(workspace.fetchBlob("b").toDoubles())
                .containsExactly(0, 0, 9, 9, 30, 30, 39, 39);
        assertThat(workspace.fetchBlob("c").toDoubles()).containsExactly(1, 1);
        assertThat(workspace.fetchBlob("splits").toDoubles()).containsExactly(2);
        run(
                "BoxWithNMSLimit",
                List.of("scores", "boxes"),
                outputs,
                Ops.arg("detections_per_im", 1));
        assertThat(workspace.fetchBlob("s").toDoubles()).containsExactly(0.9f);
    }
}
