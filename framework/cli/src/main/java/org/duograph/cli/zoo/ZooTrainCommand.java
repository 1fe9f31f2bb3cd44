package org.duograph.cli.zoo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.duograph.cli.options.Streams;
import org.duograph.cli.options.WorkspaceOptions;
import org.duograph.cli.report.TestRun;
import org.duograph.cli.train.Sets;
import org.duograph.cli.train.Solver;
import org.duograph.data.DataSet;
import org.duograph.data.ImageShape;
import org.duograph.messages.MessageFiles;
import org.duograph.messages.TextFiles;
import org.duograph.workspace.Predictor;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.proto.NetDef;
import org.duograph.zoo.ModelCard;
import org.duograph.zoo.Preprocessing;
import org.duograph.zoo.Preprocessing.Order;
import org.duograph.zoo.ZooModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code duograph zoo train}: makes a model of ours again. */
@Command(
        name = "train",
        description = {
            "Trains a model of the zoo from nothing, measures it and puts it into the zoo's folder.",
            "",
            "It writes net, initial numbers and solver into a folder and runs duograph train on them;"
                    + " the folder holds the snapshots, too, so that an interrupted training goes on"
                    + " with --resume."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph zoo train lenet-fashion --work lenet",
            "  duograph zoo train resnet20-cifar10 --work resnet --data cifar-10-batches-bin",
            "  duograph zoo train resnet20-cifar10 --work resnet --resume"
                    + " resnet/resnet20-cifar10_iter_390.minidb",
            "  duograph zoo train writer-opticks",
            "",
            WorkspaceOptions.ENVIRONMENT
        })
final class ZooTrainCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private ZooOptions options;
    @Mixin private WorkspaceOptions workspaceOptions;

    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description =
                    "The model: lenet-fashion, six-layers-cifar10, resnet20-cifar10, vgg16-cifar10 or writer-opticks.")
    private String name;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "The folder for net, solver and snapshots; writer-opticks needs none.")
    private Path work;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "The folder of the data set. If absent, the usual places are searched."
                            + " For writer-opticks a text file, if it shall learn another text.")
    private Path data;

    @Option(names = "--resume", paramLabel = "FILE", description = "The snapshot to go on from.")
    private Path resume;

    @Override
    public Integer call() throws IOException {
        if (name.equals(WriterTraining.NAME)) {
            return write(WriterTraining.of(data));
        }
        Recipe recipe = Recipe.of(name);
        if (work == null) {
            throw new IllegalArgumentException(
                    "Say by --work DIR where net, solver and snapshots of %s belong"
                            .formatted(name));
        }
        Path solver = write(recipe);
        List<String> train =
                new ArrayList<>(
                        List.of(
                                "train",
                                "--net=" + file(".pbtxt"),
                                "--init=" + file("_start.pbtxt"),
                                "--solver=" + solver,
                                "--out=" + work));
        workspaceOptions.backendGiven().ifPresent(b -> train.add("--backend=" + b));
        if (data != null) {
            train.add("--data=" + data);
        }
        if (resume != null) {
            train.add("--resume=" + resume);
        }
        streams.out().println("duograph " + String.join(" ", train));
        streams.out().flush();
        int code = spec.root().commandLine().execute(train.toArray(String[]::new));
        return code == 0 ? pack(recipe, solver) : code;
    }

    private int write(WriterTraining training) throws IOException {
        if (resume != null) {
            throw new IllegalArgumentException(
                    "%s is trained in a few minutes and keeps no snapshots; leave --resume out"
                            .formatted(name));
        }
        Path folder = options.zoo().folder().resolve(name);
        try (Workspace workspace = workspaceOptions.open(streams.out())) {
            announce(folder, training.run(workspace, folder, streams));
        }
        return 0;
    }

    private void announce(Path folder, String accuracy) {
        streams.out().println("Model \"%s\" is in %s: %s".formatted(name, folder, accuracy));
    }

    private Path file(String ending) {
        return work.resolve(name + ending);
    }

    /** Writes what duograph train reads; a solver that is there already is the user's own. */
    private Path write(Recipe recipe) throws IOException {
        Files.createDirectories(work);
        ModelHelper model = recipe.model();
        NetDef net = model.net().proto().toBuilder().setName(name).build(); // names the files, too
        MessageFiles.write(file(".pbtxt"), net);
        MessageFiles.write(file("_start.pbtxt"), model.paramInitNet().proto());
        Path solver = file("_solver.pbtxt");
        if (Files.exists(solver)) {
            streams.err().println(solver + " is there already and is used as it is.");
        } else {
            TextFiles.write(solver, recipe.solver());
        }
        return solver;
    }

    /** Measures the trained net and writes its folder. */
    private int pack(Recipe recipe, Path solverFile) throws IOException {
        NetDef init = NetFiles.readNet(file("_init.pb"));
        NetDef predict = NetFiles.readNet(file("_predict.pbtxt"));
        Solver solver = MessageFiles.read(solverFile, Solver.getDefaultInstance());
        DataSet images = Sets.find(solver.getDataset(), data, streams);
        ZooModel model = new ZooModel(card(recipe, images, ""), init, predict);
        String accuracy;
        try (Predictor predictor = model.predictor(workspaceOptions.open(streams.out()))) {
            accuracy = TestRun.of(model, predictor, images, streams.bar()).accuracy();
        }
        Path folder = options.zoo().folder().resolve(name);
        ZooModel.write(folder, card(recipe, images, accuracy), init, predict);
        announce(folder, accuracy);
        return 0;
    }

    private static ModelCard card(Recipe recipe, DataSet images, String accuracy) {
        ImageShape shape = images.train().shape();
        Order order = shape.channels() == 1 ? Order.GREY : Order.RGB;
        return new ModelCard(
                recipe.name(),
                recipe.title(),
                Preprocessing.none("data", order, shape.height(), shape.width()),
                "softmax",
                images.classNames(),
                accuracy,
                "Apache-2.0",
                "duograph zoo train %s, on %s".formatted(recipe.name(), images.source()),
                ModelCard.NOT_WRITTEN);
    }
}
