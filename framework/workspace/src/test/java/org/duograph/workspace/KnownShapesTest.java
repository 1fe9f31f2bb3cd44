package org.duograph.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duograph.workspace.io.Ops.arg;

import java.util.List;
import java.util.Map;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.net.Net;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Shapes, lengths and axes that are operands are read where they are known before the net runs. */
class KnownShapesTest {
    private final Workspace workspace = new Workspace("java", 0);

    @AfterEach
    void close() {
        workspace.close();
    }

    @Test
    void aConstantOfTheNetGivesReshapeItsShape() {
        workspace.feedBlob("X", NDArray.vector(1, 2, 3, 4, 5, 6));
        Net net = new Net("reshape");
        net.constant("s", NDArray.of(Shape.of(2), 2L, -1L));
        net.op("Reshape", List.of("X", "s"), List.of("Y", "old"));
        workspace.runNetOnce(net.proto());
        assertThat(workspace.fetchBlob("Y").shape()).isEqualTo(Shape.of(2, 3));
    }

    @Test
    void aShapeComputedFromAShapeIsKnown() {
        workspace.feedBlob("X", NDArray.vector(1, 2, 3, 4, 5, 6));
        workspace.feedBlob("like", NDArray.of(Shape.of(3, 2), 0f, 0, 0, 0, 0, 0));
        Net net = new Net("like");
        net.op("Shape", "like", "s");
        net.op("Reshape", List.of("X", "s"), List.of("Y", "old"));
        workspace.runNetOnce(net.proto());
        assertThat(workspace.fetchBlob("Y").shape()).isEqualTo(Shape.of(3, 2));
    }

    @Test
    void aFedShapeIsTakenAndANewOneIsTakenNextTime() {
        workspace.feedBlob("s", NDArray.of(Shape.of(2), 4, 5));
        Net net = new Net("fill");
        net.op("ConstantFill", "s", "Y", arg("value", 3f), arg("input_as_shape", 1));
        workspace.createNet(net.proto());
        workspace.runNet("fill");
        assertThat(workspace.fetchBlob("Y")).isEqualTo(NDArray.full(floats(4, 5), 3));
        workspace.feedBlob("s", NDArray.of(Shape.of(2), 1, 2));
        workspace.runNet("fill");
        assertThat(workspace.fetchBlob("Y")).isEqualTo(NDArray.full(floats(1, 2), 3));
    }

    @Test
    void numbersToAvoidFollowTheShape() {
        workspace.feedBlob("s", NDArray.of(Shape.of(1), 2));
        workspace.feedBlob("avoid", NDArray.of(Shape.of(2), 0, 2));
        Net net = new Net("unique");
        List<String> inputs = List.of("s", "avoid");
        net.op("UniqueUniformFill", inputs, "Y", arg("max", 3), arg("input_as_shape", 1));
        net.op("UniqueUniformFill", inputs, "one", arg("max", 3));
        workspace.runNetOnce(net.proto());
        assertThat(workspace.fetchBlob("Y").toDoubles()).containsExactlyInAnyOrder(1, 3);
        assertThat(workspace.fetchBlob("one").toDoubles()).hasSize(1).doesNotContain(0, 2);
    }

    @Test
    void whatAnInitNetFillsIsKnownWithoutRunningIt() {
        Net init = new Net("init");
        init.constant("s", NDArray.of(Shape.of(2), 4L, 5L));
        Net net = new Net("predict");
        net.op("ConstantFill", "s", "Y", arg("input_as_shape", 1), arg("extra_shape", List.of(2)));
        Map<String, ArrayType> types =
                workspace
                        .inspect()
                        .inferShapesAndTypes(List.of(init.proto(), net.proto()), Map.of());
        assertThat(types.get("Y")).isEqualTo(floats(4, 5, 2));
    }

    @Test
    void tilesAxesBoundsAndLengthsMayBeOperands() {
        workspace.feedBlob("X", NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4));
        workspace.feedBlob("tiles", NDArray.of(Shape.of(1), 2));
        workspace.feedBlob("axis", NDArray.of(Shape.of(1), 1));
        workspace.feedBlob("starts", NDArray.of(Shape.of(2), 0, 1));
        workspace.feedBlob("ends", NDArray.of(Shape.of(2), -1, -1));
        workspace.feedBlob("places", NDArray.of(Shape.of(2), 2L, 0L));
        workspace.feedBlob("size", NDArray.of(Shape.of(1), 3L));
        Net net = new Net("several");
        net.op("Tile", List.of("X", "tiles", "axis"), "tiled");
        net.op("Slice", List.of("X", "starts", "ends"), "cut");
        net.op("OneHot", List.of("places", "size"), "rows");
        workspace.runNetOnce(net.proto());
        assertThat(workspace.fetchBlob("tiled"))
                .isEqualTo(NDArray.of(Shape.of(2, 4), 1f, 2, 1, 2, 3, 4, 3, 4));
        assertThat(workspace.fetchBlob("cut")).isEqualTo(NDArray.of(Shape.of(2, 1), 2f, 4));
        assertThat(workspace.fetchBlob("rows").shape()).isEqualTo(Shape.of(2, 3));
    }

    @Test
    void aShapeThatIsKnownOnlyWhileTheNetRunsIsRefusedWithWhatToDo() {
        workspace.feedBlob("X", NDArray.vector(1, 2, 3, 4, 5, 6));
        Net net = new Net("random");
        net.op("UniformIntFill", "s", arg("shape", List.of(2)), arg("min", 1), arg("max", 3));
        net.op("Reshape", List.of("X", "s"), List.of("Y", "old"));
        assertThatThrownBy(() -> workspace.runNetOnce(net.proto()))
                .hasMessageContaining("Reshape")
                .hasMessageContaining("\"s\"")
                .hasMessageContaining("known before the net runs");
    }

    private static ArrayType floats(int... dims) {
        return new ArrayType(DType.FLOAT32, Shape.of(dims));
    }
}
