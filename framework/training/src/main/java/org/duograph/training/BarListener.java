package org.duograph.training;

import java.util.Locale;
import java.util.Map;
import org.duograph.data.ProgressBar;

/** Shows how far an epoch is on a {@link ProgressBar}, with the means of its numbers so far. */
public final class BarListener implements Listener {
    private final ProgressBar bar;

    /** Shows it on {@code bar}. */
    public BarListener(ProgressBar bar) {
        this.bar = bar;
    }

    @Override
    public boolean isDueAfter(Training training, int batch) {
        return false;
    }

    @Override
    public void epochBegin(Training training, int epoch) {
        String what = "Epoch " + (epoch + 1) + "/" + training.epochs();
        bar.begin(what, "samples", 0, training.samples().count());
    }

    @Override
    public void batchEnd(Training training, int batch, Map<String, Double> numbers) {
        bar.update(training.seen(), note(training.means()));
    }

    @Override
    public void epochEnd(Training training, int epoch, Map<String, Double> numbers) {
        bar.update(training.seen(), note(numbers));
        bar.end();
    }

    private static String note(Map<String, Double> numbers) {
        StringBuilder note = new StringBuilder();
        numbers.forEach(
                (name, x) ->
                        note.append(note.isEmpty() ? "" : ", ")
                                .append(String.format(Locale.ROOT, "%s %.4f", name, x)));
        return note.toString();
    }
}
