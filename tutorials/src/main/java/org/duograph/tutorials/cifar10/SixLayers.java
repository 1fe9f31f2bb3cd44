package org.duograph.tutorials.cifar10;

import static org.duograph.tutorials.Transcript.fails;
import static org.duograph.tutorials.Transcript.part;
import static org.duograph.tutorials.Transcript.step;
import static org.duograph.workspace.io.Ops.arg;
import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.pad;
import static org.duograph.workspace.model.Option.stride;
import static org.duograph.workspace.model.Option.weightInit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.data.Batch;
import org.duograph.data.BatchReader;
import org.duograph.data.Batches;
import org.duograph.data.DataSet;
import org.duograph.data.DataSources;
import org.duograph.data.ImageGrid;
import org.duograph.data.Normalization;
import org.duograph.data.Progress;
import org.duograph.data.Shapes10;
import org.duograph.messages.MessageFiles;
import org.duograph.plan.Plan;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.ImageCard;
import org.duograph.workspace.ImageCard.Guess;
import org.duograph.workspace.Predictor;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.draw.NetDrawer;
import org.duograph.workspace.draw.NetDrawer.Detail;
import org.duograph.workspace.draw.NetPrinter;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.Initializer;
import org.duograph.workspace.model.LearningRatePolicy;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.model.Option;
import org.duograph.workspace.model.PredictorNet;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Lesson "The 6-layer net on CIFAR-10", step by step.
 *
 * <p>Arguments: {@code quick} for 200 small steps on synthetic images instead of an epoch over
 * CIFAR-10, and the folder for its files, {@code out/cifar10} if not given.
 */
public final class SixLayers {
    private SixLayers() {}

    /** Runs all steps. */
    public static void main(String[] args) throws IOException {
        List<String> given = List.of(args);
        boolean quick = given.contains("quick");
        Path folder =
                given.stream()
                        .filter(a -> !a.equals("quick"))
                        .findFirst()
                        .map(Path::of)
                        .orElse(Path.of("out/cifar10"));
        Files.createDirectories(folder);

        step("Data");
        DataSet data = quick ? shapes() : cifar10();
        int batch = quick ? 16 : 64;
        Normalization normalization = Normalization.of(data.train());
        look(data, folder);
        Batches train = trainingBatches(data, normalization, batch);
        Batches test = Batches.of(data.test(), batch).normalized(normalization);
        try (Workspace workspace = new Workspace("", 1)) {
            step("Layers");
            ModelHelper model = layers(batch, folder);
            step("Loss and gradients");
            lossAndGradients(model);
            step("Optimizer");
            optimizer(model, train.perEpoch());
            step("Before training");
            start(workspace, model, train);
            step("Training");
            train(workspace, model, train);
            step("Testing");
            PredictorNet predict = test(workspace, model, test);
            step("Saving and loading");
            save(workspace, model, onPixels(predict, normalization, data), folder);
            load(folder, data);
        }
    }

    /** A small synthetic data set, the same on every machine. */
    static DataSet shapes() {
        // tag::shapes[]
        DataSet data = new Shapes10(1, 3200, 320).generate();
        System.out.println(data.describe());
        // end::shapes[]
        return data;
    }

    static DataSet cifar10() throws IOException {
        // tag::data[]
        DataSources sources = DataSources.standard(); // <1>
        DataSet data = sources.telling(System.out::println, Progress.NONE).cifar10();
        System.out.println(data.describe());
        // end::data[]
        return data;
    }

    static Batches trainingBatches(DataSet data, Normalization normalization, int batch) {
        part();
        // tag::batches[]
        Batches train =
                Batches.of(data.train(), batch) // <1>
                        .shuffled() // <2>
                        .seeded(1)
                        .normalized(normalization); // <3>
        System.out.printf("%d batches of %d images%n", train.perEpoch(), batch);
        // end::batches[]
        return train;
    }

    static void look(DataSet data, Path folder) throws IOException {
        part();
        // tag::look[]
        new ImageGrid(16, 2).write(folder.resolve("images.png"), data.train(), 32);
        System.out.println("wrote " + folder.resolve("images.png"));
        for (int i = 0; i < 5; i++) {
            int label = data.train().label(i);
            String name = data.classNames().get(label);
            System.out.println("image " + i + ": " + label + ", " + name);
        }
        // end::look[]
    }

