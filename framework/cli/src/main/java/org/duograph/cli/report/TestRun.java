package org.duograph.cli.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.duograph.data.Confusion;
import org.duograph.data.DataSet;
import org.duograph.data.Images;
import org.duograph.data.Picture;
import org.duograph.data.PictureSheet;
import org.duograph.data.PixelReader;
import org.duograph.data.ProgressBar;
import org.duograph.workspace.ImageCard.Guess;
import org.duograph.workspace.Predictor;
import org.duograph.zoo.ZooModel;

/** How many test images a model names rightly, and which it takes for what. */
public final class TestRun {
    private static final int BATCH = 100;

    private final String source;
    private final Confusion confusion;
    private final List<Mistake> mistakes = new ArrayList<>();

    /** A picture that was named wrongly. */
    private record Mistake(Picture picture, String label, Guess guess) {}

    private TestRun(String source, List<String> classes) {
        this.source = source;
        this.confusion = new Confusion(classes);
    }

    /** Names pictures: of each its best guess. */
    @FunctionalInterface
    public interface Namer {
        /** The best guess of each picture. */
        List<Guess> name(List<Picture> pictures);
    }

    /** Lets a model name all test images of a data set. */
    public static TestRun of(ZooModel model, Predictor predictor, DataSet data, ProgressBar bar)
            throws IOException {
        int classes = data.classNames().size();
        if (model.card().classes().size() != classes) {
            throw new IllegalArgumentException(
                    "Model \"%s\" knows %d classes, but %s has %d; measure it on the images that it learnt"
                            .formatted(
                                    model.card().name(),
                                    model.card().classes().size(),
                                    data.source(),
                                    classes));
        }
        return of(
                model.card().classes(),
                some ->
                        model.classify(predictor, some, 1).stream()
                                .map(guesses -> guesses.get(0))
                                .toList(),
                data,
                bar);
    }

    /**
     * Lets a net name all test images of a data set.
     *
     * @param names of the classes
     */
    public static TestRun of(List<String> names, Namer namer, DataSet data, ProgressBar bar)
            throws IOException {
        TestRun run = new TestRun(data.source(), names);
        Images test = data.test();
        bar.begin("Testing", "images", 0, test.count());
        try (PixelReader reader = test.open()) {
            for (int from = 0; from < test.count(); from += BATCH) {
                List<Picture> some = new ArrayList<>();
                for (int i = from; i < Math.min(test.count(), from + BATCH); i++) {
                    byte[] pixels = new byte[test.shape().size()];
                    reader.read(i, pixels);
                    some.add(new Picture(test.shape(), pixels));
                }
                run.add(namer, some, test, from);
                bar.update(from + some.size(), "");
            }
        }
        bar.end();
        return run;
    }

    private void add(Namer namer, List<Picture> some, Images test, int from) {
        List<String> names = confusion.classes();
        List<Guess> guesses = namer.name(some);
        for (int i = 0; i < some.size(); i++) {
            Guess guess = guesses.get(i);
            int label = test.label(from + i);
            int taken = names.indexOf(guess.name());
            confusion.add(label, taken);
            if (taken != label) {
                mistakes.add(new Mistake(some.get(i), names.get(label), guess));
            }
        }
    }

    /** Such as {@code 91.02% of 10,000 test images of CIFAR-10 (official)}. */
    public String accuracy() {
        return String.format(
                Locale.ROOT,
                "%.2f%% of %,d test images of %s",
                100 * confusion.accuracy(),
                confusion.count(),
                source);
    }

    /** The same of one class. */
    public String accuracy(int ofClass) {
        double share = confusion.count(ofClass) == 0 ? 0 : confusion.accuracy(ofClass);
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }

    /** What is taken for what. */
    public Confusion confusion() {
        return confusion;
    }

    /** The mistakes of which the model was the surest: what they are, and what it took them for. */
    public PictureSheet worst(int most) {
        PictureSheet sheet = new PictureSheet(6, 120);
        mistakes.stream()
                .sorted(Comparator.comparingDouble((Mistake m) -> m.guess.score()).reversed())
                .limit(most)
                .forEach(
                        m ->
                                sheet.add(
                                        m.picture,
                                        m.label,
                                        "taken for",
                                        String.format(
                                                Locale.ROOT,
                                                "%s (%.3f)",
                                                m.guess.name(),
                                                m.guess.score())));
        return sheet;
    }
}
