package org.duograph.experiments;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.duograph.data.Confusion;
import org.duograph.data.DataSet;
import org.duograph.data.Picture;
import org.duograph.data.PictureSheet;
import org.duograph.data.PixelReader;
import org.duograph.tensor.NDArray;

/** What a net answered to the test images: what it takes for what, and where it is most wrong. */
final class Answers {
    private final DataSet data;
    private final Confusion confusion;
    private final List<Mistake> mistakes = new ArrayList<>();

    /**
     * An image that was named wrongly.
     *
     * @param image its number among the test images
     * @param label the class that it is of
     * @param guess the class that it was taken for
     * @param share how sure the net was
     */
    record Mistake(int image, int label, int guess, double share) {}

    Answers(DataSet data) {
        this.data = data;
        this.confusion = new Confusion(data.classNames());
    }

    /**
     * Adds the answers to some images.
     *
     * @param from the number of the first among the test images
     * @param shares images x classes
     */
    void add(int from, NDArray shares) {
        NDArray guesses = shares.argMax(1);
        int classes = shares.shape().dim(1);
        for (int i = 0; i < guesses.size(); i++) {
            int label = data.test().label(from + i);
            int guess = (int) guesses.getWhole(i);
            confusion.add(label, guess);
            if (guess != label) {
                mistakes.add(new Mistake(from + i, label, guess, shares.get(i * classes + guess)));
            }
        }
    }

    /** What is taken for what. */
    Confusion confusion() {
        return confusion;
    }

    /** The mistakes of which the net was the surest, the surest first. */
    List<Mistake> worst(int most) {
        return mistakes.stream()
                .sorted(Comparator.comparingDouble(Mistake::share).reversed())
                .limit(most)
                .toList();
    }

    /** These as pictures, with what they are and what they were taken for. */
    PictureSheet pictures(List<Mistake> some, int columns, int side) throws IOException {
        PictureSheet sheet = new PictureSheet(columns, side);
        try (PixelReader reader = data.test().open()) {
            for (Mistake mistake : some) {
                byte[] pixels = new byte[data.test().shape().size()];
                reader.read(mistake.image(), pixels);
                sheet.add(
                        new Picture(data.test().shape(), pixels),
                        "is: " + data.classNames().get(mistake.label()),
                        String.format(
                                Locale.ROOT,
                                "%s, %.1f%%",
                                data.classNames().get(mistake.guess()),
                                100 * mistake.share()));
            }
        }
        return sheet;
    }
}
