package org.duograph.keras;

import java.io.Flushable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.duograph.training.Listener;
import org.duograph.training.Training;

/**
 * Keras' progress bar, as Keras 2.3 draws it: {@code 640/60000 [...] - ETA: 1:23 - loss: 2.1034}.
 * On a terminal it is drawn again at most twenty times a second; elsewhere only when an epoch ends,
 * and every ten seconds before.
 */
final class KerasBar implements Listener {
    private static final int WIDTH = 30;
    private static final double SECOND = 1e9;

    private final Appendable out;
    private final int verbose; // 1: a bar; 2: a line for each epoch
    private final double redraw; // seconds
    private final boolean terminal;
    private final LongSupplier clock;
    private int target;
    private long began;
    private long shown;
    private int drawn;

    KerasBar(Appendable out, int verbose, boolean terminal, LongSupplier clock) {
        this.out = out;
        this.verbose = verbose;
        this.terminal = terminal;
        this.redraw = terminal ? 0.05 : 10;
        this.clock = clock;
    }

    @Override
    public void trainBegin(Training training) {
        String text = "Train on " + training.samples().count() + " samples";
        if (training.validation() != null) {
            text += ", validate on " + training.validation().count() + " samples";
        }
        write(text + "\n");
    }

    @Override
    public void epochBegin(Training training, int epoch) {
        write("Epoch " + (epoch + 1) + "/" + training.epochs() + "\n");
        begin(training.samples().count());
    }

    @Override
    public void batchEnd(Training training, int batch, Map<String, Double> numbers) {
        if (training.seen() < target) { // the last waits for what validation says
            update(training.seen(), training.means());
        }
    }

    @Override
    public void epochEnd(Training training, int epoch, Map<String, Double> numbers) {
        update(target, numbers);
    }

    /** Begins a bar for so many samples. */
    void begin(int samples) {
        target = samples;
        began = clock.getAsLong();
        shown = began;
        drawn = 0;
    }

    /** So many samples are done, and these are the numbers. */
    void update(int done, Map<String, Double> numbers) {
        long now = clock.getAsLong();
        boolean finished = done >= target;
        if (!finished && (verbose != 1 || (now - shown) / SECOND < redraw)) {
            return;
        }
        double seconds = (now - began) / SECOND;
        if (verbose == 2) {
            write(" - " + Math.round(seconds) + "s" + text(numbers) + "\n");
            return;
        }
        String line = bar(done) + (finished ? ended(seconds) : left(seconds, done)) + text(numbers);
        String rest = " ".repeat(Math.max(0, drawn - line.length()));
        String back = terminal ? "\b".repeat(drawn) + "\r" : "";
        write(back + line + rest + (finished || !terminal ? "\n" : ""));
        drawn = terminal ? line.length() : 0;
        shown = now;
    }

    private String bar(int done) {
        String total = String.valueOf(target);
        String count = String.format(Locale.ROOT, "%" + total.length() + "d/%s [", done, total);
        int full = target == 0 ? WIDTH : (int) ((long) WIDTH * done / target);
        String head = full == 0 ? "" : "=".repeat(full - 1) + (done < target ? ">" : "=");
        return count + head + ".".repeat(WIDTH - full) + "]";
    }

    private String left(double seconds, int done) {
        int eta = done == 0 ? 0 : (int) (seconds / done * (target - done));
        if (eta > 3600) {
            return " - ETA: %d:%02d:%02d".formatted(eta / 3600, eta % 3600 / 60, eta % 60);
        }
        return eta > 60 ? " - ETA: %d:%02d".formatted(eta / 60, eta % 60) : " - ETA: " + eta + "s";
    }

    private String ended(double seconds) {
        double each = target == 0 ? 0 : seconds / target;
        String step =
                each >= 1
                        ? Math.round(each) + "s"
                        : each >= 1e-3
                                ? Math.round(each * 1e3) + "ms"
                                : Math.round(each * 1e6) + "us";
        return " - " + Math.round(seconds) + "s " + step + "/step";
    }

    private static String text(Map<String, Double> numbers) {
        StringBuilder text = new StringBuilder();
        numbers.forEach(
                (name, x) ->
                        text.append(
                                String.format(
                                        Locale.ROOT,
                                        Math.abs(x) > 1e-3 ? " - %s: %.4f" : " - %s: %.4e",
                                        name,
                                        x)));
        return text.toString();
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
