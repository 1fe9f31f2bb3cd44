package org.duograph.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.duograph.plan.MemoryPlanner.Assignment;
import org.duograph.plan.MemoryPlanner.Life;

class MemoryPlannerTest {
    private static final int LINE = 64;

    @Provide
    Arbitrary<List<Life>> lives() {
        Arbitrary<Long> bytes = Arbitraries.longs().between(0, 1000);
        Arbitrary<Integer> from = Arbitraries.integers().between(0, 30);
        Arbitrary<Integer> steps = Arbitraries.integers().between(0, 10);
        return Combinators.combine(bytes, from, steps)
                .as((b, f, s) -> new Life(b, f, f + s))
                .list()
                .ofMaxSize(40);
    }

    @Property
    void whatIsAliveTogetherDoesNotOverlap(@ForAll("lives") List<Life> lives) {
        requireApart(lives, MemoryPlanner.assign(lives, LINE));
    }

    @Property
    void norDoesItWhereSlotsAreGivenInTheOrderOfTime(@ForAll("lives") List<Life> lives) {
        requireApart(lives, MemoryPlanner.byTime(lives, LINE));
    }

    private static void requireApart(List<Life> lives, Assignment slots) {
        for (int i = 0; i < lives.size(); i++) {
            Life a = lives.get(i);
            long start = slots.offsets().get(i);
            assertThat(start % LINE).isZero();
            assertThat(start + a.bytes()).isLessThanOrEqualTo(slots.arenaBytes());
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
        assertThat(slots.arenaBytes())
                .isLessThanOrEqualTo(lives.stream().mapToLong(l -> l.bytes() + LINE).sum());
    }

    @Example
    void aLongChainNeedsMemoryForTwoAsWell() {
        List<Life> chain = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            chain.add(new Life(64, i, i + 1));
        }
        assertThat(MemoryPlanner.assign(chain, LINE).arenaBytes()).isEqualTo(128);
    }

    @Example
    void aChainNeedsMemoryForTwo() {
        List<Life> chain =
                List.of(
                        new Life(64, 0, 1),
                        new Life(64, 1, 2),
                        new Life(64, 2, 3),
                        new Life(64, 3, 4));
        assertThat(MemoryPlanner.assign(chain, LINE).arenaBytes()).isEqualTo(128);
    }

    @Example
    void smallValuesShareTheMemoryOfALargeOne() {
        List<Life> lives = List.of(new Life(256, 0, 1), new Life(128, 2, 3), new Life(100, 2, 3));
        assertThat(MemoryPlanner.assign(lives, LINE).offsets()).containsExactly(0L, 0L, 128L);
        assertThat(MemoryPlanner.assign(lives, LINE).arenaBytes()).isEqualTo(256);
    }

    @Example
    void nothingNeedsNoMemory() {
        assertThat(MemoryPlanner.assign(List.of(), LINE)).isEqualTo(new Assignment(List.of(), 0));
    }
}
