package org.duograph.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.duograph.cli.options.Streams;
import org.duograph.data.Augmentation;
import org.duograph.data.Batch;
import org.duograph.data.BatchReader;
import org.duograph.data.Batches;
import org.duograph.data.DataSet;
import org.duograph.data.Normalization;
import org.duograph.data.ProgressBar;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;

/** The loop: feed a batch, run a step, now and then test and save. */
final class TrainingRun {
    private final Workspace workspace;
    private final TrainingNets nets;
    private final Settings settings;
    private final Streams streams;
    private final String loss;
    private final String scores;
    private final Batches train;
    private final Batches test;

    TrainingRun(
            Workspace workspace,
            TrainingNets nets,
            Settings settings,
            DataSet data,
            Streams streams,
            String loss,
            String scores)
            throws IOException {
        this.workspace = workspace;
        this.nets = nets;
        this.settings = settings;
        this.streams = streams;
        this.loss = loss;
        this.scores = scores;
        this.train = batches(data, settings);
        this.test =
                Batches.of(data.test(), train.size())
                        .normalized(train.normalization())
                        .keepingLast();
    }

    /** The batches of a training run. */
    static Batches batches(DataSet data, Settings settings) throws IOException {
        Solver solver = settings.solver();
        return Batches.of(data.train(), solver.getBatchSize())
                .shuffled()
                .seeded(solver.getRandomSeed())
                .normalized(Normalization.of(data.train()))
                .augmented(solver.getAugment() ? Augmentation.padCropFlip() : Augmentation.NONE);
    }

    /**
     * Trains from step {@code from} to step {@code to} and saves a snapshot at the end.
     *
     * @return the last snapshot
     */
    Path train(int from, int to, Snapshots snapshots) throws IOException {
        Solver solver = settings.solver();
        int passes = (to + train.perPass() - 1) / train.perPass();
        workspace.setRuns(nets.train().getName(), from);
        ProgressBar bar = streams.bar();
        Path last = null;
        int step = from;
        int images = train.size();
        double shown = Double.NaN;
        try (Interrupt interrupt = new Interrupt();
                BatchReader reader =
                        train.read(from / train.perPass(), from % train.perPass(), passes)) {
            begin(bar, (long) step * images, (long) to * images);
            while (step < to && !interrupt.asked()) {
                double now = step(reader.next(), step);
                step++;
                shown = Double.isNaN(shown) ? now : shown + 0.05 * (now - shown);
                bar.update((long) step * images, String.format(Locale.ROOT, "loss %.3f", shown));
                if (isDue(step, solver.getTestInterval()) && step < to) {
                    bar.end();
                    tell(step, accuracy());
                    begin(bar, (long) step * images, (long) to * images);
                }
                if (isDue(step, solver.getSnapshot()) || step == to) {
                    bar.hide();
                    last = snapshots.save(workspace, step);
                }
            }
            bar.end();
            if (step < to) {
                last = snapshots.save(workspace, step);
                streams.err()
                        .println("Stopped after step " + step + "; go on with --resume " + last);
            }
        }
        return last;
    }

    private static void begin(ProgressBar bar, long from, long to) {
        bar.begin("Training", "images", from, to);
    }

    private static boolean isDue(int step, int interval) {
        return interval > 0 && step % interval == 0;
    }

    /** One step; returns its loss. */
    private double step(Batch batch, int step) {
        workspace.feedBlob(TrainingNets.DATA, batch.images());
        workspace.feedBlob(TrainingNets.LABEL, batch.labels());
        workspace.runNet(nets.train().getName());
        double value = workspace.fetchBlob(loss).get(0);
        if (!Double.isFinite(value)) {
            throw new IllegalStateException(
                    "The %s is %s at step %d: training has diverged. Lower base_lr (now %s)"
                            .formatted(loss, value, step, settings.solver().getBaseLr()));
        }
        return value;
    }

    /** Says how good the net is after {@code step} steps. */
    void tell(int step, double accuracy) {
        streams.out()
                .println(
                        String.format(
                                Locale.ROOT,
                                "step %,d: test accuracy %.2f%%",
                                step,
                                100 * accuracy));
    }

    /** The share of test images whose class has the highest score. */
    double accuracy() {
        long right = 0;
        try (BatchReader reader = test.read(1)) {
            while (reader.hasNext()) {
                Batch batch = reader.next();
                workspace.feedBlob(TrainingNets.DATA, batch.images());
                workspace.feedBlob(TrainingNets.LABEL, batch.labels());
                workspace.runNet(nets.test().getName());
                right += right(workspace.fetchBlob(scores), batch.labels());
            }
        }
        return right / (double) test.imagesPerPass();
    }

    private long right(NDArray numbers, NDArray labels) {
        int n = labels.size();
        int classes = numbers.size() / n;
        long right = 0;
        for (int i = 0; i < n; i++) {
            int best = 0;
            for (int c = 1; c < classes; c++) {
                if (numbers.get(i * classes + c) > numbers.get(i * classes + best)) {
                    best = c;
                }
            }
            right += best == (int) labels.get(i) ? 1 : 0;
        }
        return right;
    }
}
