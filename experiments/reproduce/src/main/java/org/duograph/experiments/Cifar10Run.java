package org.duograph.experiments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.duograph.data.Augmentation;
import org.duograph.data.Batch;
import org.duograph.data.BatchReader;
import org.duograph.data.Batches;
import org.duograph.data.DataSet;
import org.duograph.data.Normalization;
import org.duograph.data.Picture;
import org.duograph.data.PictureSheet;
import org.duograph.data.ProgressBar;
import org.duograph.messages.MessageFiles;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.ImageCard;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.BlobFiles;
import org.duograph.workspace.model.LearningRatePolicy;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.model.PredictorNet;
import org.duograph.workspace.zoo.Vgg;

/**
 * Trains and tests the 6-layer network in the workspace face, and measures how long each part
 * takes.
 *
 * <p>Training: SGD with momentum 0.9 on shuffled full batches; the learning rate falls linearly to
 * zero. Testing: full batches of the test set, in order, after the last epoch and, if asked for,
 * after every epoch.
 */
final class Cifar10Run implements AutoCloseable {
    private static final int CLASSES = 10;
    private static final double MOMENTUM = 0.9;

    private final Settings settings;
    private final DataSet data;
    private final ProgressBar bar;
    private final Workspace workspace;
    private Normalization normalization;
    private String trainNet;
    private String testNet;
    private final List<Double> losses = new ArrayList<>();
    private final Map<Integer, Double> accuracies = new LinkedHashMap<>();

    /**
     * What to run.
     *
     * @param epochs epochs over the training images
     * @param batch images per batch
     * @param learningRate the learning rate of the first step
     * @param weightDecay share of each weight that is added to its gradient
     * @param augment whether to pad, crop and flip the training images
     * @param seed the seed of weights, order and augmentation
     * @param backend the backend's name, or an empty string for the best available
     * @param testEachEpoch whether to test after every epoch
     */
    record Settings(
            int epochs,
            int batch,
            double learningRate,
            double weightDecay,
            boolean augment,
            long seed,
            String backend,
            boolean testEachEpoch) {}

    /**
     * What was measured.
     *
     * @param constructionSeconds building nets, filling weights, compiling and planning
     * @param trainingSeconds all epochs, reading included, testing excluded
     * @param inferenceSeconds the last test
     * @param trainingImages images that were trained on, all epochs together
     * @param testImages images of one test
     * @param accuracy share of right answers in the last test
     * @param accuracies share of right answers after each tested epoch
     * @param losses the loss of every step
     * @param plannedBytes slots and scratch memory of the training plan
     * @param unplannedBytes the same if no two values shared memory
     * @param peakBytes of the process, see {@link Machine#peakBytes}
     */
    record Result(
            double constructionSeconds,
            double trainingSeconds,
            double inferenceSeconds,
            long trainingImages,
            long testImages,
            double accuracy,
            Map<Integer, Double> accuracies,
            List<Double> losses,
            long plannedBytes,
            long unplannedBytes,
            long peakBytes) {}

    Cifar10Run(Settings settings, DataSet data, ProgressBar bar) {
        this.settings = settings;
        this.data = data;
        this.bar = bar;
        this.workspace = new Workspace(settings.backend(), settings.seed());
    }

    /** The backend that it runs on, in words. */
    String backend() {
        var preferred = workspace.placement().preferred();
        return preferred.name() + ": " + preferred.description();
    }

