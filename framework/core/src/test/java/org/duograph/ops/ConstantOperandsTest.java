package org.duograph.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.graph.KnownNumbers;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.fill.ConstantFill;
import org.duograph.ops.shape.Concat;
import org.duograph.ops.shape.Gather;
import org.duograph.ops.shape.OneHot;
import org.duograph.ops.shape.Reshape;
import org.duograph.ops.shape.ShapeOf;
import org.duograph.ops.shape.Slice;
import org.duograph.ops.shape.Split;
import org.duograph.ops.shape.Tile;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Shapes, lengths and axes may be operands, where their numbers are known in the graph. */
class ConstantOperandsTest {
    private final Graph graph = new Graph("known");
    private final Value x = graph.variable("x", ArrayType.float32(4, 2, 3));

    private Value whole(long... numbers) {
        return graph.constant("c", NDArray.of(Shape.of(numbers.length), numbers));
    }

    @Test
    void aShapeComputedFromOtherShapesIsTheSameAsOneThatWasTold() {
        Value shape = graph.append("shape", ShapeOf.OP, Map.of(), x).output(0);
        Value batch = graph.append("batch", Gather.OP, Map.of(), shape, whole(0)).output(0);
        Value both = graph.append("both", Concat.OP, Map.of("axis", 0), batch, whole(-1)).output(0);
        Node flat = graph.append("flat", Reshape.OP, Map.of(), x, both);
        assertThat(flat.output(0).shape()).isEqualTo(Shape.of(4, 6));
        assertThat(flat.inputs()).containsExactly(x);
        assertThat(flat.attrs().ints("shape")).containsExactly(4L, -1L);
    }

    @Test
    void boundsAndTilesMayBeOperands() {
        Node part = graph.append("part", Slice.OP, Map.of(), x, whole(1, 0, 0), whole(3, -1, 2));
        assertThat(part.output(0).shape()).isEqualTo(Shape.of(2, 2, 2));
        Node tiled = graph.append("tiled", Tile.OP, Map.of(), x, whole(2), whole(1));
        assertThat(tiled.output(0).shape()).isEqualTo(Shape.of(4, 4, 3));
        Node hot = graph.append("hot", OneHot.OP, Map.of(), whole(2, 0), whole(5));
        assertThat(hot.output(0).shape()).isEqualTo(Shape.of(2, 5));
        assertThatThrownBy(() -> graph.append("t", Tile.OP, Map.of(), x, whole(2, 2)))
                .hasMessageContaining("tiles must be one number, found [2, 2]");
    }

    @Test
    void anOptionalInputBeforeAConstantOneIsAbsent() {
        Node fill = graph.append("fill", ConstantFill.OP, Map.of(), graph.absent(), whole(2, 5));
        assertThat(fill.output(0).shape()).isEqualTo(Shape.of(2, 5));
        assertThat(fill.inputs()).isEmpty();
    }

    @Test
    void whatAnOperatorWroteAboutShapesIsKnownAlthoughItsInputsAreNot() {
        Value y = graph.variable("y", ArrayType.float32(4, 5, 3));
        Node joined = graph.append("joined", Concat.OP, Map.of(), x, y);
        Node parts = graph.append("parts", Split.OP, Map.of(), joined.output(0), joined.output(1));
        assertThat(parts.outputs().stream().map(Value::shape))
                .containsExactly(Shape.of(4, 2, 3), Shape.of(4, 5, 3));
        Node flat = graph.append("flat", Reshape.OP, Map.of("shape", List.of(24)), x);
        Node back = graph.append("back", Reshape.OP, Map.of(), flat.output(0), flat.output(1));
        assertThat(back.output(0).type()).isEqualTo(x.type());
    }

    @Test
    void allSixtyFourBitsOfABoundCount() {
        assertThatThrownBy(() -> graph.append("r", Reshape.OP, Map.of(), x, whole((1L << 53) + 1)))
                .hasMessageContaining("found 9007199254740993");
    }

    @Test
    void whatIsSaidTwiceOrHoldsNoWholeNumbersIsRefused() {
        assertThatThrownBy(
                        () ->
                                graph.append(
                                        "r",
                                        Reshape.OP,
                                        Map.of("shape", List.of(24)),
                                        x,
                                        whole(24)))
                .hasMessageContaining("its shape is given twice, by the argument, [24], and by");
        Value truths = graph.constant("b", NDArray.of(Shape.of(1), 1).cast(DType.BOOL));
        assertThatThrownBy(() -> graph.append("r", Reshape.OP, Map.of(), x, truths))
                .hasMessageContaining("must be whole numbers known before");
    }

    @Test
    void whatIsKnownOnlyWhileTheGraphRunsIsRefused() {
        Value shape = graph.variable("wish", new ArrayType(DType.INT64, Shape.of(2)));
        assertThatThrownBy(() -> graph.append("flat", Reshape.OP, Map.of(), x, shape))
                .hasMessageContaining("its input \"wish\" (int64 2) says its shape")
                .hasMessageContaining("known before");
        assertThatThrownBy(
                        () -> graph.append("f", ConstantFill.OP, Map.of(), graph.absent(), shape))
                .hasMessageContaining("give the argument shape instead");
    }

    @Test
    void aGraphMayBeToldWhatVariablesHold() {
        NDArray wish = NDArray.of(Shape.of(2), 6L, -1L);
        Graph told = new Graph("told", new KnownNumbers(Map.of("wish", wish)::get));
        Value v = told.variable("x", x.type());
        Value shape = told.variable("wish", wish.type());
        assertThat(told.append("flat", Reshape.OP, Map.of(), v, shape).output(0).shape())
                .isEqualTo(Shape.of(6, 4));
    }
}