    static ModelHelper layers(int batch, Path folder) throws IOException {
        // tag::layers[]
        ModelHelper model = new ModelHelper("six_layers");
        String x = model.input("data", Shape.of(batch, 3, 32, 32)); // <1>
        x = convolution(model, x, "conv1", 32);
        x = convolution(model, x, "conv2", 32);
        x = Brew.maxPool(model, x, "pool1", kernel(2), stride(2)); // <2>
        x = convolution(model, x, "conv3", 64);
        x = convolution(model, x, "conv4", 64);
        x = Brew.maxPool(model, x, "pool2", kernel(2), stride(2));
        x = Brew.fc(model, x, "fc5", 512); // <3>
        x = Brew.relu(model, x, x); // <4>
        Brew.fc(model, x, "scores", 10);
        // end::layers[]
        // tag::layers-print[]
        NetDef net = model.net().proto();
        System.out.print(NetPrinter.print(net));
        System.out.println("parameters: " + model.params());
        System.out.printf("numbers to learn: %,d%n", model.learntNumbers());
        String svg = NetDrawer.of(net).detail(Detail.OPERATORS).svg();
        Files.writeString(folder.resolve("six_layers.svg"), svg);
        System.out.println("wrote " + folder.resolve("six_layers.svg"));
        // end::layers-print[]
        return model;
    }

    // tag::convolution[]
    /** A convolution that keeps the image's size, and a ReLU in place. */
    static String convolution(ModelHelper model, String in, String out, int channels) {
        Option border = pad(1); // <1>
        Option start = weightInit(Initializer.msra()); // <2>
        Brew.conv(model, in, out, channels, kernel(3), border, start);
        return Brew.relu(model, out, out);
    }

    // end::convolution[]

    static void lossAndGradients(ModelHelper model) {
        // tag::loss[]
        String loss =
                Brew.softmaxWithLoss(model, "scores", "label", "softmax", "loss").loss(); // <1>
        int before = model.net().proto().getOpCount();
        model.addGradientOperators(loss); // <2>

        List<OperatorDef> ops = model.net().proto().getOpList();
        System.out.printf("%d operators before, %d after%n", before, ops.size());
        for (OperatorDef op : ops.subList(before, before + 5)) {
            System.out.println(NetPrinter.line(op));
        }
        String gradient = model.paramToGrad().get("fc5_w");
        System.out.println("gradient of fc5_w: " + gradient);
        // end::loss[]
        part();
        // tag::loss-fail[]
        fails("did you mean \"loss\"", () -> model.net().addGradientOperators("los"));
        // end::loss-fail[]
    }

    static void optimizer(ModelHelper model, int steps) {
        int before = model.net().proto().getOpCount();
        // tag::optimizer[]
        Optimizers.sgd(0.02)
                .momentum(0.9)
                .nesterov(false)
                .policy(LearningRatePolicy.poly(1, steps)) // <1>
                .build(model);
        model.net().addExternalOutput("loss"); // <2>
        // end::optimizer[]
        // tag::optimizer-print[]
        List<OperatorDef> ops = model.net().proto().getOpList();
        ops.subList(before, before + 4).forEach(op -> System.out.println(NetPrinter.line(op)));
        System.out.println("operators in all: " + ops.size());
        // end::optimizer-print[]
    }

    static void start(Workspace workspace, ModelHelper model, Batches train) {
        // tag::start[]
        workspace.runNetOnce(model.paramInitNet()); // <1>
        System.out.println("conv1_w = " + workspace.fetchBlob("conv1_w"));

        try (BatchReader reader = train.read(1)) {
            feed(workspace, reader.next()); // <2>
        }
        workspace.createNet(model); // <3>
        System.out.println("data holds " + workspace.blobType("data"));
        System.out.println("label holds " + workspace.blobType("label"));
        Plan plan = workspace.plans(model.net().name()).get(0);
        System.out.printf(
                "memory of a step: %.1f MB; if no two blobs shared it: %.1f MB%n",
                plan.plannedBytes() / 1e6, plan.unplannedBytes() / 1e6);
        // end::start[]
        part();
        // tag::shapes-of[]
        List<NetDef> net = List.of(model.net().proto());
        Map<String, ArrayType> types = workspace.inspect().inferShapesAndTypes(net, Map.of());
        for (String blob : List.of("conv1", "pool1", "conv3", "pool2", "fc5", "loss")) {
            System.out.println(blob + ": " + types.get(blob));
        }
        // end::shapes-of[]
        part();
        // tag::start-fail[]
        ModelHelper wrong = new ModelHelper("wrong");
        Brew.fc(wrong, "pool2", "wrong_fc5", 64 * 16 * 16, 512);
        List<NetDef> nets = List.of(wrong.paramInitNet().proto(), wrong.net().proto());
        fails("rows of 4096", () -> workspace.inspect().inferShapesAndTypes(nets, types));
        // end::start-fail[]
        part();
        // tag::kept-fail[]
        fails("does not keep it", () -> workspace.fetchBlob("fc5_w_grad"));
        // end::kept-fail[]
    }

    // tag::feed[]
    static void feed(Workspace workspace, Batch batch) {
        workspace.feedBlob("data", batch.images());
        workspace.feedBlob("label", batch.labels());
    }

