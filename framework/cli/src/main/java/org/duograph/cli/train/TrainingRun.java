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
    private final int steps;

    TrainingRun(
            Workspace workspace,
            TrainingNets nets,
            Settings settings,
            DataSet data,
            Streams streams,
            String loss,
            String scores,
            int steps)
            throws IOException {
        this.workspace = workspace;
        this.nets = nets;
        this.settings = settings;
        this.streams = streams;
        this.loss = loss;
        this.scores = scores;
        this.steps = steps;
        this.train = batches(data, settings);
        this.test =
                Batches.of(data.test(), train.size())
                        .normalized(train.normalization())
                        .keepingLast();
    }

    /** How the images of the run are normalised. */
    Normalization normalization() {
        return train.normalization();
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
     * Trains from step {@code from} to step {@code to} and saves a snapshot at the end. If it
     * breaks off before, the last state that was whole is saved, too.
     *
     * @return how many steps were done: fewer than {@code to} if the user stopped it
     */
    int train(int from, int to, Snapshots snapshots) throws IOException {
        workspace.setRuns(nets.train().getName(), from);
        ProgressBar bar = streams.bar();
        Steps done = new Steps(snapshots, from);
        int epochs = (to + train.perEpoch() - 1) / train.perEpoch();
        try (Interrupt interrupt = new Interrupt();
                BatchReader reader =
                        train.read(from / train.perEpoch(), from % train.perEpoch(), epochs)) {
            begin(bar, from, to);
            while (done.step < to && !interrupt.asked()) {
                Batch batch = reader.next();
                bar.update(
                        (long) (done.step + 1) * train.size(),
                        String.format(Locale.ROOT, "loss %.3f", done.run(batch)));
                boolean last = done.step == to;
                boolean test = isDue(done.step, settings.solver().getTestInterval()) && !last;
                boolean save = isDue(done.step, settings.solver().getSnapshot()) || last;
                if (save || test || isDue(done.step, train.perEpoch())) {
                    done.check();
                }
                if (save) {
                    bar.hide();
                    done.save();
                }
                if (test) {
                    bar.end();
                    tell(done.step, accuracy());
                    begin(bar, done.step, to);
                }
            }
            bar.end();
            if (done.step < to) {
                done.check();
                String stopped = "Stopped after step %d; go on with --resume %s";
                streams.err().println(stopped.formatted(done.step, done.save()));
            } else {
                streams.out().println("Snapshot: " + done.file);
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            bar.hide();
            done.rescue(e);
            throw e;
        }
        return done.step;
    }

    /** The steps that were done, and their last state that was whole. */
    private final class Steps {
        private final Snapshots snapshots;
        private int step;
        private double shown = Double.NaN;
        private boolean whole = true;
        private Snapshot good;
        private int saved;
        private Path file;

        Steps(Snapshots snapshots, int from) {
            this.snapshots = snapshots;
            this.step = from;
            this.saved = from;
        }

        /** Does one step; returns its loss, smoothed. */
        double run(Batch batch) {
            feed(batch);
            whole = false;
            workspace.runNet(nets.train().getName());
            step++;
            NDArray value = workspace.fetchBlob(loss);
            TrainingNets.checkLoss(value.type(), loss);
            if (!Double.isFinite(value.item())) {
                throw diverged("The %s is %s".formatted(loss, value.item()));
            }
            whole = true;
            shown = Double.isNaN(shown) ? value.item() : shown + 0.05 * (value.item() - shown);
            return shown;
        }

        /** Keeps the state, if all its numbers are finite. */
        void check() {
            Snapshot now = snapshots.take(workspace, step);
            String bad = now.notFinite();
            if (bad != null) {
                whole = false;
                throw diverged("Blob \"%s\" holds NaN or infinite numbers".formatted(bad));
            }
            good = now;
        }

        Path save() throws IOException {
            file = snapshots.save(good);
            saved = good.step();
            return file;
        }

        private IllegalStateException diverged(String what) {
            double rate = settings.rate(step - 1, steps);
            return new IllegalStateException(
                    "%s after step %d: training has diverged, and nothing is exported. Take a smaller base_lr than %s%s"
                            .formatted(
                                    what,
                                    step,
                                    settings.solver().getBaseLr(),
                                    rate == settings.solver().getBaseLr()
                                            ? ""
                                            : " (the rate of this step was " + (float) rate + ")"));
        }

        /** Saves the last state that was whole, unless a file holds it. */
        void rescue(Throwable why) {
            try {
                if (whole) {
                    check();
                }
                if (good != null && good.step() > saved) {
                    save();
                }
                streams.err()
                        .println(
                                file == null
                                        ? "Nothing of this run was saved."
                                        : "The state after step %d is saved; go on from it with --resume %s"
                                                .formatted(saved, file));
            } catch (IOException | RuntimeException e) {
                why.addSuppressed(e);
                streams.err().println("Nothing more could be saved: " + e.getMessage());
            }
        }
    }

    private void feed(Batch batch) {
        workspace.feedBlob(TrainingNets.DATA, batch.images());
        workspace.feedBlob(TrainingNets.LABEL, batch.labels());
    }

    private void begin(ProgressBar bar, long from, long to) {
        bar.begin("Training", "images", from * train.size(), to * train.size());
    }

    private static boolean isDue(int step, int interval) {
        return interval > 0 && step % interval == 0;
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
                feed(batch);
                workspace.runNet(nets.test().getName());
                right += right(workspace.fetchBlob(scores), batch.labels());
            }
        }
        return right / (double) test.imagesPerEpoch();
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
