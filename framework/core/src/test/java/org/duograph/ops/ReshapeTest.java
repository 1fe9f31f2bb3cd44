package org.duograph.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attrs;
import org.duograph.graph.OpDef;
import org.duograph.ops.shape.Reshape;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Checks the dimension that Reshape finds out by itself. */
class ReshapeTest {
    @Test
    void reshapingKeepsTheNumberOfElements() {
        OpDef op = Reshape.OP;
        for (int a = 1; a <= 6; a++) {
            for (int b = 1; b <= 6; b++) {
                for (int c = 1; c <= 6; c++) {
                    Attrs attrs = Attrs.check(op, Map.of("shape", List.of(-1, c)));
                    List<ArrayType> inputs = List.of(ArrayType.float32(a, b, c));
                    assertThat(op.infer(attrs, inputs).get(0).shape())
                            .isEqualTo(Shape.of(a * b, c));
                }
            }
        }
    }
}
