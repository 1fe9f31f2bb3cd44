package org.duograph.backend.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.duograph.backend.Backend;
import org.duograph.backend.Backends;
import org.duograph.backend.KernelRequest;
import org.duograph.graph.Node;
import org.duograph.ops.conv.Conv;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class VectorBackendProviderTest {
    @Test
    void itIsTakenByItselfWhereVectorsAreFast() {
        assertThat(new VectorBackendProvider().rank()).isEqualTo(Engine.hasVectors() ? 12 : 8);
        try (Backend best = Backends.open("")) {
            assertThat(best.name()).isEqualTo("vector");
        }
    }

    @Test
    void threadsAreChosenByAnOption() {
        try (Backend backend = Backends.open("vector,threads=3")) {
            assertThat(backend.description()).endsWith("3 threads");
            assertThat(backend.lane().threads()).isEqualTo(3);
        }
        assertThatThrownBy(() -> Backends.open("vector,threads=none"))
                .hasMessageContaining("a number from 1 to 999")
                .hasMessageContaining("none");
    }

    @Test
    void theWayOfConvolvingIsChosenByAnOption() {
        Shape x = Shape.of(1, 32, 8, 8);
        Node node = Nodes.node(Conv.OP, Map.of("kernel", 3), x, Shape.of(32, 32, 3, 3));
        assertThat(way("vector,convolution=rows", node)).startsWith("rows");
        assertThat(way("vector,convolution=winograd", node))
                .startsWith(Engine.hasVectors() ? "winograd" : "rows");
    }

    private static String way(String choice, Node node) {
        try (Backend backend = Backends.open(choice)) {
            var plain = node.inputs().stream().map(v -> backend.plain(v.type())).toList();
            KernelRequest request = new KernelRequest(node, plain, List.of(true), 0);
            return backend.factory(node.op()).prepare(request).implementation();
        }
    }
}
