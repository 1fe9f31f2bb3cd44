package org.duograph.cli.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.duograph.cli.options.NetArgument;
import org.duograph.cli.options.NetInputs;
import org.duograph.cli.options.Streams;
import org.duograph.cli.options.WorkspaceOptions;
import org.duograph.data.Batches;
import org.duograph.data.DataSet;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.NetDef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code duograph train}: trains a net that is defined by nothing but a prototxt. */
@Command(
        name = "train",
        description = {
            "Trains a net on labelled images and measures its accuracy.",
            "",
            "The net is a plain Caffe2 NetDef: it reads the blobs data and label and writes loss"
                    + " and softmax. Its parameters need no declaration: what nobody writes is a"
                    + " parameter, and its shape follows from the images and from the argument"
                    + " num_output of Conv and FC.",
            "",
            "Ctrl-C saves a snapshot; --resume goes on from it, bit for bit as if nothing had"
                    + " happened."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph examples --out nets",
            "  duograph train --net nets/cifar10.pbtxt --solver nets/cifar10_solver.pbtxt",
            "  duograph train --net nets/cifar10.pbtxt --solver nets/cifar10_solver.pbtxt"
                    + " --resume cifar10_iter_500.minidb",
            "  duograph net run out/lenet_predict.pbtxt --init out/lenet_init.pb --feed"
                    + " data=digits.npy",
            "",
            WorkspaceOptions.ENVIRONMENT
        })
public final class TrainCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private WorkspaceOptions workspaceOptions;

    @Option(
            names = "--net",
            required = true,
            paramLabel = "NET",
            description = "The net, text or binary.")
    private Path net;

    @Option(
            names = "--solver",
            required = true,
            paramLabel = "FILE",
            description = "How to train: learning rate, batch size, ...; see solver.proto.")
    private Path solver;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The folder of the data set. If absent, the usual places are searched.")
    private Path data;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where snapshots and the trained net go (default: here).")
    private Path out;

    @Option(
            names = "--init",
            paramLabel = "NET",
            description = "A net that fills parameters, to start from trained ones.")
    private Path init;

    @Option(names = "--resume", paramLabel = "FILE", description = "The snapshot to go on from.")
    private Path resume;

    @Option(
            names = "--loss",
            paramLabel = "BLOB",
            defaultValue = "loss",
            description = "The blob to make small (default: loss).")
    private String loss;

    @Option(
            names = "--scores",
            paramLabel = "BLOB",
            defaultValue = "softmax",
            description = "The blob with scores, N x classes (default: softmax).")
    private String scores;

    @Override
    public Integer call() throws IOException {
        NetDef forward = NetArgument.read(net);
        Settings settings = Settings.read(solver).withSeed(workspaceOptions.seed());
        DataSet images = Sets.find(settings.solver().getDataset(), data, streams);
        streams.out().println(images.describe());
        Files.createDirectories(out);
        try (Workspace w = workspaceOptions.open(settings.solver().getRandomSeed())) {
            return train(w, forward, settings, images);
        }
    }

    private int train(Workspace w, NetDef forward, Settings settings, DataSet images)
            throws IOException {
        if (init != null) {
            NetDef fill = NetArgument.read(init);
            new NetInputs(w, fill, Map.of()).requireAll();
            w.runNetOnce(fill);
        }
        Batches batches = TrainingRun.batches(images, settings);
        int steps = settings.steps(batches.perPass());
        Shape shape = batches.images().shape().batchOf(batches.size());
        TrainingNets nets =
                TrainingNets.of(
                        w,
                        forward,
                        new ArrayType(DType.FLOAT32, shape),
                        new ArrayType(DType.INT32, Shape.of(batches.size())),
                        settings,
                        steps,
                        loss,
                        scores);
        w.runNetOnce(nets.init());
        String prefix =
                settings.solver().hasSnapshotPrefix()
                        ? settings.solver().getSnapshotPrefix()
                        : forward.getName().replace('/', '_');
        Snapshots snapshots = new Snapshots(out.resolve(prefix), settings, nets.kept());
        int from = resume == null ? 0 : snapshots.load(w, resume);
        if (from >= steps) {
            throw new IllegalArgumentException(
                    "%s has %d steps already, and the solver asks for %d; raise max_iter or passes"
                            .formatted(resume, from, steps));
        }
        w.feedBlob(TrainingNets.DATA, NDArray.zeros(new ArrayType(DType.FLOAT32, shape)));
        w.feedBlob(
                TrainingNets.LABEL,
                NDArray.zeros(new ArrayType(DType.INT32, Shape.of(batches.size()))));
        w.createNet(nets.train());
        w.createNet(nets.test());
        streams.out()
                .println(
                        "%s: %,d numbers to learn in %,d steps of %d images, on %s"
                                .formatted(
                                        forward.getName(),
                                        nets.learntNumbers(),
                                        steps,
                                        batches.size(),
                                        w.placement().preferred().description()));
        streams.out().flush();
        TrainingRun run = new TrainingRun(w, nets, settings, images, streams, loss, scores);
        Path last = run.train(from, steps, snapshots);
        if (!last.getFileName().toString().endsWith("_iter_" + steps + ".minidb")) {
            return 1; // interrupted
        }
        run.tell(steps, run.accuracy());
        streams.out().println("Measured on " + images.source() + ".");
        streams.out().println("Snapshot: " + last);
        export(w, nets, out.resolve(prefix));
        return 0;
    }

    /** Writes the net to use the parameters with, and a net that fills them. */
    private void export(Workspace w, TrainingNets nets, Path prefix) throws IOException {
        NetDef.Builder fill = NetDef.newBuilder().setName(nets.use().net().getName() + "_init");
        for (String name : nets.use().parameters()) {
            NDArray array = w.fetchBlob(name);
            fill.addOp(
                    Ops.operator(
                            "GivenTensorFill",
                            List.of(),
                            List.of(name),
                            Ops.arg("shape", array.shape().toList()),
                            Ops.arg("values", array.floats())));
        }
        Path predict = prefix.resolveSibling(prefix.getFileName() + "_predict.pbtxt");
        Path filler = prefix.resolveSibling(prefix.getFileName() + "_init.pb");
        NetFiles.write(predict, nets.use().net());
        NetFiles.write(filler, fill.build());
        streams.out().println("Trained net: " + predict + ", its numbers: " + filler);
    }
}
