package org.duograph.session.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.op.StaticShape;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class FreezeTest {
    private final Graph g = new Graph();
    private final Tensor x = g.placeholder("x", DType.FLOAT32, -1, 2);

    private NDArray run(Graph graph, String fetch) {
        try (Session s = new Session(graph)) {
            return s.feed("x", NDArray.of(Shape.of(2, 2), 1f, 2, 3, -4)).run(graph.tensor(fetch));
        }
    }

    @Test
    void aFrozenGraphGivesTheSame() {
        Variable w = g.variable("w", Initializers.glorotUniform(), 2, 3);
        Tensor y = x.matmul(w.read()).softmax();
        Operation train = new GradientDescentOptimizer(0.5).minimize(y.times(y).mean());
        try (Session s = new Session(g)) {
            s.initialize();
            NDArray images = NDArray.of(Shape.of(2, 2), 1f, 2, 3, -4);
            s.feed(x, images).run(train);
            Graph frozen = GraphDefReader.read(Freeze.graph(s, List.of(y)));
            assertThat(run(frozen, y.name())).isEqualTo(s.feed(x, images).run(y));
            assertThat(frozen.operations().stream().map(Operation::type))
                    .containsExactlyInAnyOrder(
                            "Placeholder", "Const", "Identity", "MatMul", "Softmax");
        }
    }

    @Test
    void aResourceBecomesAConstantToo() {
        Operation handle =
                g.op("VarHandleOp")
                        .name("v")
                        .attr("dtype", DType.FLOAT32)
                        .attr("shape", StaticShape.of(2))
                        .build();
        Tensor read =
                g.op("ReadVariableOp")
                        .attr("dtype", DType.FLOAT32)
                        .input(handle.output(0))
                        .tensor();
        Tensor size = g.op("VariableShape").input(handle.output(0)).tensor();
        Tensor y =
                g.op("Reshape").name("y").input(x.plus(read), g.constant(new int[] {4})).tensor();
        try (Session s = new Session(g)) {
            s.load(handle, NDArray.vector(10, 20));
            Graph frozen = GraphDefReader.read(Freeze.graph(s, List.of(y, size)));
            assertThat(run(frozen, "y:0")).isEqualTo(NDArray.vector(11, 22, 13, 16));
            assertThat(run(frozen, size.name()).getWhole(0)).isEqualTo(2);
        }
    }

    @Test
    void rowsOfAResourceAreRowsOfAConstant() {
        Operation handle =
                g.op("VarHandleOp")
                        .name("v")
                        .attr("dtype", DType.FLOAT32)
                        .attr("shape", StaticShape.of(3))
                        .build();
        Tensor rows =
                g.op("ResourceGather")
                        .name("rows")
                        .attr("dtype", DType.FLOAT32)
                        .input(handle.output(0), g.constant(new int[] {2, 0}))
                        .tensor();
        try (Session s = new Session(g)) {
            s.load(handle, NDArray.vector(10, 20, 30));
            Graph frozen = GraphDefReader.read(Freeze.graph(s, List.of(rows)));
            assertThat(frozen.operation("rows").type()).isEqualTo("Gather");
            try (Session f = new Session(frozen)) {
                assertThat(f.run(frozen.tensor("rows:0"))).isEqualTo(NDArray.vector(30, 10));
            }
        }
    }

    @Test
    void whatCannotBeFrozenIsNamed() {
        Variable w = g.variable("w", Initializers.glorotUniform(), 2, 2);
        Tensor added = w.assignAdd(w.initialValue());
        try (Session s = new Session(g)) {
            assertThatThrownBy(() -> Freeze.graph(s, List.of(w.read())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("uninitialized value w");
            s.initialize();
            assertThatThrownBy(() -> Freeze.graph(s, List.of(added)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("(op: 'AssignAdd') needs the variable 'w' itself");
        }
    }
}
