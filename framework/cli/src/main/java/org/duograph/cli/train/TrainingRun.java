package org.duograph.cli.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.duograph.backend.Arrival;
import org.duograph.cli.options.Streams;
import org.duograph.data.Augmentation;
import org.duograph.data.Batches;
import org.duograph.data.DataSet;
import org.duograph.data.Normalization;
import org.duograph.data.ProgressBar;
import org.duograph.tensor.NDArray;
import org.duograph.training.Learner;
import org.duograph.training.Listener;
import org.duograph.training.Samples;
import org.duograph.training.Trainer;
import org.duograph.training.Training;
import org.duograph.workspace.Workspace;

/**
 * A net that a {@link Trainer} trains step by step: now and then it is tested and saved, and it
 * goes on from within an epoch.
 */
final class TrainingRun implements Learner {
    private final Workspace workspace;
    private final LearningNet learning;
    private final TrainingNets nets;
    private final Settings settings;
    private final Streams streams;
    private final String loss;
    private final String scores;
    private final Batches train;
    private final Batches test;
    private final int steps;
    private final Recorders recorders;

    TrainingRun(
            Workspace workspace,
            LearningNet learning,
            TrainingNets nets,
            Settings settings,
            DataSet data,
            Streams streams,
            String loss,
            String scores,
            int steps)
            throws IOException {
        this.workspace = workspace;
        this.learning = learning;
        this.nets = nets;
        this.settings = settings;
        this.streams = streams;
        this.loss = loss;
        this.scores = scores;
        this.steps = steps;
        this.recorders = new Recorders(streams.err()::println);
        this.train = batches(data, settings);
        this.test =
                Batches.of(data.test(), train.size())
                        .normalized(train.normalization())
                        .keepingLast();
    }

    /** Lets the run be written down from now on. */
    void recordIn(Recorder recorder) {
        recorders.add(recorder);
    }

    private void line(int step, double accuracy) {
        recorders.line(step, (double) step / train.perEpoch(), rateBefore(step), accuracy);
    }

    /** The learning rate of the last of so many steps. */
    private double rateBefore(int step) {
        return settings.rate(Math.max(0, step - 1), steps);
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
        learning.startAt(from);
        int perEpoch = train.perEpoch();
        int epochs = (to + perEpoch - 1) / perEpoch;
        try (Interrupt interrupt = new Interrupt()) {
            Steps done = new Steps(snapshots, from, to, interrupt);
            try {
                new Trainer(this, done)
                        .fit(Samples.of(train), null, from / perEpoch, from % perEpoch, epochs);
            } catch (RuntimeException | OutOfMemoryError e) {
                done.rescue(e);
                throw e;
            }
            return done.step;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Runs a step; the loss is of before. */
    @Override
    public Map<String, Double> train(List<NDArray> batch) {
        return start(batch).await();
    }

    /** Starts a step; a GPU need not wait until its loss has been read. */
    @Override
    public Arrival<Map<String, Double>> start(List<NDArray> batch) {
        return learning.step(batch).then(value -> Map.of("loss", value));
    }

    /** The share of a batch whose class has the highest score. */
    @Override
    public Map<String, Double> evaluate(List<NDArray> batch) {
        workspace.feedBlob(TrainingNets.DATA, batch.get(0));
        workspace.feedBlob(TrainingNets.LABEL, batch.get(1));
        workspace.runNet(nets.test().getName());
        NDArray labels = batch.get(1);
        double right = right(workspace.fetchBlob(scores), labels);
        return Map.of("accuracy", right / labels.size());
    }

    /** What goes on between steps: the bar, tests, snapshots; and the last state that was whole. */
    private final class Steps implements Listener {
        private final Snapshots snapshots;
        private final int to;
        private final Interrupt interrupt;
        private final ProgressBar bar = streams.bar();
        private int step; // of which the loss is known
        private int begun;
        private double shown = Double.NaN;
        private boolean whole = true;
        private Snapshot good;
        private int saved;
        private Path file;

        Steps(Snapshots snapshots, int from, int to, Interrupt interrupt) {
            this.snapshots = snapshots;
            this.step = from;
            this.begun = from;
            this.saved = from;
            this.to = to;
            this.interrupt = interrupt;
        }

        @Override
        public void trainBegin(Training training) {
            begin();
        }

        private void begin() {
            bar.begin("Training", "images", (long) step * train.size(), (long) to * train.size());
        }

        @Override
        public void batchBegin(Training training, int batch) {
            begun++;
            whole = false;
        }

        /** What is tested or saved is the state after this very step. */
        @Override
        public boolean isDueAfter(Training training, int batch) {
            return begun == to
                    || isDue(begun, settings.solver().getTestInterval())
                    || isDue(begun, settings.solver().getSnapshot())
                    || isDue(begun, train.perEpoch());
        }

        @Override
        public void batchEnd(Training training, int batch, Map<String, Double> numbers) {
            step++;
            double value = numbers.get("loss");
            if (!Double.isFinite(value)) {
                throw diverged("The %s is %s".formatted(loss, value));
            }
            whole = begun == step;
            recorders.step(step, rateBefore(step), value);
            shown = Double.isNaN(shown) ? value : shown + 0.05 * (value - shown);
            bar.update((long) step * train.size(), String.format(Locale.ROOT, "loss %.3f", shown));
            boolean last = step == to;
            boolean test = isDue(step, settings.solver().getTestInterval()) && !last;
            boolean save = isDue(step, settings.solver().getSnapshot()) || last;
            if (save || test || isDue(step, train.perEpoch())) {
                check();
            }
            if (save) {
                bar.hide();
                save();
            }
            if (test) {
                bar.end();
                tell(step, accuracy());
                begin();
            } else if (isDue(step, train.perEpoch())) {
                line(step, Double.NaN);
            }
            if (last || interrupt.asked()) {
                training.stop();
            }
        }

        private static boolean isDue(int step, int interval) {
            return interval > 0 && step % interval == 0;
        }

        @Override
        public void trainEnd(Training training) {
            bar.end();
            if (step < to) {
                check();
                String stopped = "Stopped after step %d; go on with --resume %s";
                streams.err().println(stopped.formatted(step, save()));
            } else {
                streams.out().println("Snapshot: " + file);
            }
        }

        /** Keeps the state, if all its numbers are finite. */
        private void check() {
            learning.settle();
            Snapshot now = snapshots.take(workspace, step);
            String bad = now.notFinite();
            if (bad != null) {
                whole = false;
                throw diverged("Blob \"%s\" holds NaN or infinite numbers".formatted(bad));
            }
            good = now;
        }

        private Path save() {
            try {
                file = snapshots.save(good);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            saved = good.step();
            return file;
        }

        private DivergedException diverged(String what) {
            double rate = settings.rate(step - 1, steps);
            return new DivergedException(
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
            bar.hide();
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
            } catch (RuntimeException e) {
                why.addSuppressed(e);
                streams.err().println("Nothing more could be saved: " + e.getMessage());
            }
        }
    }

    /** Says how good the net is after {@code step} steps. */
    void tell(int step, double accuracy) {
        line(step, accuracy);
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
        learning.settle();
        return new Trainer(this).evaluate(Samples.of(test)).get("accuracy");
    }

    private static long right(NDArray numbers, NDArray labels) {
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
