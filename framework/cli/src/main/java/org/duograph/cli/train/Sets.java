package org.duograph.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.duograph.backend.CacheFolder;
import org.duograph.cli.options.Streams;
import org.duograph.data.DataSet;
import org.duograph.data.DataSources;
import org.duograph.data.ImageFolder;
import org.duograph.data.ImageShape;
import org.duograph.data.Mnist;
import org.duograph.data.ProgressBar;
import org.duograph.graph.Suggestion;

/** The data sets that a solver can name. */
public final class Sets {
    private static final List<String> NAMES =
            List.of("cifar10", "mnist", "fashion-mnist", "shapes10");

    private Sets() {}

    /**
     * Finds and reads the data set that a solver names.
     *
     * @param folder where it is, or null to search; needed for {@code images}
     * @throws IllegalArgumentException if there is no data set of that name
     */
    static DataSet find(Solver solver, Path folder, Streams streams) throws IOException {
        if (!solver.getDataset().equals("images")) {
            return find(solver.getDataset(), folder, streams);
        } else if (folder == null) {
            throw new IllegalArgumentException(
                    "The data set \"images\" is a folder of your own, with a folder for each class; name it, by --data DIR");
        }
        int size = solver.getImageSize();
        ImageShape shape = new ImageShape(solver.getImageChannels(), size, size);
        return new ImageFolder(folder, shape, CacheFolder.here(), streams.err()::println).read();
    }

    /**
     * Finds and reads a data set.
     *
     * @param folder where it is, or null to search
     * @throws IllegalArgumentException if there is no data set of that name
     */
    public static DataSet find(String name, Path folder, Streams streams) throws IOException {
        ProgressBar bar = streams.bar();
        DataSources sources =
                DataSources.standard()
                        .withFolder(folder)
                        .telling(
                                text -> {
                                    bar.hide();
                                    streams.err().println(text);
                                },
                                bar);
        return switch (name) {
            case "cifar10" -> sources.cifar10();
            case "shapes10" -> sources.shapes10();
            case "mnist" -> Mnist.DIGITS.find(folder, sources);
            case "fashion-mnist" -> Mnist.FASHION.find(folder, sources);
            default ->
                    throw new IllegalArgumentException(
                            "There is no data set \"%s\"%s (there are %s; a solver may say images, too)"
                                    .formatted(name, Suggestion.among(name, NAMES), NAMES));
        };
    }
}
