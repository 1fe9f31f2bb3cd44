package org.duograph.session.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duograph.session.op.Case.floats;
import static org.duograph.session.op.Case.ints;
import static org.duograph.session.op.Case.whole;

import java.util.List;
import java.util.Set;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.testing.Draw;
import org.junit.jupiter.api.Test;

class VariablesTest implements OperatorCases {
    static final Set<String> TYPES = Set.of("VariableV2", "Variable", "VarHandleOp");

    private static final NDArray TRUE = NDArray.of(Shape.SCALAR, 1).cast(DType.BOOL);
    private static final NDArray ROWS = floats(Shape.of(3, 2), 1, 2, 3, 4, 5, 6);

    @Override
    public List<Case> cases() {
        return List.of(
                written("Assign", 3, 4),
                written("AssignAdd", 4, 6),
                written("AssignSub", -2, -2),
                resource("AssignVariableOp", 3, 4),
                resource("AssignAddVariableOp", 4, 6),
                resource("AssignSubVariableOp", -2, -2),
                scattered("ScatterUpdate", 5, 6, 3, 4, 7, 8),
                scattered("ScatterAdd", 6, 8, 3, 4, 12, 14),
                scattered("ScatterSub", -4, -4, 3, 4, -2, -2),
                Case.of("ScatterAdd")
                        .variable(ROWS)
                        .in(ints(1, 1), floats(Shape.of(2, 2), 1, 1, 1, 1))
                        .leaves(floats(Shape.of(3, 2), 1, 2, 5, 6, 5, 6)),
                Case.of("ScatterUpdate")
                        .variable(ROWS)
                        .in(ints(1), Case.real(0))
                        .leaves(floats(Shape.of(3, 2), 1, 2, 0, 0, 5, 6)),
                repeated(Case.of("ScatterUpdate").variable(ROWS), 15, 16, 7, 8, 13, 14),
                repeated(Case.of("ScatterAdd").variable(ROWS), 26, 30, 10, 12, 18, 20),
                repeated(Case.of("ScatterSub").variable(ROWS), -24, -26, -4, -4, -8, -8),
                repeated(
                        Case.of("ResourceScatterUpdate")
                                .resource(ROWS)
                                .attr("dtype", DType.FLOAT32),
                        15,
                        16,
                        7,
                        8,
                        13,
                        14),
                scatteredResource("ResourceScatterUpdate", 5, 6, 3, 4, 7, 8),
                scatteredResource("ResourceScatterAdd", 6, 8, 3, 4, 12, 14),
                scatteredResource("ResourceScatterSub", -4, -4, 3, 4, -2, -2),
                Case.of("ResourceGather")
                        .resource(ROWS)
                        .in(ints(2, 0))
                        .attr("dtype", DType.FLOAT32)
                        .gives(floats(Shape.of(2, 2), 5, 6, 1, 2)),
                Case.of("CountUpTo")
                        .attr("limit", 5)
                        .variable(whole(3))
                        .gives(whole(3))
                        .leaves(whole(4)),
                Case.of("IsVariableInitialized").variable(floats(1)).gives(TRUE),
                Case.of("VarIsInitializedOp").resource(floats(1)).gives(TRUE),
                Case.of("ReadVariableOp").resource(floats(1, 2)).gives(floats(1, 2)),
                Case.of("VariableShape").resource(ROWS).gives(ints(3, 2)));
    }

    private static Case written(String type, float... y) {
        return Case.of(type)
                .variable(floats(1, 2))
                .in(floats(3, 4))
                .gives(floats(y))
                .leaves(floats(y));
    }

    private static Case resource(String type, float... y) {
        return Case.of(type).resource(floats(1, 2)).in(floats(3, 4)).leaves(floats(y));
    }

    /** The first row is named twice: sums count both, and what replaces the last. */
    private static Case repeated(Case of, float... leaves) {
        return of.in(ints(0, 1, 2, 0), floats(Shape.of(4, 2), 10, 12, 7, 8, 13, 14, 15, 16))
                .leaves(floats(Shape.of(3, 2), leaves));
    }

