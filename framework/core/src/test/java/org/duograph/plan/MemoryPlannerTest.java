package org.duograph.plan;

import static org.assertj.core.api.Assertions.assertThat;

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
    void noTwoLiveValuesShareMemoryAndEverySlotIsLargeEnough(@ForAll("lives") List<Life> lives) {
        Assignment slots = MemoryPlanner.assign(lives);
        for (int i = 0; i < lives.size(); i++) {
            Life a = lives.get(i);
            assertThat(a.bytes()).isLessThanOrEqualTo(slots.slotBytes().get(slots.slotOf().get(i)));
            for (int j = 0; j < i; j++) {
                Life b = lives.get(j);
                boolean together = a.from() <= b.to() && b.from() <= a.to();
                if (together) {
                    assertThat(slots.slotOf().get(i)).isNotEqualTo(slots.slotOf().get(j));
                }
            }
        }
        assertThat(slots.bytesAfter()).isLessThanOrEqualTo(slots.bytesBefore());
    }

    @Example
    void aChainNeedsTwoSlots() {
        List<Life> chain =
                List.of(new Life(8, 0, 1), new Life(8, 1, 2), new Life(8, 2, 3), new Life(8, 3, 4));
        assertThat(MemoryPlanner.assign(chain).bytesAfter()).isEqualTo(16);
    }
}
