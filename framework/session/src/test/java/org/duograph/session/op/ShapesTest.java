package org.duograph.session.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duograph.session.op.Case.floats;
import static org.duograph.session.op.Case.ints;
import static org.duograph.session.op.Case.real;
import static org.duograph.session.op.Case.truths;
import static org.duograph.session.op.Case.whole;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Shapes, parts, slices. */
class ShapesTest implements OperatorCases {
    private static final NDArray X = floats(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);

    @Override
    public List<Case> cases() {
        NDArray turned = floats(Shape.of(3, 2), 1, 4, 2, 5, 3, 6);
        NDArray left = floats(Shape.of(2, 1), 1, 4);
        NDArray right = floats(Shape.of(2, 2), 2, 3, 5, 6);
        NDArray borders = NDArray.of(Shape.of(2, 2), 1, 0, 0, 1);
        return List.of(
                Case.of("Reshape")
                        .in(X)
                        .known(ints(3, -1))
                        .gives(floats(Shape.of(3, 2), 1, 2, 3, 4, 5, 6))
                        .slopes(),
                Case.of("Shape").in(X).gives(ints(2, 3)),
                Case.of("ShapeN")
                        .attr("out_type", DType.INT64)
                        .in(X, real(1))
                        .gives(
                                NDArray.of(Shape.of(2), 2L, 3),
                                NDArray.of(Shape.of(0), new long[0])),
                Case.of("Size").in(X).gives(whole(6)),
                Case.of("Rank").in(X).gives(whole(2)),
                Case.of("Transpose").in(X).known(ints(1, 0)).gives(turned).slopes(),
                Case.of("ExpandDims")
                        .in(floats(1, 2))
                        .known(whole(-1))
                        .gives(floats(Shape.of(2, 1), 1, 2))
                        .slopes(),
                Case.of("Squeeze").in(floats(Shape.of(1, 2, 1), 1, 2)).gives(floats(1, 2)).slopes(),
                Case.of("Squeeze")
                        .attr("squeeze_dims", List.of(-1))
                        .in(floats(Shape.of(1, 2, 1), 1, 2))
                        .gives(floats(Shape.of(1, 2), 1, 2)),
                Case.of("Concat").known(whole(1)).in(left, right).gives(X).slopes(),
                Case.of("ConcatV2").in(left, right).known(whole(-1)).gives(X).slopes(),
                Case.of("ConcatOffset")
                        .known(whole(1), ints(2, 1), ints(2, 2))
                        .gives(ints(0, 0), ints(0, 1)),
                Case.of("Split")
                        .attr("num_split", 3)
                        .known(whole(1))
                        .in(X)
                        .gives(left, floats(Shape.of(2, 1), 2, 5), floats(Shape.of(2, 1), 3, 6))
                        .slopes(),
                Case.of("SplitV")
                        .attr("num_split", 2)
                        .in(X)
                        .known(ints(1, -1), whole(1))
                        .gives(left, right)
                        .slopes(),
                Case.of("Pack")
                        .attr("axis", -1)
                        .in(floats(1, 2), floats(3, 4))
                        .gives(floats(Shape.of(2, 2), 1, 3, 2, 4))
                        .slopes(),
                Case.of("Unpack")
                        .attr("num", 2)
                        .in(X)
                        .gives(floats(1, 2, 3), floats(4, 5, 6))
                        .slopes(),
                Case.of("Slice").in(X).known(ints(0, 1), ints(-1, 2)).gives(right).slopes(),
                Case.of("Tile")
                        .in(floats(Shape.of(1, 2), 1, 2))
                        .known(ints(2, 2))
                        .gives(floats(Shape.of(2, 4), 1, 2, 1, 2, 1, 2, 1, 2))
                        .slopes(),
                Case.of("Pad")
                        .in(floats(Shape.of(1, 2), 1, 2))
                        .known(borders)
                        .gives(floats(Shape.of(2, 3), 0, 0, 0, 1, 2, 0))
                        .slopes(),
                Case.of("PadV2")
                        .in(floats(Shape.of(1, 2), 1, 2))
                        .known(borders)
                        .in(real(9))
                        .gives(floats(Shape.of(2, 3), 9, 9, 9, 1, 2, 9))
                        .slopes(),
                Case.of("PadV2")
                        .in(ints(1))
                        .known(NDArray.of(Shape.of(1, 2), 1, 1), whole(7))
                        .gives(ints(7, 1, 7)),
                mirrored("REFLECT", 3, 2, 1, 2, 3, 2),
                mirrored("SYMMETRIC", 2, 1, 1, 2, 3, 3),
                Case.of("MirrorPadGrad")
                        .attr("mode", "REFLECT")
                        .in(floats(1, 2, 3, 4, 5, 6))
                        .known(NDArray.of(Shape.of(1, 2), 2, 1))
                        .gives(floats(3, 2 + 4 + 6, 1 + 5))
                        .slopes(),
                Case.of("ReverseV2")
                        .in(X)
                        .known(ints(-1))
                        .gives(floats(Shape.of(2, 3), 3, 2, 1, 6, 5, 4))
                        .slopes(),
                Case.of("Reverse")
                        .in(X)
                        .known(truths(1, 0))
                        .gives(floats(Shape.of(2, 3), 4, 5, 6, 1, 2, 3))
                        .slopes(),
                sliced(ints(0, 1), ints(2, 3), ints(1, 1)).gives(right).slopes(),
                sliced(ints(1, 2), ints(0, -9), ints(-1, -2))
                        .gives(floats(Shape.of(1, 2), 6, 4))
                        .slopes(),
                sliced(ints(0, 0), ints(0, 0), ints(-1, 2))
                        .attr("begin_mask", 3)
                        .attr("end_mask", 3)
                        .gives(floats(Shape.of(2, 2), 4, 6, 1, 3))
                        .slopes(),
                sliced(ints(0, -1), ints(0, 0), ints(1, 1))
                        .attr("ellipsis_mask", 1)
                        .attr("shrink_axis_mask", 2)
                        .gives(floats(3, 6))
                        .slopes(),
                sliced(ints(0, 1), ints(0, 2), ints(1, 1))
                        .attr("new_axis_mask", 1)
                        .attr("shrink_axis_mask", 2)
                        .gives(floats(Shape.of(1, 3), 4, 5, 6))
                        .slopes(),
                sliced(ints(1), ints(1), ints(1)).gives(floats(Shape.of(0, 3))),
                blocked("SpaceToDepth", floats(Shape.of(1, 1, 1, 4), 1, 2, 3, 4)),
                Case.of("DepthToSpace")
                        .attr("block_size", 2)
                        .in(floats(Shape.of(1, 1, 1, 4), 1, 2, 3, 4))
                        .gives(floats(Shape.of(1, 2, 2, 1), 1, 2, 3, 4))
                        .slopes(),
                Case.of("SpaceToDepth")
                        .attr("block_size", 2)
                        .attr("data_format", "NCHW")
                        .in(floats(Shape.of(1, 1, 2, 2), 1, 2, 3, 4))
                        .gives(floats(Shape.of(1, 4, 1, 1), 1, 2, 3, 4)),
                Case.of("SpaceToBatchND")
                        .in(floats(Shape.of(1, 3, 1), 1, 2, 3))
                        .known(ints(2), NDArray.of(Shape.of(1, 2), 0, 1))
                        .gives(floats(Shape.of(2, 2, 1), 1, 3, 2, 0))
                        .slopes(),
                Case.of("BatchToSpaceND")
                        .in(floats(Shape.of(2, 2, 1), 1, 3, 2, 0))
                        .known(ints(2), NDArray.of(Shape.of(1, 2), 0, 1))
                        .gives(floats(Shape.of(1, 3, 1), 1, 2, 3))
                        .slopes(),
                Case.of("SpaceToBatch")
                        .attr("block_size", 2)
                        .in(floats(Shape.of(1, 2, 2, 1), 1, 2, 3, 4))
                        .known(NDArray.of(Shape.of(2, 2), 0, 0, 0, 0))
                        .gives(floats(Shape.of(4, 1, 1, 1), 1, 2, 3, 4))
                        .slopes(),
                Case.of("BatchToSpace")
                        .attr("block_size", 2)
                        .in(floats(Shape.of(4, 1, 1, 1), 1, 2, 3, 4))
                        .known(NDArray.of(Shape.of(2, 2), 0, 0, 1, 0))
                        .gives(floats(Shape.of(1, 2, 1, 1), 2, 4))
                        .slopes(),
                Case.of("StridedSliceGrad")
                        .attr("shrink_axis_mask", 1)
                        .known(ints(2, 3), ints(1, 2), ints(2, -9), ints(1, -2))
                        .in(floats(7, 8))
                        .gives(floats(Shape.of(2, 3), 0, 0, 0, 8, 0, 7))
                        .slopes());
    }

