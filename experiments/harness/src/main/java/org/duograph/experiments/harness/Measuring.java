package org.duograph.experiments.harness;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.duograph.data.Batches;
import org.duograph.experiments.harness.Framework.Setup;
import org.duograph.experiments.harness.Measurement.Bytes;
import org.duograph.experiments.harness.Measurement.Origin;
import org.duograph.experiments.harness.Measurement.Seconds;
import org.duograph.experiments.harness.StagedBatches.Staged;

/** One measurement as it is made: does what is asked for and notes what is seen. */
final class Measuring {
    private static final long SECOND = 1_000_000_000L;
    private static final int LATENCY_IMAGES = 64;
    private static final int ARGMAX_NUMBERS = 10;
    private static final int ARGMAX_GROUP = 100;

    private final Request request;
    private final Consumer<String> progress;
    private final String startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    private final ProcFiles.Ticks start = ProcFiles.ticks();
    private long toldAt = System.nanoTime();

    private Framework framework;
    private double load;
    private double build;
    private double initialize;
    private double first;
    private final List<Double> steps = new ArrayList<>();
    private double training;
    private double inference;
    private final List<Double> epochs = new ArrayList<>();
    private final List<Double> losses = new ArrayList<>();
    private final List<Double> accuracies = new ArrayList<>();
    private String data = "";
    private long planned;
    private long device;
    private double flops;
    private double others = Measurement.UNKNOWN;

    private Measuring(Request request, Consumer<String> progress) {
        this.request = request;
        this.progress = progress;
    }

    /**
     * Measures, in this process.
     *
     * @param progress is told about once a second how far it has come
     */
    static Measurement measure(
            Request request, Framework.Provider provider, Consumer<String> progress)
            throws IOException, InterruptedException {
        Measuring measuring = new Measuring(request, progress);
        long began = System.nanoTime();
        try (Framework framework = provider.open(request.variant())) {
            measuring.load = secondsSince(began);
            measuring.framework = framework;
            return measuring.measure();
        }
    }

    private Measurement measure() throws IOException, InterruptedException {
        switch (request.kind()) {
            case ARGMAX -> argmax();
            case LEARNS ->
                    LearnsTheSameTask.losses(framework, NetSpec.named(request.net()))
                            .forEach(loss -> losses.add((double) loss));
            case PEAK -> peak();
            case DOWNLOAD -> throw new IllegalArgumentException("Sizes need no process");
            default -> buildAndRun();
        }
        if (others < 0) { // no part of it was singled out
            others = ProcFiles.ticks().othersSince(start);
        }
        return notes();
    }

    private Measurement notes() {
        return new Measurement(
                request,
                framework.describe(),
                data,
                startedAt,
                new Seconds(load, build, initialize, first, steps, training, inference, epochs),
                losses,
                accuracies,
                new Bytes(ProcFiles.peakBytes(), planned, 0, device),
                flops,
                others,
                1,
                "",
                Origin.UNKNOWN);
    }

    private void buildAndRun() throws IOException, InterruptedException {
        Setup setup =
                new Setup(
                        NetSpec.named(request.net()),
                        request.batch(),
                        request.kind().trains(),
                        Request.MOMENTUM,
                        (float) request.weightDecay(),
                        request.seed());
        long began = System.nanoTime();
        try (Model model = framework.construct(setup)) {
            long constructed = System.nanoTime();
            model.initialize();
            initialize = secondsSince(constructed);
            build = secondsSince(began);
            run(model);
            planned = model.plannedBytes();
            device = model.deviceBytes();
        }
    }

    private void run(Model model) throws IOException, InterruptedException {
        if (request.kind() == Request.Kind.CONSTRUCT) {
            FloatBuffer images = LearnsTheSameTask.images(framework.imageOrder(), request.batch());
            int[] labels = LearnsTheSameTask.labels(request.batch());
            train(model, images, labels, request.learningRate());
            return;
        }
        Pictures pictures = Pictures.open(request, framework.imageOrder());
        data = pictures.describe();
        switch (request.kind()) {
            case TRAIN, MEMORY_TRAIN -> trainSteps(model, pictures);
            case TABLE2, ACCURACY -> trainEpochs(model, pictures);
            case LATENCY -> inferAgain(model, pictures.few(LATENCY_IMAGES));
            default -> {
                int count = request.warmUp() + request.steps();
                try (StagedBatches staged = pictures.staged(pictures.test(), count)) {
                    infer(model, count, staged::take);
                }
            }
        }
    }

    private void trainSteps(Model model, Pictures pictures) throws InterruptedException {
        int count = request.warmUp() + request.steps();
        try (StagedBatches staged = pictures.staged(pictures.training(), count)) {
            ProcFiles.Ticks start = null;
            for (int i = 0; i < count; i++) {
                start = i == request.warmUp() ? ProcFiles.ticks() : start;
                Staged batch = staged.take();
                double seconds =
                        train(model, batch.images(), batch.labels(), request.learningRate());
                if (i >= request.warmUp()) {
                    steps.add(seconds);
                    training += seconds;
                }
                tell("step", i, count);
            }
            others = ProcFiles.ticks().othersSince(start);
        }
    }

