package org.duograph.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.Test;

class InputShapeTest {
    private static String filters(Map<String, ?> args) {
        OperatorDef conv = Ops.operator("Conv", List.of("X", "W"), List.of("Y"), args);
        ArrayType x = ArrayType.parse("float32 1x2x8x8");
        return InputShape.of(conv, 1, blob -> blob.equals("X") ? x : null).toString();
    }

    @Test
    void filtersAreAsLargeAsTheOperatorWillReadItsKernel() {
        assertThat(filters(Map.of("kernel", 3, "num_output", 4))).isEqualTo("float32 4x2x3x3");
        assertThat(filters(Map.of("kernels", List.of(5), "kernel_h", 3)))
                .isEqualTo("float32 Mx2x3x5");
        assertThat(filters(Map.of("kernel", 3, "legacy_pad", 2))).isEqualTo("float32 Mx2x3x3");
        assertThat(filters(Map.of())).isEqualTo("float32 Mx2xkhxkw");
    }
}
