package org.duograph.backend.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** Races by a clock that only the entrants move on. */
class RaceTest {
    private static final long MILLI = 1_000_000;

    private long now;
    private long compiled;

    @Test
    void theFastestIsFoundAndHowFastItIs() {
        Race race = race(run -> 5 * MILLI, run -> 3 * MILLI, run -> 30 * MILLI);
        assertThat(race.run()).isTrue();
        assertThat(race.within(Race.NEARLY)).containsExactly(1);
        assertThat(race.least(1)).isEqualTo(3 * MILLI);
    }

    @Test
    void codeThatIsNotCompiledYetIsNotWrittenOff() {
        Race race =
                race(
                        run -> 5 * MILLI,
                        run -> {
                            compiled += run < 10 ? MILLI : 0;
                            return run < 10 ? 20 * MILLI : 3 * MILLI;
                        });
        assertThat(race.run()).isTrue();
        assertThat(race.within(Race.NEARLY)).containsExactly(1);
    }

    @Test
    void whatGetsFasterDuringARaceRacesAgain() {
        Race race =
                race(
                        run -> 5 * MILLI,
                        run -> {
                            compiled += run == 5 ? 40 * MILLI : 0; // told when it is done
                            return run < 5 ? 6 * MILLI : 3 * MILLI;
                        });
        assertThat(race.run()).isTrue();
        assertThat(race.within(Race.NEARLY)).containsExactly(1);
    }

    @Test
    void whoIsClearlySlowerRestsAfterSomeTurns() {
        int[] runs = {0};
        Race race =
                race(
                        run -> (10 + run % 5) * MILLI, // takes many turns to be certain
                        run -> {
                            runs[0]++;
                            return 13 * MILLI;
                        });
        assertThat(race.run()).isTrue();
        assertThat(race.within(Race.NEARLY)).containsExactly(0);
        assertThat(runs[0]).isLessThan(10);
    }

    @Test
    void whileCompilersWorkNothingIsCertain() {
        Race race =
                race(
                        run -> {
                            compiled += MILLI;
                            return 3 * MILLI;
                        },
                        run -> 5 * MILLI);
        assertThat(race.run()).isFalse();
        assertThat(race.within(Race.NEARLY)).containsExactly(0);
    }

    @Test
    void onABusyMachineNothingIsCertain() {
        Race race = race(run -> (5 + run) * MILLI, run -> (5 + 2 * run) * MILLI);
        assertThat(race.run()).isFalse();
    }

    @Test
    void everybodyHasATimeHoweverLongTheFirstRunTakes() {
        Race race = race(run -> 3000 * MILLI, run -> 5000 * MILLI);
        assertThat(race.run()).isFalse();
        assertThat(race.least(0)).isEqualTo(3000 * MILLI);
        assertThat(race.least(1)).isEqualTo(5000 * MILLI);
        assertThat(race.winner(false)).isZero();
    }

    @Test
    void whoRunsAloneHasWon() {
        Race race = race(run -> 7 * MILLI);
        assertThat(race.run()).isTrue();
        assertThat(race.least(0)).isEqualTo(7 * MILLI);
    }

    @Test
    void whatIsFarTooSlowRestsAfterItsWarmUp() {
        int[] runs = {0};
        Race race =
                race(
                        run -> MILLI,
                        run -> {
                            runs[0]++;
                            return 50 * MILLI;
                        });
        assertThat(race.run()).isTrue();
        assertThat(runs[0]).isLessThan(10);
    }

    /** Entrants that take so long at their first, second, ... run. */
    private Race race(IntToLongFunction... nanos) {
        List<Runnable> entrants = Arrays.stream(nanos).map(this::entrant).toList();
        return new Race(entrants, () -> now, () -> compiled);
    }

    private Runnable entrant(IntToLongFunction nanos) {
        int[] runs = {0};
        return () -> now += nanos.applyAsLong(runs[0]++);
    }
}
