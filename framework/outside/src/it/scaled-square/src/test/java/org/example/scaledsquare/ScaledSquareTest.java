package org.example.scaledsquare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.duograph.backend.Backend;
import org.duograph.backend.Backends;
import org.duograph.backend.contract.BackendContract;
import org.duograph.contract.NetGradientCheck;
import org.duograph.contract.OperatorCheck;
import org.duograph.contract.OperatorContract;
import org.duograph.graph.Graph;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.testing.Draw;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.Net;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ScaledSquareTest {
    private static final List<OpDef> OURS = List.of(ScaledSquare.OP, ScaledSquare.GRAD_X);

    // tag::kit[]
    /** Example, gradient (1e-6, in double), kernel, in place, documentation. */
    @Nested
    class AsAnOperator implements OperatorContract {
        @Override
        public Collection<OpDef> operators() {
            return OURS;
        }
    }

    /** The same numbers on the best backend that this machine has as on the reference. */
    @Nested
    class OnABackend implements BackendContract {
        @Override
        public Backend open() {
            return Backends.open("");
        }

        @Override
        public Collection<OpDef> operators() {
            return OURS;
        }
    }

    // end::kit[]

    // tag::checks[]
    @Test
    void itSquaresAndScales() {
        try (Backend backend = Backends.open("")) {
            OperatorCheck.of(ScaledSquare.OP, Map.of("scale", 2), NDArray.vector(-3, 0, 0.5f))
                    .gives(NDArray.vector(18, 0, 0.5f))
                    .hasGradients()
                    .runsOn(backend);
        }
    }

    @Test
    void itDoesSoForAnyShape() {
        Draw.times(
                100,
                draw -> {
                    Shape shape = Shape.of(draw.between(1, 4), draw.between(1, 5));
                    Sample sample = Sample.of(Map.of("scale", draw.between(-3, 3)), shape);
                    OperatorCheck.of(ScaledSquare.OP, sample, 1).hasGradients();
                });
    }

    @Test
    void otherAttributesAreRefused() {
        OperatorCheck.of(ScaledSquare.OP, Map.of("factor", 2), NDArray.vector(1))
                .isRefused("factor", "scale");
    }

    // end::checks[]

    @Test
    void theCatalogueHasItBesideItsOwn() {
        assertThat(OpCatalog.get("ScaledSquare")).isSameAs(ScaledSquare.OP);
        assertThat(OpCatalog.types()).contains("Relu", "ScaledSquare", "ScaledSquareGradX");
    }

    // tag::net[]
    @Test
    void aNetUsesItByItsName() {
        try (Workspace workspace = new Workspace()) {
            workspace.feedBlob("X", NDArray.vector(2, -3));
            workspace.runOperatorOnce(Ops.operator("ScaledSquare", List.of("X"), List.of("Y")));
            assertThat(workspace.fetchBlob("Y")).isEqualTo(NDArray.vector(4, 9));
        }
    }

    // end::net[]

    // tag::trained[]
    @Test
    void gradientsFlowThroughItInANet() {
        Net net = new Net("net");
        net.op("FC", List.of("x", "w", "b"), "y");
        net.op("ScaledSquare", "y", "z");
        net.op("SumElements", "z", "loss");
        Map<String, String> gradients = net.addGradientOperators("loss");
        try (Workspace workspace = new Workspace()) {
            workspace.feedBlob("x", NDArray.of(Shape.of(1, 2), 1f, 2f));
            workspace.feedBlob("w", NDArray.of(Shape.of(2, 2), 0.5f, -1, 2, 0.25f));
            workspace.feedBlob("b", NDArray.vector(0.1f, 0.2f));
            Graph graph = workspace.inspect().graph(net.proto());
            Map<String, String> ofWeights =
                    Map.of("w", gradients.get("w"), "b", gradients.get("b"));
            NetGradientCheck.run(graph, workspace.tensors(), "loss", ofWeights);
        }
    }
    // end::trained[]
}
