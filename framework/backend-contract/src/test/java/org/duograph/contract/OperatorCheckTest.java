package org.duograph.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.duograph.backend.Backend;
import org.duograph.backend.Backends;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.testing.Draw;
import org.junit.jupiter.api.Test;

class OperatorCheckTest {
    private static final OpDef CLIP = OpCatalog.get("Clip");
    private static final OperatorCheck CHECK =
            OperatorCheck.of(CLIP, Map.of("min", -1, "max", 2), NDArray.vector(-3, 0.5f, 7));

    @Test
    void whatIsTruePasses() {
        try (Backend reference = Backends.open(Backends.REFERENCE)) {
            CHECK.gives(NDArray.vector(-1, 0.5f, 2)).hasGradients().runsOn(reference);
        }
        OperatorCheck.of(OpCatalog.get("Add"), Map.of(), NDArray.vector(1, 2), NDArray.vector(3))
                .gives(NDArray.vector(4, 5));
    }

    @Test
    void otherOutputsFail() {
        assertThatThrownBy(() -> CHECK.gives(NDArray.vector(-1, 0.5f, 7)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("Clip", "output 0", "element 2 is 2.0, expected 7.0");
        assertThatThrownBy(() -> CHECK.gives(in -> List.of()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("outputs");
    }

    @Test
    void anOperatorWithoutAGradientFails() {
        OperatorCheck argMax =
                OperatorCheck.of(OpCatalog.get("ArgMax"), Map.of(), NDArray.vector(1, 2));
        assertThatThrownBy(argMax::hasGradients)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("has a gradient rule");
    }

    @Test
    void whatIsTakenIsNotRefused() {
        assertThatThrownBy(CHECK::isRefused).isInstanceOf(AssertionError.class);
        OperatorCheck unknown = OperatorCheck.of(CLIP, Map.of("least", 1), NDArray.vector(1));
        unknown.isRefused("least", "max");
    }

    @Test
    void inputsMayBeDrawn() {
        Draw.times(
                50,
                draw -> {
                    Shape shape = Shape.of(draw.between(1, 3), draw.between(1, 5));
                    Map<String, ?> attrs = Map.of("min", -9, "max", draw.between(8, 10));
                    Sample sample = Sample.of(attrs, shape);
                    OperatorCheck.of(CLIP, sample, 1).gives(in -> in).hasGradients();
                });
    }
}
