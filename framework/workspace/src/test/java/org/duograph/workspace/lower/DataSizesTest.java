package org.duograph.workspace.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Outputs whose sizes follow from numbers: Caffe2's operators on segments, masks and ranges. */
class DataSizesTest {
    private final Workspace workspace = new Workspace("java", 0);

    @AfterEach
    void close() {
        workspace.close();
    }

    private double[] run(String type, List<String> inputs) {
        workspace.runOperatorOnce(Ops.operator(type, inputs, List.of("y")));
        return workspace.fetchBlob("y").toDoubles();
    }

    @Test
    void whatIsFedSaysHowLargeAnOutputIsAndMayChange() {
        workspace.feedBlob("x", NDArray.vector(1, 2, 3, 4));
        workspace.feedBlob("ids", NDArray.of(Shape.of(4), 0, 0, 2, 2));
        workspace.feedBlob("lengths", NDArray.of(Shape.of(2), 3, 1));
        workspace.feedBlob("two", NDArray.vector(5, 6));
        workspace.feedBlob("mask", NDArray.of(Shape.of(4), 1, 0, 0, 1).cast(DType.BOOL));
        assertThat(run("SortedSegmentSum", List.of("x", "ids"))).containsExactly(3, 0, 7);
        assertThat(run("UnsortedSegmentMean", List.of("x", "ids"))).containsExactly(1.5, 0, 3.5);
        assertThat(run("SegmentIdsToLengths", List.of("ids"))).containsExactly(2, 0, 2);
        assertThat(run("LengthsToSegmentIds", List.of("lengths"))).containsExactly(0, 0, 0, 1);
        assertThat(run("LengthsTile", List.of("two", "lengths"))).containsExactly(5, 5, 5, 6);
        assertThat(run("PackSegments", List.of("lengths", "x"))).containsExactly(1, 2, 3, 4, 0, 0);
        assertThat(run("PackRNNSequence", List.of("x", "lengths")))
                .containsExactly(1, 4, 2, 0, 3, 0);
        assertThat(run("SparseToDense", List.of("ids", "x"))).containsExactly(3, 0, 7);
        assertThat(run("SparseToDense", List.of("ids", "x", "x"))).containsExactly(3, 0, 7, 0);
        assertThat(run("BooleanMask", List.of("x", "mask"))).containsExactly(1, 4);
        assertThat(run("Unique", List.of("ids"))).containsExactly(0, 2);
        assertThat(run("Range", List.of("stop"), NDArray.of(Shape.of(1), 3)))
                .containsExactly(0, 1, 2);
        workspace.feedBlob("lengths", NDArray.of(Shape.of(2), 0, 2));
        assertThat(run("LengthsTile", List.of("two", "lengths"))).containsExactly(6, 6);
    }

    private double[] run(String type, List<String> inputs, NDArray first) {
        workspace.feedBlob(inputs.get(0), first);
        return run(type, inputs);
    }

    /** Random numbers are known only when they are drawn: the net is cut before their reader. */
    @Test
    void whatANetComputesItselfSaysItTooFromRunToRun() {
        workspace.feedBlob("x", NDArray.vector(1, 2, 3));
        Net net = new Net("drawn");
        net.op(
                "UniformIntFill",
                List.of(),
                "lengths",
                Ops.arg("shape", List.of(3)),
                Ops.arg("min", 0),
                Ops.arg("max", 3));
        net.op("LengthsTile", List.of("x", "lengths"), "y");
        net.op("Scale", "y", "z", Ops.arg("scale", 2f));
        workspace.createNet(net.proto());
        for (int run = 0; run < 4; run++) {
            workspace.runNet("drawn");
            double[] lengths = workspace.fetchBlob("lengths").toDoubles();
            assertThat(workspace.fetchBlob("z").size())
                    .isEqualTo((int) (lengths[0] + lengths[1] + lengths[2]));
        }
    }

    @Test
    void anOperatorAloneThatCannotKnowSaysWhatToGive() {
        OperatorDef op = Ops.operator("Unique", List.of("x"), List.of("y"));
        workspace.feedBlob("x", NDArray.vector(1));
        assertThatThrownBy(() -> workspace.runOperatorOnce(op)).hasMessageContaining("X");
    }

    /** A bag of words: the table's gradient, the scatter of the rows' gradients. */
    @Test
    void gradientsGoThroughSegmentsInNets() {
        workspace.feedBlob("table", NDArray.of(Shape.of(3, 1), 10f, 20, 30));
        workspace.feedBlob("indices", NDArray.of(Shape.of(3), 2, 0, 2));
        workspace.feedBlob("lengths", NDArray.of(Shape.of(2), 2, 1));
        Net net = new Net("bag");
        net.op("SparseLengthsSum", List.of("table", "indices", "lengths"), "bags");
        net.op("LengthsTile", List.of("bags", "lengths"), "tiled");
        net.op("LengthsMean", List.of("tiled", "lengths"), "mean");
        net.op("Sqr", "mean", "squares");
        net.op("SumElements", "squares", "loss");
        Map<String, String> gradients = net.addGradientOperators("loss");
        workspace.runNetOnce(net.proto());
        assertThat(workspace.fetchBlob("loss").item()).isEqualTo(40 * 40 + 30 * 30);
        assertThat(workspace.fetchBlob(gradients.get("table")).toDoubles())
                .containsExactly(80, 0, 140);
    }

    @Test
    void aScaleLearnsOnlyWhereItIsTold() {
        workspace.feedBlob("x", NDArray.of(Shape.of(1, 2, 1), 3f, 4));
        workspace.feedBlob("scale", NDArray.vector(5, 6));
        workspace.feedBlob("bias", NDArray.vector(0, 0));
        for (int learns = 0; learns < 2; learns++) {
            Net net = new Net("affine" + learns);
            net.op(
                    "AffineChannel",
                    List.of("x", "scale", "bias"),
                    "y",
                    Ops.arg("is_learnable", learns));
            Map<String, String> gradients = net.addGradientOperators(Map.of("y", "y"));
            workspace.runNetOnce(net.proto());
            assertThat(workspace.fetchBlob(gradients.get("x")).toDoubles())
                    .containsExactly(75, 144);
            assertThat(gradients.containsKey("scale")).isEqualTo(learns == 1);
            if (learns == 1) {
                assertThat(workspace.fetchBlob(gradients.get("scale")).toDoubles())
                        .containsExactly(45, 96);
            }
        }
    }

    @Test
    void accumulatingGoesOnFromRunToRun() {
        workspace.feedBlob("x", NDArray.vector(1, 2));
        OperatorDef op =
                Ops.operator("Accumulate", List.of("x"), List.of("sum"), Ops.arg("gamma", 0.5f));
        assertThatThrownBy(() -> workspace.runOperatorOnce(op))
                .hasMessageContaining("fill it with zeros");
        workspace.feedBlob("sum", NDArray.vector(0, 8));
        workspace.runOperatorOnce(op);
        workspace.runOperatorOnce(op);
        assertThat(workspace.fetchBlob("sum").toDoubles()).containsExactly(1.5, 5);
    }
}
