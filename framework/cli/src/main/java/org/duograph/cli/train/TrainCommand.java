package org.duograph.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.duograph.cli.options.DeviceList;
import org.duograph.cli.options.NetArgument;
import org.duograph.cli.options.StandardInput;
import org.duograph.cli.options.Streams;
import org.duograph.cli.options.WorkspaceOptions;
import org.duograph.data.DataSet;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Predictor;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.proto.NetDef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
            "The trained net takes pixels as they are, 0 to 255: mean, deviation and the names of the"
                    + " classes stand in it.",
            "",
            "Ctrl-C saves a snapshot, and so does an error on the way. --resume goes on from it, bit"
                    + " for bit as if nothing had happened, with the same net, images, solver and"
                    + " backend; of a run that was finished, it tests and exports the net."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph examples --out nets",
            "  duograph train --net nets/cifar10.pbtxt --solver nets/cifar10_solver.pbtxt",
            "  duograph train --net nets/lenet.pbtxt --solver nets/lenet_solver.pbtxt --lr 0.02"
                    + " --epochs 2 --batch 128",
            "  duograph train --net nets/cifar10.pbtxt --solver nets/cifar10_solver.pbtxt"
                    + " --resume cifar10_iter_500.minidb",
            "  duograph train --net nets/lenet.pbtxt --solver nets/lenet_solver.pbtxt --events"
                    + " runs/first",
            "  duograph net run lenet_predict.pbtxt --init lenet_init.pb --feed data=digits.npy",
            "",
            WorkspaceOptions.ENVIRONMENT
        })
public final class TrainCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private WorkspaceOptions workspaceOptions;
    @Mixin private SolverOptions solverOptions;
    @Mixin private RecordOptions records;
    @Spec private CommandSpec spec;

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

    @Option(
            names = "--allow-changes",
            description =
                    "Go on from a snapshot though net, images, solver or backend are not those it"
                            + " was saved with.")
    private boolean allowChanges;

    @Option(
            names = "--devices",
            paramLabel = "LIST",
            description = {
                "Several devices that share every batch: GPUs by their numbers (0,1), all GPUs (all),"
                        + " or the processor as several devices (cpu:4). What is learnt is what one"
                        + " device learns, to rounding."
            })
    private String devices;

    @Option(
            names = "--combine-spatial-bn",
            description =
                    "With several devices: let batch normalization take the mean and variance of"
                            + " the whole batch instead of each device's part of it.")
    private boolean combineNorms;

    @Override
    public Integer call() throws IOException {
        records.leaveOut(streams);
        DeviceList several = devices == null ? null : DeviceList.parse(devices);
        NetDef forward = NetArgument.read(net);
        Settings settings =
                Settings.read(StandardInput.orFile(solver), solverOptions::over)
                        .withSeed(workspaceOptions.seed());
        requireFits(several, settings.solver().getBatchSize());
        DataSet images = Sets.find(settings.solver(), data, streams);
        streams.out().println(images.describe());
        int steps = settings.steps(TrainingRun.batches(images, settings).perEpoch());
        String prefix = settings.solver().getSnapshotPrefix();
        try (OutputPlace place =
                        OutputPlace.take(
                                out, prefix, forward.getName(), steps, streams.err()::println);
                Workspace w = open(several, settings.solver().getRandomSeed())) {
            return train(w, several, forward, settings, images, steps, place);
        }
    }

    private void requireFits(DeviceList several, int batch) {
        if (combineNorms && (several == null || several.size() == 1)) {
            throw new IllegalArgumentException(
                    "--combine-spatial-bn needs several devices; add --devices");
        }
        if (several != null && several.size() > batch) {
            throw new IllegalArgumentException(
                    "%d devices can't share a batch of %d images; name fewer, or raise batch_size"
                            .formatted(several.size(), batch));
        }
    }

    private Workspace open(DeviceList several, long seed) {
        return several == null ? workspaceOptions.open(seed) : workspaceOptions.open(seed, several);
    }

    private int train(
            Workspace w,
            DeviceList several,
            NetDef forward,
            Settings settings,
            DataSet images,
            int steps,
            OutputPlace place)
            throws IOException {
        int size = settings.solver().getBatchSize();
        ArrayType batch = new ArrayType(DType.FLOAT32, images.train().shape().batchOf(size));
        ArrayType labels = new ArrayType(DType.INT32, Shape.of(size));
        if (init != null) {
            Map<String, ArrayType> given =
                    Map.of(TrainingNets.DATA, batch, TrainingNets.LABEL, labels);
            InitialNumbers.fill(w, init, forward, given, streams);
        }
        TrainingNets nets =
                TrainingNets.of(w, forward, batch, labels, settings, steps, loss, scores);
        w.runNetOnce(nets.init());
        RunFacts facts = RunFacts.of(w, forward, images, settings, steps, loss);
        Snapshots snapshots = new Snapshots(place, facts, nets.kept());
        int from = 0;
        if (resume != null) {
            Snapshot before =
                    snapshots.load(w, resume, allowChanges, text -> streams.err().println(text));
            before.feed(w);
            from = before.step();
        }
        w.feedBlob(TrainingNets.DATA, NDArray.zeros(batch));
        w.feedBlob(TrainingNets.LABEL, NDArray.zeros(labels));
        w.createNet(nets.test());
        TracedRuns runs = records.runs(w, from, steps, streams);
        boolean parallel = several != null && several.size() > 1;
        LearningNet learning =
                parallel
                        ? new Replicas(
                                        w,
                                        forward,
                                        nets,
                                        loss,
                                        Map.of(
                                                TrainingNets.DATA, batch,
                                                TrainingNets.LABEL, labels),
                                        several,
                                        settings.optimizer(steps),
                                        combineNorms,
                                        runs,
                                        null)
                                .start()
                        : LearningNet.onOneDevice(w, nets, loss, runs);
        streams.out()
                .println(
                        "%s: %,d numbers to learn in %,d steps of %d images, on %s"
                                .formatted(
                                        forward.getName(),
                                        nets.learntNumbers(),
                                        steps,
                                        size,
                                        (parallel
                                                        ? Replicas.describe(several, size)
                                                                + ", each "
                                                        : "")
                                                + w.placement().preferred().description()));
        streams.out().flush();
        TrainingRun run =
                new TrainingRun(w, learning, nets, settings, images, streams, loss, scores, steps);
        run.recordIn(TrainingLog.of(place.file(TrainingLog.ENDING), from));
        List<String> typed = spec.root().commandLine().getParseResult().originalArgs();
        TrainingReport report = records.report(forward.getName(), typed, from, steps);
        if (report != null) {
            run.recordIn(report);
        }
        try (TrainingEvents events = records.events(forward, from, w, nets.parameters())) {
            if (events != null) {
                run.recordIn(events);
            }
            int done = from < steps ? run.train(from, steps, snapshots) : from;
            if (done < steps) {
                return 1; // interrupted
            }
            if (done == from) {
                streams.out()
                        .println(
                                "%s has all %,d steps already: only tested and exported. To train on, raise max_iter or epochs."
                                        .formatted(resume, from));
            }
            run.tell(done, run.accuracy());
        }
        streams.out().print(runs.told());
        streams.out().println("Measured on " + images.source() + ".");
        Export export = Export.of(w, nets.use(), images, run.normalization());
        streams.out().println(export.write(place));
        if (report != null) {
            try (Predictor predictor = export.predictor(workspaceOptions.open(streams.out()))) {
                report.write(predictor, images, steps, streams);
            }
        }
        return place.isDisplaced() ? 1 : 0;
    }
}