    private static Case blocked(String type, NDArray y) {
        return Case.of(type)
                .attr("block_size", 2)
                .in(floats(Shape.of(1, 2, 2, 1), 1, 2, 3, 4))
                .gives(y)
                .slopes();
    }

    private static Case mirrored(String mode, float... y) {
        return Case.of("MirrorPad")
                .attr("mode", mode)
                .in(floats(1, 2, 3))
                .known(NDArray.of(Shape.of(1, 2), 2, 1))
                .gives(floats(y))
                .slopes();
    }

    private static Case sliced(NDArray begin, NDArray end, NDArray strides) {
        return Case.of("StridedSlice").in(X).known(begin, end, strides);
    }

    private static void refused(String message, String type, Object... inputs) {
        Graph g = new Graph();
        Tensor[] tensors = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            tensors[i] = g.constant(inputs[i]);
        }
        assertThatThrownBy(() -> g.op(type).input(tensors).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("(op: '" + type + "'");
    }

    @Test
    void whatDoesNotFitIsRefusedInTensorFlowsWords() {
        refused("Cannot reshape a tensor with 6 elements", "Reshape", X, ints(4, 2));
        refused("Expected begin[1] in [0, 3]", "Slice", X, ints(0, 4), ints(1, -1));
        refused("strides[0] must be non-zero", "StridedSlice", X, ints(0), ints(1), ints(0));
        refused(
                "Index out of range using input dim 2",
                "StridedSlice",
                X,
                ints(0, 0, 0),
                ints(1, 1, 1),
                ints(1, 1, 1));
        refused("multiples argument to be a vector of length 2", "Tile", X, ints(2));
    }

    @Test
    void aShapeWithAnOpenExtentIsFoundThroughSlicesAndParts() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 6);
        Tensor taken =
                g.op("StridedSlice")
                        .input(x, g.constant(ints(0, 1)), g.constant(ints(0, 5)))
                        .input(g.constant(ints(1, 2)))
                        .attr("begin_mask", 1)
                        .attr("end_mask", 1)
                        .tensor();
        assertThat(taken.shape()).hasToString("(?, 2)");
    }
}
