package org.duograph.backend.tuning;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Finds out which of several ways to do the same is the fastest, by running them in turn.
 *
 * <p>Other programs can only make a run slower: so the least of several times is near the truth,
 * and it is certain when the next ones are about equal. Code that the Java machine has not compiled
 * yet is slower, too, be it a hundred times; so each entrant first runs until it gets no faster,
 * before it can be found to be too slow, and a race counts only if Java's compilers rested
 * meanwhile and a second one finds the same. Who can't win any more rests: a plan holds dozens of
 * races, and a user waits for all of them.
 *
 * <p>Times are nanoseconds.
 */
public final class Race {
    /** How much slower is nearly as fast, and about as long. */
    static final double NEARLY = 1.04;

    /** How much slower is too slow to win, however disturbed or cold. */
    static final double FAR = 1.5;

    /** How much slower is too slow to win, after some turns beside the others. */
    static final double CLOSE = 1.15;

    /** How far the times of two races may be apart. */
    private static final double ALIKE = 1.08;

    /** How many runs must have been about equally fast. */
    private static final int TIMES = 3;

    /** So many runs without getting faster are the end of an entrant's warm-up ... */
    private static final int STILL = 4;

    /** ... and half as many are, if they took so long. */
    private static final long LONG = 4_000_000;

    private static final long WARM_UP = 300_000_000;

    /** How long a race takes at least. */
    private static final long LEAST = 25_000_000;

    private static final long MOST = 1_500_000_000;

    /** The share of a race in which compilers may work. */
    private static final double REST = 0.1;

    private final List<Runnable> entrants;
    private final LongSupplier clock;
    private final LongSupplier compiling;
    private final long[] ever; // the least time of each
    private final long[][] times; // the least ones of the race that is on, the least first

    /** A race of these; each has run once, and runs as often as it takes. */
    public Race(List<? extends Runnable> entrants) {
        this(entrants, System::nanoTime, Compilers::nanos);
    }

    /**
     * A race by other clocks.
     *
     * @param clock what time it is
     * @param compiling how long Java's compilers have worked until now
     */
    Race(List<? extends Runnable> entrants, LongSupplier clock, LongSupplier compiling) {
        this.entrants = List.copyOf(entrants);
        this.clock = clock;
        this.compiling = compiling;
        this.ever = new long[entrants.size()];
        this.times = new long[entrants.size()][TIMES];
        Arrays.fill(ever, Long.MAX_VALUE);
    }

    /**
     * Runs them until it is certain which is the fastest.
     *
     * @return whether it is; if not, time ran out, because other programs, or Java's compilers, did
     *     not rest
     */
    public boolean run() {
        if (entrants.size() == 1) {
            time(0);
            return true;
        }
        long end = clock.getAsLong() + MOST;
        for (int i = 0; i < entrants.size(); i++) {
            warmUp(i);
        }
        long[] before = null;
        do {
            long began = clock.getAsLong();
            long compiled = compiling.getAsLong();
            if (!once(end)) {
                return false;
            }
            long taken = clock.getAsLong() - began;
            boolean rested = compiling.getAsLong() - compiled <= REST * taken;
            if (rested && before != null && isAlike(before)) {
                return true;
            }
            before = rested ? leasts() : null;
        } while (clock.getAsLong() < end);
        return false;
    }

    /**
     * The fastest one; where that is not certain, the first of those that are not clearly slower
     * than another.
     */
    public int winner(boolean certain) {
        List<Integer> close = within(CLOSE);
        return certain
                ? close.stream().min(Comparator.comparingLong(this::least)).orElseThrow()
                : close.get(0);
    }

    /** The least time of an entrant. */
    public long least(int entrant) {
        return ever[entrant];
    }

    /** Those that were at most {@code factor} times as slow as the fastest, by their numbers. */
    List<Integer> within(double factor) {
        long least = Arrays.stream(ever).min().orElseThrow();
        return IntStream.range(0, ever.length)
                .filter(i -> ever[i] <= factor * least)
                .boxed()
                .toList();
    }

    /** Runs one until it gets no faster, and nothing is compiled any more. */
    private void warmUp(int entrant) {
        long end = clock.getAsLong() + WARM_UP;
        long least = Long.MAX_VALUE;
        long compiled = compiling.getAsLong();
        boolean inTime = true; // once it runs, whatever the time
        for (int still = 0; still < STILL && inTime; still += least > LONG ? 2 : 1) {
            long before = least;
            least = Math.min(least, time(entrant));
            if (NEARLY * least < before || compiling.getAsLong() > compiled) {
                still = 0;
                compiled = compiling.getAsLong();
            }
            inTime = clock.getAsLong() < end;
        }
    }

    /** One race; whether times were certain before the end. */
    private boolean once(long end) {
        for (long[] t : times) {
            Arrays.fill(t, Long.MAX_VALUE);
        }
        long earliest = clock.getAsLong() + LEAST;
        List<Integer> running = within(FAR);
        for (int round = 0; round < TIMES || clock.getAsLong() < earliest; round++) {
            running.forEach(this::turn); // what slows the machine down slows all down
        }
        running = within(CLOSE);
        while (!running.stream().allMatch(this::isCertain)) {
            if (clock.getAsLong() >= end) {
                return false;
            }
            running.forEach(this::turn);
        }
        return true;
    }

    /**
     * One's turn: twice, as the first run finds the caches, or even threads, of another's, unless
     * it is long.
     */
    private void turn(int entrant) {
        if (time(entrant) < LONG) {
            time(entrant);
        }
    }

    private long time(int entrant) {
        long start = clock.getAsLong();
        entrants.get(entrant).run();
        long taken = clock.getAsLong() - start;
        ever[entrant] = Math.min(ever[entrant], taken);
        long[] least = times[entrant];
        if (taken < least[TIMES - 1]) {
            least[TIMES - 1] = taken;
            Arrays.sort(least);
        }
        return taken;
    }

    private boolean isCertain(int entrant) {
        return times[entrant][TIMES - 1] <= NEARLY * times[entrant][0];
    }

    private long[] leasts() {
        return Arrays.stream(times).mapToLong(t -> t[0]).toArray();
    }

    /** Whether those that may win, and were in both races, were as fast in one as in the other. */
    private boolean isAlike(long[] before) {
        long[] now = leasts();
        return within(CLOSE).stream()
                .filter(i -> now[i] < Long.MAX_VALUE && before[i] < Long.MAX_VALUE)
                .allMatch(i -> Math.max(now[i], before[i]) <= ALIKE * Math.min(now[i], before[i]));
    }
}
