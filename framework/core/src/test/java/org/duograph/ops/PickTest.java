package org.duograph.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceCall;
import org.duograph.ops.reduce.Pick;
import org.duograph.ops.reduce.TopK;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class PickTest {
    private static final NDArray X = NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4);

    private static NDArray run(OpDef op, NDArray... inputs) {
        return ReferenceCall.run(op, Map.of(), List.of(inputs)).get(0);
    }

    private static NDArray places(long... places) {
        return NDArray.of(Shape.of(2, places.length / 2), places);
    }

    @Test
    void ofPlacesGivenTwiceBothGradientsAreAdded() {
        NDArray places = places(1, 1, -1, 0);
        assertThat(run(Pick.OP, X, places)).isEqualTo(NDArray.of(Shape.of(2, 2), 2f, 2, 0, 3));
        assertThat(run(TopK.GRAD_X, places, X, X))
                .isEqualTo(NDArray.of(Shape.of(2, 2), 0f, 3, 4, 0));
    }

    /** Else a place beyond its line would be one of the next line. */
    @Test
    void aPlaceOutsideOfItsLineIsRefused() {
        String refusal = "indices[1] must be from -1 to 1, found ";
        for (long wrong : new long[] {2, -2, 1L << 32}) {
            NDArray places = places(0, wrong, 0, 0);
            assertThatThrownBy(() -> run(Pick.OP, X, places)).hasMessageContaining(refusal + wrong);
            assertThatThrownBy(() -> run(TopK.GRAD_X, places, X, X))
                    .hasMessageContaining(refusal + wrong);
        }
    }

    @Test
    void placesHaveTheShapeOfXButAlongTheAxis() {
        NDArray row = NDArray.of(Shape.of(1, 2), 0L, 0);
        String refusal = "indices must have the shape of X, 2x2, but along axis 1, found ";
        assertThatThrownBy(() -> run(Pick.OP, X, row)).hasMessageContaining(refusal + "1x2");
        assertThatThrownBy(() -> run(TopK.GRAD_X, NDArray.of(Shape.of(2), 0L, 0), X, X))
                .hasMessageContaining(refusal + "2");
        assertThatThrownBy(() -> run(TopK.GRAD_X, places(0, 0), X, X))
                .hasMessageContaining("indices and dvalues must have the same shape");
    }
}
