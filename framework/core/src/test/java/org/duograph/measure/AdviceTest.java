package org.duograph.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.duograph.ops.Cost;
import org.junit.jupiter.api.Test;

class AdviceTest {
    /** 100 GFLOP/s and 10 GB/s: memory limits whatever computes less than 10 times per byte. */
    private static final Roof ROOF = new Roof(100, 10);

    private static Profile.Line line(String kind, boolean slow, Cost cost, double millis) {
        return new Profile.Line(0, kind, kind + " x", "jit", slow, cost, millis);
    }

    private static List<Advice> of(Profile.Line... lines) {
        return Advice.of(new Profile("n", 1, List.of(lines), ""), ROOF);
    }

    private static final Profile.Line NEAR_PEAK =
            line("Conv", false, new Cost(900_000_000, 1_000_000, 0), 10);

    @Test
    void whatTheMachineCannotDoFasterIsSaidSo() {
        List<Advice> advice = of(NEAR_PEAK);
        assertThat(advice).hasSize(1);
        assertThat(advice.get(0))
                .hasToString(
                        ("100.0%% of the time: Conv x is limited by arithmetic%n    step 0 takes"
                                        + " 10.000 ms: 90.0 GFLOP/s of 100, 0.1 GB/s of 10.0; it computes"
                                        + " 900.0 operations per byte, and 10.0 or more would keep arithmetic"
                                        + " busy%n    It computes about as fast as the machine can: only less"
                                        + " arithmetic makes it faster, or another machine.%n")
                                .formatted());
    }

    @Test
    void memoryLimitsWhatComputesLittleForEachByte() {
        Advice advice = of(line("Add", false, new Cost(0, 60_000_000, 30_000_000), 10)).get(0);
        assertThat(advice.title()).isEqualTo("Add x is limited by memory");
        assertThat(advice.numbers()).contains("9.0 GB/s of 10.0", "0.0 operations per byte");
        assertThat(advice.remedy()).contains("move fewer");
    }

    @Test
    void whatIsFarFromTheRoofIsToldHowToGetNearer() {
        Advice conv = of(line("Conv", false, new Cost(90_000_000, 1_000_000, 0), 10)).get(0);
        assertThat(conv.title()).isEqualTo("Conv x is far from what the machine can do");
        assertThat(conv.remedy()).contains("multiples of 16");
        Advice add = of(line("Add", false, new Cost(0, 1_000_000, 0), 10)).get(0);
        assertThat(add.remedy()).contains("a larger batch");
    }

    @Test
    void copiesReordersAndSlowWaysAreSummedUp() {
        Cost moved = new Cost(0, 1_000_000, 1_000_000);
        List<Advice> advice =
                of(
                        line("Copy", false, moved, 2),
                        line("Copy", false, moved, 1),
                        line("Reorder", false, moved, 1),
                        line("Softmax", true, moved, 6));
        assertThat(advice)
                .extracting(Advice::title)
                .containsExactly(
                        "slow ways, for want of fast ones",
                        "copies between backends",
                        "changes of layout");
        assertThat(advice.get(0).share()).isEqualTo(0.6);
        assertThat(advice.get(0).remedy()).contains("duograph doctor");
        assertThat(advice.get(1).numbers())
                .isEqualTo("2 steps (Copy) take 3.000 ms together and move 4.00 MB");
        assertThat(advice.get(2).numbers()).startsWith("1 step (Reorder) takes 1.000 ms");
    }

    @Test
    void whatTakesNoTimeIsNotMentioned() {
        Cost moved = new Cost(0, 1_000_000, 1_000_000);
        assertThat(of(NEAR_PEAK, line("Copy", false, moved, 0.1)))
                .extracting(Advice::title)
                .containsExactly("Conv x is limited by arithmetic");
    }

    @Test
    void tinyStepsAreWeighedAgainstWhatTheirWorkWouldTake() {
        Profile.Line tiny = line("Relu", false, new Cost(0, 1_000, 1_000), 0.01);
        Advice advice = of(tiny, tiny, tiny).get(0);
        assertThat(advice.title()).startsWith("tiny steps");
        assertThat(advice.numbers())
                .isEqualTo(
                        "3 steps (Relu) take 0.030 ms together and move 0.01 MB, for work that the"
                                + " machine could do in 0.001 ms at best");
        Profile.Line short0 = line("Relu", false, new Cost(0, 100_000, 90_000), 0.019);
        assertThat(of(short0).get(0).title()).as("short, but busy").contains("by memory");
    }
}