    // end::feed[]

    static void train(Workspace workspace, ModelHelper model, Batches train) {
        // tag::train[]
        int every = train.perEpoch() / 10;
        double sum = 0;
        long start = System.nanoTime();
        try (BatchReader reader = train.read(1)) { // <1>
            for (int step = 1; reader.hasNext(); step++) {
                feed(workspace, reader.next());
                workspace.runNet(model.net().name()); // <2>
                sum += workspace.fetchBlob("loss").item();
                if (step % every == 0) {
                    double seconds = (System.nanoTime() - start) / 1e9;
                    System.out.printf(
                            "step %3d  mean loss %.3f  %.0f images/s%n",
                            step, sum / every, step * train.size() / seconds);
                    sum = 0;
                }
            }
        }
        // end::train[]
    }

    static PredictorNet test(Workspace workspace, ModelHelper model, Batches test) {
        // tag::predict[]
        PredictorNet extracted =
                model.extractPredictorNet(List.of("data"), List.of("scores")); // <1>
        Net predict = new Net(extracted.net());
        predict.op("Softmax", "scores", "softmax"); // <2>
        predict.addExternalOutput("softmax");
        // end::predict[]
        // tag::test[]
        Net testing = predict.copy("testing");
        testing.op("Accuracy", List.of("softmax", "label"), "accuracy"); // <1>
        testing.addExternalOutput("accuracy");
        workspace.createNet(testing);

        double right = 0;
        try (BatchReader reader = test.read(1)) {
            while (reader.hasNext()) {
                Batch batch = reader.next();
                feed(workspace, batch);
                workspace.runNet(testing.name()); // <2>
                right += workspace.fetchBlob("accuracy").item() * batch.size();
            }
        }
        int images = test.imagesPerEpoch();
        double percent = 100 * right / images;
        System.out.printf("%.1f %% of %d test images are right%n", percent, images);
        // end::test[]
        return new PredictorNet(predict.proto(), extracted.parameters());
    }

    // tag::on-pixels[]
    static NetDef onPixels(PredictorNet predict, Normalization normalization, DataSet data) {
        // tag::pixels[]
        float[] mean = normalization.byteMean();
        float[] deviation = normalization.byteDeviation();
        PredictorNet pixels = predict.onPixels("data", mean, deviation); // <1>
        ImageCard card = ImageCard.of("data", 3, 32, 32, data.classNames());
        return card.on(pixels.net()); // <2>
        // end::pixels[]
    }

    // end::on-pixels[]

    static void save(Workspace workspace, ModelHelper model, NetDef predict, Path folder)
            throws IOException {
        // tag::save[]
        Argument file = arg("db", "weights.minidb");
        Argument type = arg("db_type", "minidb");
        workspace.setRootFolder(folder); // <1>
        workspace.runOperatorOnce(
                Ops.operator("Save", model.params(), List.of(), file, type)); // <2>
        long bytes = Files.size(folder.resolve("weights.minidb"));
        System.out.printf("weights: %,d bytes%n", bytes);

        Net init = new Net("init");
        init.op("Load", List.of(), model.params(), file, type); // <3>
        MessageFiles.write(folder.resolve("init.pbtxt"), init.proto()); // <4>
        MessageFiles.write(folder.resolve("predict.pbtxt"), predict);
        System.out.print(NetPrinter.print(init.proto()));
        // end::save[]
    }

    static void load(Path folder, DataSet data) throws IOException {
        part();
        // tag::load[]
        NetDef init = NetFiles.readNet(folder.resolve("init.pbtxt"));
        NetDef predict = NetFiles.readNet(folder.resolve("predict.pbtxt"));
        Workspace fresh = new Workspace(); // <1>
        fresh.setRootFolder(folder);
        NDArray pixels = data.test().first(8).toArray(); // <2>
        try (Predictor predictor = new Predictor(fresh, init, predict)) { // <3>
            List<List<Guess>> answers = predictor.classify(pixels, 1); // <4>
            for (int i = 0; i < answers.size(); i++) {
                Guess best = answers.get(i).get(0);
                String truth = data.classNames().get(data.test().label(i));
                System.out.printf(
                        "%2.0f %% %s, really %s%n", 100 * best.score(), best.name(), truth);
            }
        }
        // end::load[]
        part();
        // tag::load-fail[]
        OperatorDef misspelt =
                Ops.operator(
                        "Load",
                        List.of(),
                        List.of("conv1_w"),
                        arg("db", "weight.minidb"),
                        arg("db_type", "minidb"));
        try (Workspace workspace = new Workspace()) {
            workspace.setRootFolder(folder);
            fails("weight.minidb", () -> workspace.runOperatorOnce(misspelt));
        }
        // end::load-fail[]
    }
}
