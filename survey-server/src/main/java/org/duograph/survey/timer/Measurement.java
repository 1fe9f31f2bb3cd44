package org.duograph.survey.timer;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/**
 * One timed installation: exactly what is sent to the server, and nothing else about the machine or
 * its user. Immutable.
 *
 * @param id a random UUID made when the measurement begins; the server keeps one measurement per id
 * @param study the study's id
 * @param framework code of the framework, as the study has it
 * @param environment code of the environment: {@code local} or {@code remote}
 * @param status how it ended
 * @param day the day in UTC on which it began, such as {@code 2026-11-25}
 * @param attempts in the order in which they were made
 * @param machine where it ran
 */
public record Measurement(
        String id,
        String study,
        String framework,
        String environment,
        Status status,
        String day,
        List<Attempt> attempts,
        Machine machine) {

    /** More than this many seconds between both clocks: the machine slept, or its clock was set. */
    private static final double CLOCKS_AGREE = 5;

    /** How a measurement stands. */
    public enum Status {
        /** Not over yet; such a measurement is never sent. */
        RUNNING,
        /** The last attempt succeeded. */
        FINISHED,
        /** The last attempt failed. */
        FAILED,
        /** The user ended it without success. */
        GAVE_UP;

        /** {@code finished}, {@code failed}, {@code gave_up}: its name outside this program. */
        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One run of the command, or one stretch of work by hand.
     *
     * @param command the program's name without folder and arguments; null for work by hand
     * @param wallSeconds by the clock on the wall; it counts sleep, and jumps when it is set
     * @param seconds by a clock that cannot be set; null for work by hand, as it stops with the
     *     process
     * @param exit the exit status; null if there was none
     */
    public record Attempt(String command, double wallSeconds, Double seconds, Integer exit) {
        @JsonIgnore
        public boolean clocksDisagree() {
            return seconds != null && Math.abs(wallSeconds - seconds) > CLOCKS_AGREE;
        }
    }

    public Measurement {
        attempts = List.copyOf(attempts);
    }

    Measurement ended(Status how, List<Attempt> made) {
        return new Measurement(id, study, framework, environment, how, day, made, machine);
    }

    /** {@code tensorflow on local}: how messages call it. */
    String title() {
        return framework + " on " + environment;
    }

    /** All attempts together, each by the clock that cannot be set where it has one. */
    public double totalSeconds() {
        return attempts.stream()
                .mapToDouble(a -> a.seconds() != null ? a.seconds() : a.wallSeconds())
                .sum();
    }

    /** {@code 12.3 s}, {@code 4 min 5 s}. */
    static String text(double seconds) {
        return seconds < 60
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : "%d min %d s".formatted((long) seconds / 60, (long) seconds % 60);
    }
}
