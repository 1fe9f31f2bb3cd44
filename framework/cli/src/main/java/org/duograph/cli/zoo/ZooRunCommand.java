package org.duograph.cli.zoo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.duograph.cli.options.Streams;
import org.duograph.cli.options.WorkspaceOptions;
import org.duograph.data.Picture;
import org.duograph.workspace.ImageCard.Guess;
import org.duograph.workspace.Predictor;
import org.duograph.zoo.ZooModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code duograph zoo run}: says what is in pictures. */
@Command(
        name = "run",
        description = {
            "Says what a model sees in pictures: JPEG, PNG, GIF or BMP files of any size.",
            "",
            "Each picture is scaled until it covers the model's input, of which the middle is kept."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph zoo run lenet-fashion shoe.jpg",
            "  duograph zoo run lenet-fashion shirt.png shoe.png --top 1"
        })
final class ZooRunCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private ZooOptions options;
    @Mixin private WorkspaceOptions workspaceOptions;

    @Parameters(index = "0", paramLabel = "NAME", description = "The model; zoo list names them.")
    private String name;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "PICTURE", description = "The files.")
    private List<Path> files;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many classes to name (default: 3).")
    private int top;

    @Override
    public Integer call() throws IOException {
        if (top < 1) {
            throw new IllegalArgumentException("--top must be at least 1, found " + top);
        }
        ZooModel model = options.zoo().model(name);
        List<Picture> pictures = new ArrayList<>();
        for (Path file : files) {
            pictures.add(Picture.read(file));
        }
        try (Predictor predictor = model.predictor(workspaceOptions.open(streams.out()))) {
            List<List<Guess>> all = model.classify(predictor, pictures, top);
            for (int i = 0; i < files.size(); i++) {
                streams.out().println(files.get(i) + ": " + words(all.get(i)));
            }
        }
        return 0;
    }

    private static String words(List<Guess> guesses) {
        return guesses.stream()
                .map(g -> String.format(Locale.ROOT, "%s %.3f", g.name(), g.score()))
                .collect(Collectors.joining(", "));
    }
}
