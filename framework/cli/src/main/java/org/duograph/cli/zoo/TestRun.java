package org.duograph.cli.zoo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.duograph.data.DataSet;
import org.duograph.data.Images;
import org.duograph.data.Picture;
import org.duograph.data.PixelReader;
import org.duograph.data.ProgressBar;
import org.duograph.workspace.Predictor;
import org.duograph.zoo.ZooModel;

/**
 * How many test images a model names rightly.
 *
 * @param source what the images are
 * @param right per class, how many were named rightly
 * @param count per class, how many there are
 */
record TestRun(String source, int[] right, int[] count) {
    private static final int BATCH = 100;

    /** Lets a model name all test images of a data set. */
    static TestRun of(ZooModel model, Predictor predictor, DataSet data, ProgressBar bar)
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
        TestRun run = new TestRun(data.source(), new int[classes], new int[classes]);
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
                run.add(model, predictor, some, test, from);
                bar.update(from + some.size(), "");
            }
        }
        bar.end();
        return run;
    }

    private void add(
            ZooModel model, Predictor predictor, List<Picture> some, Images test, int from) {
        List<String> names = model.card().classes();
        var guesses = model.classify(predictor, some, 1);
        for (int i = 0; i < some.size(); i++) {
            int label = test.label(from + i);
            count[label]++;
            right[label] += guesses.get(i).get(0).name().equals(names.get(label)) ? 1 : 0;
        }
    }

    /** Such as {@code 91.02% of 10,000 test images of CIFAR-10 (official)}. */
    String accuracy() {
        int all = sum(count);
        return String.format(
                Locale.ROOT,
                "%.2f%% of %,d test images of %s",
                100.0 * sum(right) / all,
                all,
                source);
    }

    private static int sum(int[] numbers) {
        return java.util.Arrays.stream(numbers).sum();
    }

    /** The same of one class. */
    String accuracy(int ofClass) {
        return String.format(
                Locale.ROOT, "%.1f%%", 100.0 * right[ofClass] / Math.max(1, count[ofClass]));
    }
}
