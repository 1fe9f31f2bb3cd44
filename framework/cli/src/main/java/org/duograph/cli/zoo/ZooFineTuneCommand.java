package org.duograph.cli.zoo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.duograph.backend.CacheFolder;
import org.duograph.cli.Table;
import org.duograph.cli.options.Streams;
import org.duograph.cli.options.WorkspaceOptions;
import org.duograph.cli.report.TestRun;
import org.duograph.cli.train.DivergedException;
import org.duograph.data.DataSet;
import org.duograph.data.ImageFolder;
import org.duograph.data.ImageShape;
import org.duograph.data.ProgressBar;
import org.duograph.workspace.Predictor;
import org.duograph.workspace.Workspace;
import org.duograph.zoo.FineTuning;
import org.duograph.zoo.ModelCard;
import org.duograph.zoo.Preprocessing;
import org.duograph.zoo.Zoo;
import org.duograph.zoo.ZooModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code duograph zoo fine-tune}: lets a model learn other classes. */
@Command(
        name = "fine-tune",
        description = {
            "Lets a model learn classes of your own from a few images of each.",
            "",
            "The model's last layer gives way to a new one for your classes, which learns from your"
                    + " images; the other layers stay as they are, or learn on more slowly with"
                    + " --rest-rate. About every fifth image is kept apart; on those the new model"
                    + " is measured. It goes into the zoo's folder, with a card of its own."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph zoo fine-tune lenet-fashion --data photos --out my-photos",
            "  duograph zoo fine-tune lenet-fashion --data photos --out my-photos --rest-rate 0.001",
            "",
            WorkspaceOptions.ENVIRONMENT
        })
final class ZooFineTuneCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private ZooOptions options;
    @Mixin private WorkspaceOptions workspaceOptions;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "The model to begin with; zoo list names them.")
    private String name;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "A folder with a folder of images for each class, named like it.")
    private Path data;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "NAME",
            description = "What the new model is called.")
    private String out;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "10",
            description = "How often it sees all images (default: 10).")
    private int epochs;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "32",
            description = "How many images it sees at a time (default: 32).")
    private int batch;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            defaultValue = "0.01",
            description = "The learning rate of the new layer (default: 0.01).")
    private double rate;

    @Option(
            names = "--rest-rate",
            paramLabel = "RATE",
            defaultValue = "0",
            description =
                    "The learning rate of the other layers (default: 0, they stay as they are).")
    private double restRate;

    @Override
    public Integer call() throws IOException {
        if (epochs < 1 || batch < 1) {
            throw new IllegalArgumentException(
                    "--epochs and --batch-size must be at least 1, found %d and %d"
                            .formatted(epochs, batch));
        }
        Zoo zoo = options.zoo();
        if (zoo.list().stream().anyMatch(e -> e.card().name().equals(out))) {
            throw new IllegalArgumentException(
                    "There is a model \"%s\" already; give the new one another name by --out"
                            .formatted(out));
        }
        ZooModel base = zoo.model(name);
        DataSet images = images(base.card().pictures());
        ModelCard card = card(base.card(), images, "");
        ZooModel tuned;
        try (Workspace workspace = workspaceOptions.open(streams.out())) {
            FineTuning tuning =
                    new FineTuning(workspace, base, images.classNames(), rate, restRate);
            streams.out()
                    .printf(
                            Locale.ROOT,
                            "%s: %,d numbers learn%s%n",
                            out,
                            tuning.learntNumbers(),
                            restRate > 0 ? "" : ", those of the new last layer");
            learn(tuning, images);
            tuned = tuning.model(card);
        }
        Path folder = zoo.folder().resolve(out);
        String accuracy = measure(tuned, images);
        ZooModel.write(folder, card(base.card(), images, accuracy), tuned.init(), tuned.predict());
        streams.out().println("Model \"%s\" is in %s: %s".formatted(out, folder, accuracy));
        return 0;
    }

    /** The images, in the size that the model takes. */
    private DataSet images(Preprocessing input) throws IOException {
        ImageShape shape = new ImageShape(input.order().channels(), input.height(), input.width());
        DataSet images =
                new ImageFolder(data, shape, CacheFolder.here(), streams.err()::println).read();
        streams.out().println(images.describe());
        if (images.train().count() == 0 || images.test().count() == 0) {
            throw new IllegalArgumentException(
                    "%s has %d images to learn from and %d to measure with, but both are needed; two or more for each class will do"
                            .formatted(data, images.train().count(), images.test().count()));
        }
        return images;
    }

    private void learn(FineTuning tuning, DataSet images) throws IOException {
        ProgressBar bar = streams.bar();
        int count = images.train().count();
        bar.begin("Learning", "images", 0, (long) epochs * count);
        for (int epoch = 0; epoch < epochs; epoch++) {
            long before = (long) epoch * count;
            double loss =
                    tuning.epoch(
                            images.train(),
                            batch,
                            epoch,
                            (seen, mean) -> bar.update(before + seen, "loss %.4f".formatted(mean)));
            if (!Double.isFinite(loss)) {
                bar.end();
                throw new DivergedException(
                        "The loss is %s in epoch %d: it learns too fast. Lower --rate, or --rest-rate"
                                .formatted(loss, epoch + 1));
            }
        }
        bar.end();
    }

    private String measure(ZooModel tuned, DataSet images) throws IOException {
        try (Predictor predictor = tuned.predictor(workspaceOptions.open(streams.out()))) {
            TestRun run = TestRun.of(tuned, predictor, images, streams.bar());
            List<String[]> rows = new ArrayList<>();
            for (int c = 0; c < images.classNames().size(); c++) {
                rows.add(new String[] {images.classNames().get(c), run.accuracy(c)});
            }
            Table.print(streams.out(), rows);
            return run.accuracy();
        }
    }

    private ModelCard card(ModelCard base, DataSet images, String accuracy) {
        String made =
                "duograph zoo fine-tune %s --epochs %d --batch-size %d --rate %s --rest-rate %s, on %d images of %s"
                        .formatted(
                                name,
                                epochs,
                                batch,
                                rate,
                                restRate,
                                images.train().count(),
                                images.source());
        return new ModelCard(
                out,
                "%s, fine-tuned for %s".formatted(name, String.join(", ", images.classNames())),
                base.input(),
                base.output(),
                images.classNames(),
                accuracy,
                base.licence(),
                made,
                ModelCard.NOT_WRITTEN);
    }
}