    Result run() throws IOException {
        normalization = Normalization.of(data.train());
        Batches train =
                Batches.of(data.train(), settings.batch())
                        .shuffled()
                        .seeded(settings.seed())
                        .normalized(normalization)
                        .augmented(
                                settings.augment()
                                        ? Augmentation.padCropFlip()
                                        : Augmentation.NONE);
        Batches test = Batches.of(data.test(), settings.batch()).normalized(normalization);

        long start = System.nanoTime();
        createNets(train, test);
        double constructionSeconds = secondsSince(start);

        double trainingSeconds = 0;
        double inferenceSeconds = 0;
        long trained = 0;
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            start = System.nanoTime();
            trained += trainEpoch(train, epoch);
            trainingSeconds += secondsSince(start);
            checkFinite();
            boolean last = epoch == settings.epochs() - 1;
            if (last || settings.testEachEpoch()) {
                start = System.nanoTime();
                accuracies.put(epoch + 1, test(test));
                inferenceSeconds = secondsSince(start);
            }
        }
        var plan = workspace.plans(trainNet).get(0);
        return new Result(
                constructionSeconds,
                trainingSeconds,
                inferenceSeconds,
                trained,
                test.imagesPerEpoch(),
                accuracies.get(settings.epochs()),
                accuracies,
                losses,
                plan.plannedBytes(),
                plan.unplannedBytes(),
                Machine.peakBytes());
    }

    /** Builds the two nets, which share their parameters, and plans them. */
    private void createNets(Batches train, Batches test) {
        ModelHelper training = new ModelHelper("train");
        String scores = Vgg.sixLayers(training, "data", CLASSES);
        List<String> lossOutputs =
                training.op(
                        "SoftmaxWithLoss", List.of(scores, "label"), List.of("softmax", "loss"));
        training.addGradientOperators(lossOutputs.get(1));
        int steps = train.perEpoch() * settings.epochs();
        Optimizers.sgd(settings.learningRate())
                .momentum(MOMENTUM)
                .weightDecay(settings.weightDecay())
                .nesterov(false)
                .policy(LearningRatePolicy.poly(1, steps))
                .build(training);
        training.net().addExternalOutput("loss");

        ModelHelper testing = ModelHelper.withoutInit("test");
        String testScores = Vgg.sixLayers(testing, "data", CLASSES);
        testing.op("Accuracy", List.of(testScores, "label"), "accuracy");
        testing.net().addExternalOutput("accuracy");

        workspace.runNetOnce(training.paramInitNet().proto());
        feed(firstBatch(train));
        workspace.createNet(training.net().proto());
        workspace.createNet(testing.net().proto());
        trainNet = training.net().name();
        testNet = testing.net().name();
        workspace.plans(trainNet);
        workspace.plans(testNet);
    }

    /** Something of the right shape to plan with. */
    private static Batch firstBatch(Batches batches) {
        try (BatchReader reader = batches.read(1)) {
            return reader.next();
        }
    }

    private void feed(Batch batch) {
        workspace.feedBlob("data", batch.images());
        workspace.feedBlob("label", batch.labels());
    }

    private long trainEpoch(Batches batches, int epoch) {
        long images = 0;
        String title = "Epoch %d of %d".formatted(epoch + 1, settings.epochs());
        bar.begin(title, "images", 0, batches.imagesPerEpoch());
        try (BatchReader reader = batches.read(epoch, 0, epoch + 1)) {
            while (reader.hasNext()) {
                Batch batch = reader.next();
                feed(batch);
                workspace.runNet(trainNet);
                images += batch.size();
                double loss = workspace.fetchBlob("loss").item();
                if (!Double.isFinite(loss)) {
                    throw new IllegalStateException(
                            "The loss is %s after %d steps; try a smaller --learning-rate than %s"
                                    .formatted(loss, losses.size() + 1, settings.learningRate()));
                }
                losses.add(loss);
                bar.update(images, String.format(Locale.ROOT, "loss %.3f", loss));
            }
        }
        bar.end();
        return images;
    }

    private double test(Batches batches) {
        double right = 0;
        long images = 0;
        bar.begin("Testing", "images", 0, batches.imagesPerEpoch());
        try (BatchReader reader = batches.read(1)) {
            while (reader.hasNext()) {
                Batch batch = reader.next();
                feed(batch);
                workspace.runNet(testNet);
                right += workspace.fetchBlob("accuracy").item() * batch.size();
                images += batch.size();
                bar.update(images, String.format(Locale.ROOT, "accuracy %.4f", right / images));
            }
        }
        bar.end();
        return right / images;
    }

    /** Looks at what the trained net answers, image by image; no part of what is measured. */
    Answers look() throws IOException {
        Answers answers = new Answers(data);
        PredictorNet net = trained();
        workspace.createNet(net.net());
        Batches test =
                Batches.of(data.test(), settings.batch()).normalized(normalization).keepingLast();
        try (BatchReader reader = test.read(1)) {
            for (int from = 0; reader.hasNext(); ) {
                Batch batch = reader.next();
                workspace.feedBlob("data", batch.images());
                workspace.runNet(net.net().getName());
                answers.add(from, workspace.fetchBlob("softmax"));
                from += batch.size();
            }
        }
        return answers;
    }

    /** The filters of the first convolution. */
    List<Picture> filters() {
        return PictureSheet.filters(workspace.fetchBlob("conv1_w"));
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Fails if a step, the last one included, made a parameter no number. */
    private void checkFinite() {
        for (String name : trained().parameters()) {
            for (float number : workspace.fetchBlob(name).floats()) {
                if (!Float.isFinite(number)) {
                    throw new IllegalStateException(
                            "Parameter \"%s\" holds %s after %d steps: training has diverged; try a smaller --learning-rate than %s"
                                    .formatted(
                                            name, number, losses.size(), settings.learningRate()));
                }
            }
        }
    }

    /** The net that predicts, from normalised images. */
    private static PredictorNet trained() {
        ModelHelper model = ModelHelper.withoutInit("six_layers");
        String scores = Vgg.sixLayers(model, "data", CLASSES);
        model.op("Softmax", List.of(scores), "softmax");
        return model.extractPredictorNet(List.of("data"), List.of("softmax"));
    }

    /**
     * Saves the trained net: {@code weights.minidb} has the parameters in plain layout, {@code
     * predict.pbtxt} the net that takes pixels and names classes, {@code init.pb} fills it.
     */
    void save(Path folder) throws IOException {
        PredictorNet net =
                trained().onPixels("data", normalization.byteMean(), normalization.byteDeviation());
        Map<String, NDArray> blobs = new LinkedHashMap<>();
        net.parameters().forEach(name -> blobs.put(name, workspace.fetchBlob(name)));
        BlobFiles.save(folder.resolve("weights.minidb"), blobs);
        ImageCard card = ImageCard.of("data", 3, 32, 32, data.classNames());
        MessageFiles.write(folder.resolve("predict.pbtxt"), card.on(net.net()));
        MessageFiles.write(folder.resolve("init.pb"), net.init(blobs::get));
    }

    @Override
    public void close() {
        workspace.close();
    }
}
