package org.duograph.workspace.lower;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.junit.jupiter.api.Test;

class OperatorFormsTest {
    @Test
    void aWholeNumberIsFilledInAsItIsThoughAFloatCannotHoldIt() {
        long value = (1L << 53) - 1; // a float holds whole numbers up to 2^24
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.runOperatorOnce(
                    Ops.operator(
                            "ConstantFill",
                            List.of(),
                            List.of("Y"),
                            Ops.arg("shape", List.of(2)),
                            Ops.arg("value", value)));
            assertThat((long[]) workspace.fetchBlob("Y").data()).containsExactly(value, value);
        }
    }
}
