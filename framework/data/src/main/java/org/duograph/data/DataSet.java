package org.duograph.data;

import java.util.List;
import java.util.Locale;

/**
 * A named data set: training and test images with what a report must say about them.
 *
 * @param name the family, for example {@code CIFAR-10}
 * @param source what the images really are, for example {@code CIFAR-10 (official)}; goes beside
 *     every accuracy that is reported
 * @param classNames the name of class {@code i} at place {@code i}
 * @param train the images to learn from
 * @param test the images to measure with
 * @param sha256 SHA-256 in hex of the contents, the training files in order, then the test files
 */
public record DataSet(
        String name,
        String source,
        List<String> classNames,
        Images train,
        Images test,
        String sha256) {

    public DataSet {
        classNames = List.copyOf(classNames);
    }

    /** The same data set cut to its first images, for short runs; the source says so. */
    public DataSet first(int trainCount, int testCount) {
        if (trainCount >= train.count() && testCount >= test.count()) {
            return this;
        }
        Images someTrain = train.first(trainCount);
        Images someTest = test.first(testCount);
        return new DataSet(
                name,
                "%s, first %d of %d training and %d of %d test images"
                        .formatted(
                                source,
                                someTrain.count(),
                                train.count(),
                                someTest.count(),
                                test.count()),
                classNames,
                someTrain,
                someTest,
                sha256);
    }

    /** One line for people: source, counts, shape, number of classes, checksum. */
    public String describe() {
        return String.format(
                Locale.ROOT,
                "%s: %,d training and %,d test images of %s, %d classes, SHA-256 %s...",
                source,
                train.count(),
                test.count(),
                train.shape(),
                classNames.size(),
                sha256.substring(0, 12));
    }
}
