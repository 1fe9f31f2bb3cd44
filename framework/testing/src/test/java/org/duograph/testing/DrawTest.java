package org.duograph.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DrawTest {
    private static List<Integer> numbers(int min, int max) {
        List<Integer> drawn = new ArrayList<>();
        Draw.times(1000, draw -> drawn.add(draw.between(min, max)));
        return drawn;
    }

    @Test
    void everyRunDrawsTheSame() {
        assertThat(numbers(-1000, 1000)).isEqualTo(numbers(-1000, 1000));
    }

    @Test
    void neighbouringSeedsDrawDifferently() {
        assertThat(new HashSet<>(numbers(0, 1_000_000))).hasSizeGreaterThan(800);
    }

    @Test
    void allNumbersOfASmallRangeAreDrawnAndNoOthers() {
        assertThat(new HashSet<>(numbers(-2, 3))).containsExactlyInAnyOrder(-2, -1, 0, 1, 2, 3);
    }

    @Test
    void theEndsOfALargeRangeAreDrawnToo() {
        assertThat(numbers(-1_000_000, Integer.MAX_VALUE))
                .contains(-1_000_000, 0, Integer.MAX_VALUE);
        assertThat(numbers(Integer.MIN_VALUE, -5)).contains(Integer.MIN_VALUE, -5);
    }

    @Test
    void listsAndBytesMayBeEmptyAndFull() {
        Set<Integer> sizes = new HashSet<>();
        Draw.times(
                1000,
                draw -> {
                    sizes.add(draw.list(0, 5, () -> draw.between(0, 1)).size());
                    sizes.add(10 + draw.bytes(5).length);
                });
        assertThat(sizes).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15);
    }

    @Test
    void damageChangesMostFilesAndNeverTheOriginal() {
        byte[] whole = "twenty bytes in here".getBytes(StandardCharsets.US_ASCII);
        byte[] copy = whole.clone();
        List<byte[]> damaged = new ArrayList<>();
        Draw.times(1000, draw -> damaged.add(draw.hostile(List.of(whole))));
        assertThat(whole).isEqualTo(copy);
        assertThat(damaged.stream().filter(d -> !Arrays.equals(d, whole)).count())
                .isGreaterThan(900);
    }

    @Test
    void aFailureNamesTheSeedThatRepeatsIt() {
        List<Integer> found = new ArrayList<>();
        Draw.Check atMost900 =
                draw -> {
                    int number = draw.between(0, 1000);
                    found.add(number);
                    assertThat(number).isLessThanOrEqualTo(900);
                };
        assertThatThrownBy(() -> Draw.times(1000, atMost900))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Seed " + (found.size() - 1) + " (-Dduograph.seed=")
                .hasMessageContaining(found.get(found.size() - 1).toString())
                .hasCauseInstanceOf(AssertionError.class);
        int failed = found.get(found.size() - 1);
        int seed = found.size() - 1;
        found.clear();
        System.setProperty("duograph.seed", "" + seed);
        try {
            assertThatThrownBy(() -> Draw.times(1000, atMost900))
                    .hasMessageContaining("Seed " + seed);
        } finally {
            System.clearProperty("duograph.seed");
        }
        assertThat(found).containsExactly(failed);
    }
}
