package org.duograph.backend.onednn.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NativeBufferTest {
    @Test
    void aPartIsAPieceOfItsWhole() {
        try (NativeBuffer whole = Arena.allocate(64)) {
            whole.part(16, 48).asFloats().put(0, 7);
            assertThat(whole.asFloats().get(4)).isEqualTo(7);
            assertThat(whole.part(0, 0).bytes()).isZero();
        }
    }

    @Test
    void aPartOutsideOfItsWholeIsRefused() {
        try (NativeBuffer whole = Arena.allocate(64)) {
            long[][] outside = {{-4, 4}, {0, 65}, {64, 1}, {8, -8}, {Long.MAX_VALUE, 2}};
            for (long[] part : outside) {
                assertThatThrownBy(() -> whole.part(part[0], part[1]))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
    }
}
