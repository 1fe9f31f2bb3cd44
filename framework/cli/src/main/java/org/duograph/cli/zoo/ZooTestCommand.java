package org.duograph.cli.zoo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.duograph.cli.Table;
import org.duograph.cli.options.StandardInput;
import org.duograph.cli.options.Streams;
import org.duograph.cli.options.WorkspaceOptions;
import org.duograph.cli.report.TestReport;
import org.duograph.cli.report.TestRun;
import org.duograph.cli.train.Sets;
import org.duograph.data.DataSet;
import org.duograph.data.Texts;
import org.duograph.workspace.Predictor;
import org.duograph.zoo.TextInput;
import org.duograph.zoo.Writer;
import org.duograph.zoo.ZooModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code duograph zoo test}: measures how good a model is. */
@Command(
        name = "test",
        description = {
            "Measures how many test images of a data set a model names rightly.",
            "",
            "Of a model of texts, how well it foresees a text: in bits per character, the fewer the"
                    + " better."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph zoo test lenet-fashion --dataset fashion-mnist",
            "  duograph zoo test lenet-fashion --dataset fashion-mnist --report mistakes.html",
            "  duograph zoo test resnet20-cifar10 --dataset cifar10 --data cifar-10-batches-bin",
            "  duograph zoo test writer-opticks --data letter.txt"
        })
final class ZooTestCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private ZooOptions options;
    @Mixin private WorkspaceOptions workspaceOptions;

    @Parameters(index = "0", paramLabel = "NAME", description = "The model; zoo list names them.")
    private String name;

    @Option(
            names = "--dataset",
            paramLabel = "SET",
            description = "The images: cifar10, mnist, fashion-mnist or shapes10.")
    private String dataset;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "The folder of the data set. If absent, the usual places are searched."
                            + " For a model of texts the text file.")
    private Path data;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description =
                    "Also write a page (.html): what is taken for what, and the worst mistakes as"
                            + " pictures.")
    private Path report;

    @Override
    public Integer call() throws IOException {
        streams.leaveOutTo(report);
        ZooModel model = options.zoo().model(name);
        if (model.card().input() instanceof TextInput) {
            read(model);
        } else {
            look(model);
        }
        return 0;
    }

    private void read(ZooModel model) throws IOException {
        if (data == null) {
            throw new IllegalArgumentException(
                    "Model \"%s\" reads text: say which by --data FILE".formatted(name));
        }
        String text = Texts.read(StandardInput.orFile(data));
        try (Writer writer = new Writer(model, workspaceOptions.open(streams.out()))) {
            double bits = writer.bitsPerCharacter(text);
            streams.out()
                    .println(
                            String.format(
                                    Locale.ROOT,
                                    "%.2f bits per character of %,d of %s",
                                    bits,
                                    text.length(),
                                    data));
        }
    }

    private void look(ZooModel model) throws IOException {
        if (dataset == null) {
            throw new IllegalArgumentException(
                    "Model \"%s\" names pictures: say which by --dataset cifar10, mnist, fashion-mnist or shapes10"
                            .formatted(name));
        }
        DataSet images = Sets.find(dataset, data, streams);
        streams.out().println(images.describe());
        try (Predictor predictor = model.predictor(workspaceOptions.open(streams.out()))) {
            TestRun run = TestRun.of(model, predictor, images, streams.bar());
            List<String[]> rows = new ArrayList<>();
            for (int c = 0; c < model.card().classes().size(); c++) {
                rows.add(new String[] {model.card().className(c), run.accuracy(c)});
            }
            Table.print(streams.out(), rows);
            streams.out().println(run.accuracy());
            if (report != null) {
                streams.write(
                        report,
                        new TestReport("Test of " + name)
                                .paragraph("It names " + run.accuracy() + " rightly.")
                                .test(run)
                                .html());
                streams.out().println("Report: " + report);
            }
        }
    }
}
