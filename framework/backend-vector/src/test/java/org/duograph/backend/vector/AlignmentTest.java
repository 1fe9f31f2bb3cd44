package org.duograph.backend.vector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AlignmentTest {
    private static final int SIZE = 3 * Alignment.FEWEST;

    @Test
    void anArrayBeginsWithinItsFirstLineAndStaysAllZeros() {
        float[] array = new float[SIZE];
        assertThat(Alignment.first(array)).isBetween(0, Alignment.LINE - 1);
        assertThat(array).containsOnly(0f);
    }

    @Test
    void memoryHasAllItsNumbersWhereverItBegins() {
        VectorMemory memory = VectorMemory.allocate((long) SIZE * Float.BYTES);
        int start = memory.start();
        assertThat(memory.array().length).isGreaterThanOrEqualTo(start + SIZE);
        assertThat(memory.asFloats().capacity()).isEqualTo(SIZE);
        VectorMemory part = memory.part(64L * Float.BYTES, 16L * Float.BYTES);
        assertThat(part.start()).isEqualTo(start + 64);
        part.asFloats().put(0, 7);
        assertThat(memory.array()[start + 64]).isEqualTo(7);
        memory.poison();
        for (int i = 0; i < memory.array().length; i++) {
            boolean inside = i >= start && i < start + SIZE;
            assertThat(Float.isNaN(memory.array()[i])).as("number %d", i).isEqualTo(inside);
        }
    }

    @Test
    void shortArraysBeginAtTheirBeginning() {
        VectorMemory memory = VectorMemory.allocate(10L * Float.BYTES);
        assertThat(memory.start()).isZero();
        assertThat(memory.array()).hasSize(10);
    }
}
