package org.duograph.tutorials.operator;

import java.util.Collection;
import java.util.List;
import org.duograph.backend.Backend;
import org.duograph.backend.Backends;
import org.duograph.backend.contract.BackendContract;
import org.duograph.contract.OperatorContract;
import org.duograph.graph.OpDef;
import org.junit.jupiter.api.Nested;

class SnakeTest {
    private static final List<OpDef> OURS = List.of(Snake.OP, Snake.GRAD_X);

    // tag::contract[]
    /** Example, gradient, kernel, documentation. */
    @Nested
    class AsAnOperator implements OperatorContract {
        @Override
        public Collection<OpDef> operators() {
            return OURS;
        }
    }

    /** The same numbers on the best backend of this machine as the reference kernel gives. */
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
    // end::contract[]
}
