package org.duograph.data;

import java.io.Console;
import java.io.Flushable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * A bar that shows how far a long piece of work has come: how much a second, what else the work has
 * to say (its loss, for example), and the time left.
 *
 * <p>On a terminal it is one line, drawn again at most ten times a second. Elsewhere (a pipe, a log
 * file) it is a plain line after every tenth of the work, or after half a minute. It writes to what
 * it is given and to nothing else.
 *
 * <pre>{@code
 * ProgressBar bar = ProgressBar.on(System.err, ProgressBar.onTerminal());
 * bar.begin("Training", "images", 0, 49_984);
 * bar.update(64 * step, "loss 1.234");
 * bar.end();
 * }</pre>
 *
 * <p>It is also a {@link Progress}, which shows a download in megabytes. Not for several threads.
 */
public final class ProgressBar implements Progress {
    private static final long SECOND = 1_000_000_000L;
    private static final long REDRAW = SECOND / 10;
    private static final long LINE_AT_LEAST_EVERY = 30 * SECOND;
    private static final double SMOOTHING_SECONDS = 3;
    private static final int LONGEST_BAR = 30;
    private static final int SHORTEST_BAR = 5;
    private static final String BYTES = "MB";

    private final Appendable out;
    private final boolean terminal;
    private final int columns;
    private final LongSupplier clock;

    private boolean running;
    private String what = "";
    private String unit = "";
    private String note = "";
    private long first;
    private long done;
    private long total;
    private long began;
    private long shownAt;
    private long shownTenth;
    private long measuredAt;
    private long measuredDone;
    private double perSecond;
    private int drawn;

    ProgressBar(Appendable out, boolean terminal, int columns, LongSupplier clock) {
        this.out = out;
        this.terminal = terminal;
        this.columns = columns;
        this.clock = clock;
    }

    /**
     * A bar that writes to {@code out}.
     *
     * @param terminal whether a line there can be drawn again; see {@link #onTerminal}
     */
    public static ProgressBar on(Appendable out, boolean terminal) {
        return new ProgressBar(out, terminal, columns(System.getenv("COLUMNS")), System::nanoTime);
    }

