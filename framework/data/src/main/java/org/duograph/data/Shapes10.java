package org.duograph.data;

import java.security.MessageDigest;
import java.util.List;
import java.util.stream.IntStream;
import org.duograph.tensor.Philox;

/**
 * A synthetic data set in the shape of CIFAR-10: ten classes of drawn figures, for machines without
 * a network.
 *
 * <p>Figures vary in place, size, rotation and colours, over shaded backgrounds with noise. A
 * linear classifier learns some of it, a small convolutional net nearly all. Every image is a pure
 * function of seed, set and number, so the same record gives the same bytes on every machine,
 * whatever the number of threads, and a smaller set is the beginning of a larger one.
 *
 * @param seed the seed
 * @param trainCount the number of training images; each ten in a row show all ten classes
 * @param testCount the number of test images
 */
public record Shapes10(long seed, int trainCount, int testCount) {
    /** As many images as CIFAR-10 has. */
    public static final Shapes10 STANDARD = new Shapes10(1, 50_000, 10_000);

    /** The names of the ten classes, in the order of their labels. */
    public static final List<String> CLASS_NAMES =
            List.of(
                    "disc",
                    "ring",
                    "square",
                    "triangle",
                    "cross",
                    "star",
                    "horizontal-stripes",
                    "vertical-stripes",
                    "diagonal-stripes",
                    "checkerboard");

    private static final int SIZE = ImageShape.CIFAR10.size();

    public Shapes10 {
        if (trainCount < 0 || testCount < 0 || Math.max(trainCount, testCount) > 600_000) {
            throw new IllegalArgumentException(
                    "shapes-10 has 0 to 600000 images of each kind, but %d and %d were asked for"
                            .formatted(trainCount, testCount));
        }
    }

    /** Draws the data set; about two seconds of one core for 60,000 images. */
    public DataSet generate() {
        MessageDigest sha256 = Checksums.sha256();
        Images train = draw("shapes-10/train", trainCount, sha256);
        Images test = draw("shapes-10/test", testCount, sha256);
        return new DataSet(
                "shapes-10",
                "shapes-10 (synthetic)",
                CLASS_NAMES,
                train,
                test,
                Checksums.hex(sha256));
    }

    /** The name of the folder in the cache that keeps this data set. */
    String folderName() {
        return "shapes10-v1-seed%d-%dx%d".formatted(seed, trainCount, testCount);
    }

    private Images draw(String set, int count, MessageDigest sha256) {
        byte[] labels = new byte[count];
        byte[] pixels = new byte[Math.multiplyExact(count, SIZE)];
        for (int ten = 0; ten < count; ten += 10) {
            int[] classes = shuffledClasses(Philox.of(seed, set + "/labels", ten));
            for (int i = ten; i < Math.min(ten + 10, count); i++) {
                labels[i] = (byte) classes[i - ten];
            }
        }
        IntStream.range(0, count)
                .parallel()
                .forEach(
                        i ->
                                new ShapePainter(Philox.of(seed, set, i))
                                        .paint(labels[i], pixels, i * SIZE));
        for (int i = 0; i < count; i++) { // as the records of a CIFAR-10 file
            sha256.update(labels[i]);
            sha256.update(pixels, i * SIZE, SIZE);
        }
        return new Images(ImageShape.CIFAR10, pixels, labels);
    }

    private static int[] shuffledClasses(Philox random) {
        int[] classes = IntStream.range(0, CLASS_NAMES.size()).toArray();
        for (int i = classes.length - 1; i > 0; i--) {
            int j = random.below(i, i + 1);
            int swapped = classes[i];
            classes[i] = classes[j];
            classes[j] = swapped;
        }
        return classes;
    }
}
