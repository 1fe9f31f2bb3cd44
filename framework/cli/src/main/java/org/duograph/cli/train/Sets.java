package org.duograph.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.duograph.cli.options.Streams;
import org.duograph.data.DataSet;
import org.duograph.data.DataSources;
import org.duograph.data.Mnist;
import org.duograph.data.ProgressBar;
import org.duograph.graph.Suggestion;

/** The data sets that a solver can name. */
public final class Sets {
    private static final List<String> NAMES =
            List.of("cifar10", "mnist", "fashion-mnist", "shapes10");

    private Sets() {}

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
                            "There is no data set \"%s\"%s (there are %s)"
                                    .formatted(name, Suggestion.among(name, NAMES), NAMES));
        };
    }
}
