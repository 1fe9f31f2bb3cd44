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
import org.duograph.zoo.TextInput;
import org.duograph.zoo.Writer;
import org.duograph.zoo.ZooModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code duograph zoo run}: says what is in pictures, or goes on with texts. */
@Command(
        name = "run",
        description = {
            "Says what a model sees in pictures: JPEG, PNG, GIF or BMP files of any size.",
            "",
            "Each picture is scaled until it covers the model's input, of which the middle is kept.",
            "A model of texts goes on with what you give it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph zoo run lenet-fashion shoe.jpg",
            "  duograph zoo run lenet-fashion shirt.png shoe.png --top 1",
            "  duograph zoo run writer-opticks \"The Rays \" --length 200 --temperature 0.5"
        })
final class ZooRunCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private ZooOptions options;
    @Mixin private WorkspaceOptions workspaceOptions;

    @Parameters(index = "0", paramLabel = "NAME", description = "The model; zoo list names them.")
    private String name;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "PICTURE",
            description = "The files; for a model of texts, how a text begins.")
    private List<String> given;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many classes to name (default: 3).")
    private int top;

    @Option(
            names = "--length",
            paramLabel = "N",
            defaultValue = "300",
            description = "How many characters to write (default: 300).")
    private int length;

    @Option(
            names = "--temperature",
            paramLabel = "X",
            defaultValue = "0.6",
            description = "Near 0 it writes what is likeliest, above 1 boldly (default: 0.6).")
    private double temperature;

    @Override
    public Integer call() throws IOException {
        ZooModel model = options.zoo().model(name);
        if (model.card().input() instanceof TextInput) {
            write(model);
        } else {
            look(model);
        }
        return 0;
    }

    private void write(ZooModel model) {
        if (length < 1) {
            throw new IllegalArgumentException("--length must be at least 1, found " + length);
        }
        try (Writer writer = new Writer(model, workspaceOptions.open(streams.out()))) {
            for (String begin : given) {
                long seed = workspaceOptions.seed();
                streams.out().println(writer.write(begin, length, temperature, seed));
            }
        }
    }

    private void look(ZooModel model) throws IOException {
        if (top < 1) {
            throw new IllegalArgumentException("--top must be at least 1, found " + top);
        }
        List<Picture> pictures = new ArrayList<>();
        for (String file : given) {
            pictures.add(Picture.read(Path.of(file)));
        }
        try (Predictor predictor = model.predictor(workspaceOptions.open(streams.out()))) {
            List<List<Guess>> all = model.classify(predictor, pictures, top);
            for (int i = 0; i < given.size(); i++) {
                streams.out().println(given.get(i) + ": " + words(all.get(i)));
            }
        }
    }

    private static String words(List<Guess> guesses) {
        return guesses.stream()
                .map(g -> String.format(Locale.ROOT, "%s %.3f", g.name(), g.score()))
                .collect(Collectors.joining(", "));
    }
}