    /** All epochs; a test after each, or after the last one only. */
    private void trainEpochs(Model model, Pictures pictures) throws InterruptedException {
        Batches batches = pictures.training();
        int all = batches.perEpoch() * request.epochs();
        boolean testAlways = request.kind() == Request.Kind.ACCURACY;
        int tested = testAlways ? pictures.test().perEpoch() : request.steps();
        ProcFiles.Ticks start = ProcFiles.ticks();
        try (StagedBatches staged = pictures.staged(batches, all)) {
            for (int epoch = 1, step = 0; epoch <= request.epochs(); epoch++) {
                long began = System.nanoTime();
                for (int i = 0; i < batches.perEpoch(); i++, step++) {
                    Staged batch = staged.take();
                    double rate = request.learningRate() * (1 - (double) step / all);
                    steps.add(train(model, batch.images(), batch.labels(), rate));
                    tell("step", step, all);
                }
                epochs.add(secondsSince(began));
                training += epochs.get(epochs.size() - 1);
                if (testAlways || epoch == request.epochs()) {
                    try (StagedBatches test = pictures.staged(pictures.test(), tested)) {
                        accuracies.add(infer(model, tested, test::take));
                    }
                }
            }
        }
        others = ProcFiles.ticks().othersSince(start);
    }

    private double train(Model model, FloatBuffer images, int[] labels, double rate) {
        long began = System.nanoTime();
        double loss = model.trainStep(images, labels, (float) rate);
        double seconds = secondsSince(began);
        first = losses.isEmpty() ? seconds : first;
        losses.add(loss);
        return seconds;
    }

    private void inferAgain(Model model, List<Staged> batches) throws InterruptedException {
        int[] next = {0};
        int count = request.warmUp() + request.steps();
        infer(model, count, () -> batches.get(next[0]++ % batches.size()));
    }

    /** Where the next batch comes from. */
    private interface Source {
        Staged take() throws InterruptedException;
    }

    /** Times inference after the warm-up; returns the share of images that is right. */
    private double infer(Model model, int count, Source source) throws InterruptedException {
        boolean alone = !request.kind().trains(); // else the steps noted are those of training
        int warmUp = alone ? request.warmUp() : 0;
        float[] scores = new float[request.batch() * NetSpec.CLASSES];
        ProcFiles.Ticks start = null;
        long right = 0;
        inference = 0;
        for (int i = 0; i < count; i++) {
            start = i == warmUp ? ProcFiles.ticks() : start;
            Staged batch = source.take();
            long began = System.nanoTime();
            model.infer(batch.images(), scores);
            double seconds = secondsSince(began);
            if (alone) {
                first = i == 0 ? seconds : first;
            }
            if (i >= warmUp) {
                inference += seconds;
                if (alone) {
                    steps.add(seconds);
                }
            }
            right += right(scores, batch.labels());
            tell("batch", i, count);
        }
        others = ProcFiles.ticks().othersSince(start);
        return (double) right / ((long) count * request.batch());
    }

    private static int right(float[] scores, int[] labels) {
        int right = 0;
        for (int n = 0; n < labels.length; n++) {
            int at = n * NetSpec.CLASSES;
            int largest = 0;
            for (int c = 1; c < NetSpec.CLASSES; c++) {
                largest = scores[at + c] > scores[at + largest] ? c : largest;
            }
            right += largest == labels[n] ? 1 : 0;
        }
        return right;
    }

    private void argmax() {
        Random random = new Random(request.seed());
        float[][] columns = new float[ARGMAX_GROUP][ARGMAX_NUMBERS];
        long[] expected = new long[ARGMAX_GROUP];
        PlainArray plain = new PlainArray();
        for (int i = 0; i < ARGMAX_GROUP; i++) {
            for (int j = 0; j < ARGMAX_NUMBERS; j++) {
                columns[i][j] = random.nextFloat();
            }
            expected[i] = plain.argmax(ARGMAX_NUMBERS).of(columns[i]);
        }
        long began = System.nanoTime();
        try (Framework.Argmax argmax = framework.argmax(ARGMAX_NUMBERS)) {
            build = secondsSince(began);
            began = System.nanoTime();
            argmax.of(columns[0]);
            first = secondsSince(began);
            calls(argmax, columns, expected, request.warmUp());
            ProcFiles.Ticks start = ProcFiles.ticks();
            for (int done = 0; done < request.steps(); done += ARGMAX_GROUP) {
                int group = Math.min(ARGMAX_GROUP, request.steps() - done);
                double seconds = calls(argmax, columns, expected, group);
                steps.add(seconds / group);
                inference += seconds;
            }
            others = ProcFiles.ticks().othersSince(start);
        }
    }

    private void peak() {
        flops = framework.peakFlops();
        if (flops == 0) {
            throw new IllegalStateException(
                    request.framework() + " does not offer to measure the machine's peak");
        }
    }

    private static double calls(
            Framework.Argmax argmax, float[][] columns, long[] expected, int count) {
        long wrong = 0;
        long began = System.nanoTime();
        for (int i = 0; i < count; i++) {
            wrong += argmax.of(columns[i % ARGMAX_GROUP]) == expected[i % ARGMAX_GROUP] ? 0 : 1;
        }
        double seconds = secondsSince(began);
        if (wrong > 0) {
            throw new IllegalStateException(
                    "%d of %d calls of argmax found another number than the largest"
                            .formatted(wrong, count));
        }
        return seconds;
    }

    private void tell(String what, int index, int count) {
        long now = System.nanoTime();
        if (now - toldAt >= SECOND) {
            toldAt = now;
            progress.accept(what + " " + (index + 1) + " of " + count);
        }
    }

    private static double secondsSince(long began) {
        return (System.nanoTime() - began) / 1e9;
    }
}
