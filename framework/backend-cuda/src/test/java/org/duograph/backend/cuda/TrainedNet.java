package org.duograph.backend.cuda;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.duograph.plan.Plan;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.model.Option;
import org.duograph.workspace.zoo.ResNet;
import org.duograph.workspace.zoo.SmallNets;
import org.duograph.workspace.zoo.Vgg;

/**
 * Nets that tests train: how they are built, what they are fed, and what training leaves behind.
 */
final class TrainedNet {
    private static final long SEED = 7;
    private static final int CLASSES = 10;

    private final ModelHelper model;
    private final Shape images;

    private TrainedNet(String name, Shape images, Function<ModelHelper, String> layers) {
        this.model = new ModelHelper(name);
        this.images = images;
        String scores = layers.apply(model);
        model.op("SoftmaxWithLoss", List.of(scores, "label"), List.of("softmax", "loss"));
        model.op("Accuracy", List.of("softmax", "label"), List.of("accuracy"));
        model.addGradientOperators("loss");
        Optimizers.sgd(0.01).momentum(0.9).build(model);
        model.net().addExternalOutput("loss", "accuracy");
    }

    /** LeNet. */
    static TrainedNet leNet(int batch) {
        return new TrainedNet("lenet", Shape.of(batch, 1, 28, 28), m -> SmallNets.leNet(m, "data"));
    }

    /** The six layers of the experiments. */
    static TrainedNet sixLayers(int batch) {
        return new TrainedNet(
                "six_layers", Shape.of(batch, 3, 32, 32), m -> Vgg.sixLayers(m, "data", CLASSES));
    }

    /** VGG-16 for images of 32 x 32, with batch normalisation. */
    static TrainedNet vgg16(int batch) {
        return new TrainedNet(
                "vgg16", Shape.of(batch, 3, 32, 32), m -> Vgg.cifar(m, "data", 16, true, CLASSES));
    }

    /** ResNet-20 for images of 32 x 32. */
    static TrainedNet resNet20(int batch) {
        return new TrainedNet(
                "resnet20", Shape.of(batch, 3, 32, 32), m -> ResNet.cifar(m, "data", 3, CLASSES));
    }

    /** A small net with batch normalisation and dropout. */
    static TrainedNet withDropout(int batch) {
        return new TrainedNet(
                "dropped", Shape.of(batch, 3, 8, 8), TrainedNet::normalisedAndDropped);
    }

    private static String normalisedAndDropped(ModelHelper m) {
        String conv = Brew.conv(m, "data", "conv", 3, 16, Option.kernel(3), Option.pad(1));
        String bn = Brew.spatialBn(m, conv, "bn", 16);
        String relu = Brew.relu(m, bn, "relu");
        String pool = Brew.maxPool(m, relu, "pool", Option.kernel(2), Option.stride(2));
        String fc = Brew.fc(m, pool, "fc", 16 * 4 * 4, 32);
        String dropped = Brew.dropout(m, fc, "dropped", Option.ratio(0.5));
        m.net().addExternalOutput("dropped");
        return Brew.fc(m, dropped, "scores", 32, CLASSES);
    }

    String name() {
        return model.net().name();
    }

    /** The parameters that are learnt. */
    List<String> parameters() {
        return model.params();
    }

    /**
     * What training leaves behind.
     *
     * @param losses of each step
     * @param blobs all of them, at the end
     * @param placements where each node ran
     * @param labels what was done, copies between backends too
     * @param plan its text
     */
    record Outcome(
            List<Double> losses,
            Map<String, NDArray> blobs,
            List<String> placements,
            List<String> labels,
            String plan) {}

    /** Trains it on {@code backend}, such as {@code cuda:1,graphs=false}. */
    Outcome train(String backend, int steps) {
        try (Workspace workspace = new Workspace(backend, SEED)) {
            prepare(workspace);
            List<Double> losses = new ArrayList<>();
            for (int step = 0; step < steps; step++) {
                step(workspace, step);
                losses.add(workspace.fetchBlob("loss").item());
            }
            Plan plan = workspace.plans(name()).get(0);
            return new Outcome(
                    losses,
                    blobs(workspace),
                    plan.placements(),
                    plan.stepLabels(),
                    plan.toString());
        }
    }

    /** Fills the parameters, and makes the net. */
    void prepare(Workspace workspace) {
        workspace.runNetOnce(model.paramInitNet().proto());
        feed(workspace, 0);
        workspace.createNet(model.net().proto());
    }

    /** Feeds and runs one step. */
    void step(Workspace workspace, int step) {
        feed(workspace, step);
        workspace.runNet(name());
    }

    private void feed(Workspace workspace, int step) {
        Philox random = new Philox(5, step);
        NDArray data = NDArray.zeros(imagesType());
        for (int i = 0; i < data.size(); i++) {
            data.set(i, random.uniform(i) - 0.5);
        }
        int batch = images.dim(0);
        NDArray labels = NDArray.zeros(labelsType());
        for (int i = 0; i < batch; i++) {
            labels.set(i, random.below(10_000_000L + i, CLASSES));
        }
        workspace.feedBlob("data", data);
        workspace.feedBlob("label", labels);
    }

    /** Plans a step without running it. */
    void plan(Workspace workspace) {
        workspace.prepareNet(name(), Map.of("data", imagesType(), "label", labelsType()));
    }

    /** What a step is fed. */
    long bytesFed() {
        return imagesType().bytes() + labelsType().bytes();
    }

    private ArrayType imagesType() {
        return new ArrayType(DType.FLOAT32, images);
    }

    private ArrayType labelsType() {
        return new ArrayType(DType.INT32, Shape.of(images.dim(0)));
    }

    private static Map<String, NDArray> blobs(Workspace workspace) {
        Map<String, NDArray> all = new LinkedHashMap<>();
        for (String blob : workspace.blobs()) {
            if (workspace.hasTensor(blob)) {
                all.put(blob, workspace.fetchBlob(blob));
            }
        }
        return all;
    }
}