    private static Case scattered(String type, float... y) {
        return Case.of(type)
                .variable(ROWS)
                .in(ints(0, 2), floats(Shape.of(2, 2), 5, 6, 7, 8))
                .leaves(floats(Shape.of(3, 2), y));
    }

    private static Case scatteredResource(String type, float... y) {
        return Case.of(type)
                .resource(ROWS)
                .in(ints(0, 2), floats(Shape.of(2, 2), 5, 6, 7, 8))
                .attr("dtype", DType.FLOAT32)
                .leaves(floats(Shape.of(3, 2), y));
    }

    private static Tensor variable(Graph g, String type, String name) {
        return g.op(type)
                .name(name)
                .attr("dtype", DType.FLOAT32)
                .attr("shape", Shape.of(1))
                .tensor();
    }

    @Test
    void aVariableIsInitializedOnceItHasContent() {
        for (String type : TYPES) {
            boolean resource = type.equals("VarHandleOp");
            Graph g = new Graph();
            Tensor v = variable(g, type, "v");
            Tensor is =
                    g.op(resource ? "VarIsInitializedOp" : "IsVariableInitialized")
                            .input(v)
                            .tensor();
            Operation initialize =
                    g.op(resource ? "AssignVariableOp" : "Assign")
                            .input(v, g.constant(floats(1)))
                            .build();
            try (Session s = new Session(g)) {
                assertThat(s.run(is).item()).isZero();
                assertThat(s.run(is).item()).isZero();
                s.run(initialize);
                assertThat(s.run(is).item()).isEqualTo(1);
            }
        }
    }

    @Test
    void aResourceWithoutContentIsNamedInTensorFlowsWords() {
        Graph g = new Graph();
        Tensor v = variable(g, "VarHandleOp", "v");
        Tensor read = g.op("ReadVariableOp").input(v).tensor();
        try (Session s = new Session(g)) {
            assertThatThrownBy(() -> s.run(read))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(
                            "Error while reading resource variable v from Container: localhost");
        }
    }

    @Test
    void aCountStopsAtItsLimit() {
        Graph g = new Graph();
        Tensor v =
                g.op("VariableV2").attr("dtype", DType.INT32).attr("shape", Shape.SCALAR).tensor();
        Operation initialize = g.op("Assign").input(v, g.constant(0)).build();
        Tensor count = g.op("CountUpTo").input(v).attr("limit", 2).tensor();
        try (Session s = new Session(g)) {
            s.run(initialize);
            assertThat(s.run(count).item()).isZero();
            assertThat(s.run(count).item()).isEqualTo(1);
            assertThatThrownBy(() -> s.run(count)).hasStackTraceContaining("Reached limit of 2");
        }
    }

    @Test
    void aValueOfAnotherShapeIsRefusedInTensorFlowsWords() {
        Graph g = new Graph();
        Tensor v = variable(g, "VariableV2", "v");
        assertThatThrownBy(() -> g.op("Assign").input(v, g.constant(floats(1, 2))).build())
                .hasMessageContaining(
                        "Assign requires shapes of both tensors to match. lhs shape= (1,) rhs shape= (2,)");
    }

    /** Whatever the order and however often, as if one row were written after the other. */
    @Test
    void theLastOfManyRowsForOnePlaceStays() {
        Draw.times(
                40,
                draw -> {
                    int count = draw.between(1, 40);
                    int[] places = new int[count];
                    float[] numbers = new float[count];
                    float[] expected = {-1, -2, -3, -4, -5};
                    for (int i = 0; i < count; i++) {
                        places[i] = draw.between(0, 4);
                        numbers[i] = i + 1;
                        expected[places[i]] = numbers[i];
                    }
                    Graph g = new Graph();
                    Variable v = g.variable("v", new float[] {-1, -2, -3, -4, -5});
                    Operation step =
                            g.op("ScatterUpdate")
                                    .input(v.reference(), g.constant(places), g.constant(numbers))
                                    .build();
                    try (Session s = new Session(g)) {
                        s.initialize();
                        s.run(step);
                        assertThat(s.value(v).floats()).isEqualTo(expected);
                    }
                });
    }
}
