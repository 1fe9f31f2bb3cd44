package org.duograph.backend.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HostMemoryTest {
    private final HostMemory whole = HostMemory.allocate(64);

    @Test
    void aPartIsAPieceOfItsWhole() {
        HostMemory part = whole.part(16, 48);
        part.part(8, 4).asFloats().put(0, 7);
        assertThat(whole.asFloats().get(6)).isEqualTo(7);
        assertThat(part.standsWith(whole.part(16, 4))).isTrue();
    }

    @Test
    void aPartThatReachesIntoItsNeighbourIsRefused() {
        HostMemory part = whole.part(16, 16);
        long[][] outside = {{-4, 4}, {8, 16}, {16, 1}, {8, -8}, {Long.MAX_VALUE, 2}};
        for (long[] piece : outside) {
            assertThatThrownBy(() -> part.part(piece[0], piece[1]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void memoryThatJavaCanNotSeeAsAWholeIsRefusedWithAdvice() {
        assertThatThrownBy(() -> HostMemory.allocate(1L << 31))
                .hasMessage(
                        "an array of 2,147,483,648 bytes is too large: Java code sees 2 GiB at"
                                + " most; take fewer rows at a time");
    }
}
