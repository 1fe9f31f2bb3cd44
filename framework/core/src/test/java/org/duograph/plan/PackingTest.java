package org.duograph.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.duograph.plan.Packing.Life;
import org.duograph.testing.Draw;
import org.junit.jupiter.api.Test;

class PackingTest {
    private static final int LINE = 64;

    private static List<Life> lives(Draw draw) {
        return draw.list(
                0,
                40,
                () -> {
                    int from = draw.between(0, 30);
                    return new Life(draw.between(0, 1000), from, from + draw.between(0, 10));
                });
    }

    @Test
    void whatIsAliveTogetherDoesNotOverlap() {
        Draw.times(
                1000,
                draw -> {
                    List<Life> lives = lives(draw);
                    requireApart(lives, Packing.of(lives, LINE));
                });
    }

    @Test
    void norDoesItWhereSlotsAreGivenInTheOrderOfTime() {
        Draw.times(
                1000,
                draw -> {
                    List<Life> lives = lives(draw);
                    requireApart(lives, Packing.byTime(lives, LINE));
                });
    }

    private static void requireApart(List<Life> lives, Packing slots) {
        for (int i = 0; i < lives.size(); i++) {
            Life a = lives.get(i);
            long start = slots.offsets().get(i);
            assertThat(start % LINE).isZero();
            assertThat(start + a.bytes()).isLessThanOrEqualTo(slots.bytes());
            for (int j = 0; j < i; j++) {
                Life b = lives.get(j);
                long other = slots.offsets().get(j);
                boolean together = a.from() <= b.to() && b.from() <= a.to();
                boolean apart = start + a.bytes() <= other || other + b.bytes() <= start;
                assertThat(!together || apart)
                        .as("%s at %d, %s at %d", a, start, b, other)
                        .isTrue();
            }
        }
        assertThat(slots.bytes())
                .isLessThanOrEqualTo(lives.stream().mapToLong(l -> l.bytes() + LINE).sum());
    }

    @Test
    void aLongChainNeedsMemoryForTwoAsWell() {
        List<Life> chain = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            chain.add(new Life(64, i, i + 1));
        }
        assertThat(Packing.of(chain, LINE).bytes()).isEqualTo(128);
    }

    @Test
    void aChainNeedsMemoryForTwo() {
        List<Life> chain =
                List.of(
                        new Life(64, 0, 1),
                        new Life(64, 1, 2),
                        new Life(64, 2, 3),
                        new Life(64, 3, 4));
        assertThat(Packing.of(chain, LINE).bytes()).isEqualTo(128);
    }

    @Test
    void smallValuesShareTheMemoryOfALargeOne() {
        List<Life> lives = List.of(new Life(256, 0, 1), new Life(128, 2, 3), new Life(100, 2, 3));
        assertThat(Packing.of(lives, LINE).offsets()).containsExactly(0L, 0L, 128L);
        assertThat(Packing.of(lives, LINE).bytes()).isEqualTo(256);
    }

    @Test
    void nothingNeedsNoMemory() {
        assertThat(Packing.of(List.of(), LINE)).isEqualTo(new Packing(List.of(), 0));
    }
}
