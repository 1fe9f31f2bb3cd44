package org.example.mish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import org.duograph.backend.Backend;
import org.duograph.backend.Backends;
import org.duograph.backend.contract.BackendContract;
import org.duograph.contract.OperatorContract;
import org.duograph.graph.OpDef;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Everything that Duograph asks of its own operators, asked of ours. */
class MishTest {
    private static final List<OpDef> OURS = List.of(Mish.OP, Mish.GRAD_X);

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

    @Test
    void theCatalogueHasItBesideItsOwn() {
        assertThat(OpCatalog.get("Mish")).isSameAs(Mish.OP);
        assertThat(OpCatalog.types()).contains("Relu", "Mish", "MishGradX");
    }

    // tag::net[]
    @Test
    void aNetUsesItByItsName() {
        try (Workspace workspace = new Workspace()) {
            workspace.feedBlob("X", NDArray.vector(0, 1));
            workspace.runOperatorOnce(Ops.operator("Mish", List.of("X"), List.of("Y")));
            assertThat(workspace.fetchBlob("Y")).isEqualTo(NDArray.vector(0, 0.8650984f));
        }
    }
    // end::net[]
}
