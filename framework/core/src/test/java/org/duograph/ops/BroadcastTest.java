package org.duograph.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.duograph.graph.ReferenceCall;
import org.duograph.ops.math.Add;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Checks how the shapes of two operands meet, and what is said where they don't. */
class BroadcastTest {
    private static final NDArray A = NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4);
    private static final NDArray B = NDArray.vector(10, 20);

    private static NDArray add(Map<String, ?> attrs, NDArray a, NDArray b) {
        return ReferenceCall.run(Add.OP, attrs, List.of(a, b)).get(0);
    }

    @Test
    void aBlockMeetsTheLastAxesUnlessAnAxisIsGiven() {
        assertThat(add(Map.of("broadcast", 1), A, B).floats()).containsExactly(11, 22, 13, 24);
        assertThat(add(Map.of("broadcast", 1, "axis", 0), A, B).floats())
                .containsExactly(11, 12, 23, 24);
    }

    @Test
    void withoutBlocksExtentsOfOneStretchInBothOperands() {
        NDArray sum = add(Map.of(), A.reshape(4, 1), B);
        assertThat(sum).isEqualTo(NDArray.of(Shape.of(4, 2), 11f, 21, 12, 22, 13, 23, 14, 24));
    }

    @Test
    void shapesThatDoNotMeetAreNamed() {
        NDArray three = NDArray.vector(1, 2, 3);
        assertThatThrownBy(() -> add(Map.of(), A, three))
                .hasMessageContaining("found A 2x2 and B 3");
        assertThatThrownBy(() -> add(Map.of("broadcast", 1, "axis", 1), A, three))
                .hasMessageContaining("from axis 1 on, found A 2x2 and B 3");
    }
}