    /** Whether this program talks to a person at a terminal that can go back in its line. */
    public static boolean onTerminal() {
        if (System.console() == null || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try { // JDK 22 and later have a console without a terminal too, and say so
            return (boolean) Console.class.getMethod("isTerminal").invoke(System.console());
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int columns(String text) {
        try {
            return text == null ? 80 : Math.max(40, Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            return 80;
        }
    }

    /**
     * Begins a piece of work; one that was running ends.
     *
     * @param what the work in a word or two, for example {@code Training}
     * @param unit what is counted, for example {@code images}
     * @param from how much was done before, by an earlier run for example; doesn't count as speed
     * @param total how much there is in all
     */
    public void begin(String what, String unit, long from, long total) {
        end();
        this.what = what;
        this.unit = unit;
        this.note = "";
        this.first = from;
        this.done = from;
        this.total = total;
        began = clock.getAsLong();
        measuredAt = began;
        measuredDone = from;
        perSecond = 0;
        shownTenth = tenth();
        shownAt = began;
        running = true;
        if (terminal) {
            draw(began);
        }
    }

    /**
     * Says how much is done, and shows it if the last time is long enough ago.
     *
     * @param note what else there is to say, for example {@code loss 1.234}; empty for nothing
     */
    public void update(long done, String note) {
        this.done = done;
        this.note = note;
        long now = clock.getAsLong();
        if (terminal) {
            if (now - shownAt >= REDRAW) {
                measure(now);
                draw(now);
            }
        } else if (tenth() != shownTenth && done < total || now - shownAt >= LINE_AT_LEAST_EVERY) {
            measure(now);
            write(line(now) + System.lineSeparator());
            shownAt = now;
            shownTenth = tenth();
        }
    }

    /** Ends the work with a line that stays, saying how much was done and how fast. */
    public void end() {
        if (!running) {
            return;
        }
        running = false;
        long now = clock.getAsLong();
        double seconds = Math.max(1e-9, (now - began) / (double) SECOND);
        String line =
                "%s: %s in %s, %s"
                        .formatted(
                                what, amount(), duration(seconds), speed((done - first) / seconds));
        overwrite(note.isEmpty() ? line : line + ", " + note);
        write(System.lineSeparator());
        drawn = 0;
    }

    /** Removes the bar from the terminal, so that a message can be written in its place. */
    public void hide() {
        if (terminal && drawn > 0) {
            overwrite("");
            write("\r");
            drawn = 0;
        }
    }

    /** Shows a download: begins when its name is new, ends when all is done. */
    @Override
    public void at(String what, long done, long total) {
        if (!running || !what.equals(this.what)) {
            begin(what, BYTES, done, total);
        }
        update(done, "");
        if (done >= total) {
            end();
        }
    }

    /** The speed of the last seconds: an average that forgets what is older than a few of them. */
    private void measure(long now) {
        double seconds = (now - measuredAt) / (double) SECOND;
        if (seconds <= 0) {
            return;
        }
        double latest = (done - measuredDone) / seconds;
        double age = (now - began) / (double) SECOND;
        double weight = seconds / Math.max(seconds, Math.min(age, SMOOTHING_SECONDS));
        perSecond += weight * (latest - perSecond);
        measuredAt = now;
        measuredDone = done;
    }

    private long tenth() {
        return total <= 0 ? 0 : 10 * done / total;
    }

    private void draw(long now) {
        String text = line(now);
        int room = columns - 1 - text.length() - 3;
        int length = Math.min(LONGEST_BAR, room);
        if (length >= SHORTEST_BAR && total > 0) {
            int full = (int) Math.min(length, length * done / total);
            String bar = "#".repeat(full) + ".".repeat(length - full);
            int split = what.length();
            text = text.substring(0, split) + " [" + bar + "]" + text.substring(split);
        }
        overwrite(text.length() < columns ? text : text.substring(0, columns - 1));
        shownAt = now;
    }

    private String line(long now) {
        StringBuilder line = new StringBuilder(what);
        if (total > 0) {
            line.append(' ').append(100 * done / total).append('%');
        }
        line.append("  ").append(amount());
        if (perSecond > 0) {
            line.append("  ").append(speed(perSecond));
        }
        if (!note.isEmpty()) {
            line.append("  ").append(note);
        }
        if (perSecond > 0 && total > 0) {
            line.append("  ").append(duration((total - done) / perSecond)).append(" left");
        } else if (now > began) {
            line.append("  ").append(duration((now - began) / (double) SECOND));
        }
        return line.toString();
    }

    private String amount() {
        String part = total > 0 && done < total ? number(done) + "/" + number(total) : number(done);
        return part + " " + unit;
    }

    private String number(double count) {
        return unit.equals(BYTES)
                ? String.format(Locale.ROOT, "%.1f", count / 1e6)
                : String.format(Locale.ROOT, "%,d", (long) count);
    }

    private String speed(double perSecond) {
        boolean small = perSecond < 10 && !unit.equals(BYTES);
        String rate =
                small
                        ? String.format(Locale.ROOT, "%.2g", perSecond)
                        : number(Math.rint(perSecond));
        return rate + " " + unit + "/s";
    }

    /** Seconds as people write them: {@code 7 s}, {@code 3:05}, {@code 1:02:03}. */
    static String duration(double seconds) {
        if (!(seconds < 1e9)) {
            return "?";
        }
        long s = Math.round(seconds);
        if (s < 10) {
            return String.format(Locale.ROOT, s == 0 ? "%.2f s" : "%.1f s", seconds);
        }
        if (s < 60) {
            return s + " s";
        }
        return s < 3600
                ? String.format("%d:%02d", s / 60, s % 60)
                : String.format("%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
    }

    private void overwrite(String text) {
        if (!terminal) {
            write(text);
            return;
        }
        write("\r" + text + " ".repeat(Math.max(0, drawn - text.length())));
        drawn = text.length();
    }

    private void write(String text) {
        try {
            out.append(text);
            if (out instanceof Flushable flushable) {
                flushable.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
