package org.duograph.tutorials.clothes;

import static org.duograph.tutorials.Transcript.part;
import static org.duograph.tutorials.Transcript.step;
import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.stride;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duograph.data.Batch;
import org.duograph.data.BatchReader;
import org.duograph.data.Batches;
import org.duograph.data.Confusion;
import org.duograph.data.DataSet;
import org.duograph.data.DataSources;
import org.duograph.data.FashionMnist;
import org.duograph.data.ImageGrid;
import org.duograph.data.Images;
import org.duograph.data.Normalization;
import org.duograph.data.PixelReader;
import org.duograph.data.Progress;
import org.duograph.session.Fetched;
import org.duograph.session.Graph;
import org.duograph.session.Layers;
import org.duograph.session.Operation;
import org.duograph.session.Run;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.train.AdamOptimizer;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.training.History;
import org.duograph.training.Learner;
import org.duograph.training.Samples;
import org.duograph.training.Trainer;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.draw.NetPrinter;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.net.Net;

/**
 * Lesson "Telling clothes apart", step by step.
 *
 * <p>Arguments: {@code quick} for a tenth of the images, and the folder for its pictures, {@code
 * out/clothes} if not given.
 */
public final class Clothes {
    // tag::batch[]
    private static final int BATCH = 50;

    // end::batch[]

    private Clothes() {}

    /** Runs all steps. */
    public static void main(String[] args) throws IOException {
        List<String> given = List.of(args);
        boolean quick = given.contains("quick");
        Path folder =
                given.stream()
                        .filter(a -> !a.equals("quick"))
                        .findFirst()
                        .map(Path::of)
                        .orElse(Path.of("out/clothes"));
        Files.createDirectories(folder);
        step("Data");
        DataSet data = data(quick);
        look(data, folder);
        Batches train = batches(data);
        // tag::test[]
        Batches test = Batches.of(data.test(), BATCH).normalized(train.normalization());
        // end::test[]
        try (Workspace workspace = new Workspace("", 1)) {
            step("In a workspace");
            ModelHelper model = net();
            part();
            learn(learner(workspace, model), train, test, folder);
            step("In a session");
            inASession(train, test);
            step("Confusion");
            NDArray probabilities = probabilities(workspace, test);
            confusion(probabilities, data, folder);
            step("Worst mistakes");
            worst(probabilities, data, folder);
            step("Filters");
            filters(workspace, folder);
        }
    }

    static DataSet data(boolean quick) throws IOException {
        // tag::data[]
        DataSources sources =
                DataSources.standard().telling(System.out::println, Progress.NONE); // <1>
        DataSet data = FashionMnist.load(sources);
        if (quick) {
            data = data.first(6000, 1000); // <2>
        }
        System.out.println(data.describe());
        // end::data[]
        return data;
    }

    static void look(DataSet data, Path folder) throws IOException {
        part();
        // tag::look[]
        new ImageGrid(16, 2).write(folder.resolve("clothes.png"), data.train(), 48);
        System.out.println("wrote clothes.png");
        System.out.println("classes: " + data.classNames());
        // end::look[]
    }

    static Batches batches(DataSet data) throws IOException {
        // tag::batches[]
        Images images = data.train();
        Normalization normalization = Normalization.of(images);
        Batches train = Batches.of(images, BATCH).shuffled().seeded(1).normalized(normalization);
        // end::batches[]
        return train;
    }

    static ModelHelper net() {
        // tag::net[]
        ModelHelper model = new ModelHelper("clothes");
        String x = model.input("data", Shape.of(BATCH, 1, 28, 28));
        x = Brew.conv(model, x, "conv1", 20, kernel(5)); // <1>
        x = Brew.maxPool(model, x, "pool1", kernel(2), stride(2));
        x = Brew.conv(model, x, "conv2", 50, kernel(5));
        x = Brew.maxPool(model, x, "pool2", kernel(2), stride(2));
        x = Brew.fc(model, x, "fc3", 500);
        x = Brew.relu(model, x, "relu3");
        x = Brew.fc(model, x, "scores", 10);
        System.out.print(NetPrinter.print(model.net().proto()));
        System.out.printf("numbers to learn: %,d%n", model.learntNumbers());
        // end::net[]
        return model;
    }

    // tag::learner[]
    static Learner learner(Workspace workspace, ModelHelper model) {
        Net testing = new Net(model.net().proto()).copy("testing"); // <1>
        List<String> outputs = List.of("softmax", "loss");
        testing.op("SoftmaxWithLoss", List.of("scores", "label"), outputs);
        testing.op("Accuracy", List.of("softmax", "label"), "accuracy");
        testing.addExternalOutput("softmax", "loss", "accuracy");

        String loss = Brew.softmaxWithLoss(model, "scores", "label", "softmax", "loss").loss();
        model.addGradientOperators(loss);
        Optimizers.adam(0.001).build(model); // <2>
        model.net().addExternalOutput(loss);
        workspace.runNetOnce(model.paramInitNet());
        workspace.createNet(model);
        workspace.createNet(testing);
        return Learner.of(
                batch -> { // <3>
                    feed(workspace, batch);
                    workspace.runNet("clothes");
                    return Map.of("loss", workspace.fetchBlob("loss").item());
                },
                batch -> { // <4>
                    feed(workspace, batch);
                    workspace.runNet("testing");
                    double nowLoss = workspace.fetchBlob("loss").item();
                    double accuracy = workspace.fetchBlob("accuracy").item();
                    return Map.of("loss", nowLoss, "accuracy", accuracy);
                });
    }

    private static void feed(Workspace workspace, List<NDArray> batch) {
        workspace.feedBlob("data", batch.get(0));
        workspace.feedBlob("label", batch.get(1));
    }

    // end::learner[]

    static void learn(Learner learner, Batches train, Batches test, Path folder)
            throws IOException {
        // tag::learn[]
        Trainer trainer = new Trainer(learner);
        History history = trainer.fit(Samples.of(train), Samples.of(test), 4);
        print(history);
        history.plot(folder.resolve("loss.svg"));
        // end::learn[]
    }

    // tag::print[]
    private static void print(History history) {
        for (int i = 0; i < history.epochs().size(); i++) {
            System.out.printf(
                    "epoch %d: loss %.3f, on test images %.3f, right %.1f %%%n",
                    i + 1,
                    history.get("loss").get(i),
                    history.get("val_loss").get(i),
                    100 * history.get("val_accuracy").get(i));
        }
    }

    // end::print[]

    static void inASession(Batches train, Batches test) {
        // tag::session[]
        Graph g = new Graph();
        g.setRandomSeed(1);
        Tensor pixels = g.placeholder("data", DType.FLOAT32, -1, 1, 28, 28);
        Tensor label = g.placeholder("label", DType.INT32, -1);
        Layers layers = g.layers().channelsFirst(); // <1>
        Tensor x = layers.name("conv1").conv2d(pixels, 20, 5);
        x = layers.maxPooling2d(x, 2, 2);
        x = layers.name("conv2").conv2d(x, 50, 5);
        x = layers.maxPooling2d(x, 2, 2);
        x = layers.name("fc3").dense(layers.flatten(x), 500).relu();
        Tensor scores = layers.name("scores").dense(x, 10);
        Tensor loss = scores.sparseSoftmaxCrossEntropy(label).mean();
        Tensor right = scores.argMax(1).equalTo(label.cast(DType.INT64)); // <2>
        Tensor accuracy = right.cast(DType.FLOAT32).mean();
        Operation step = new AdamOptimizer(0.001).minimize(loss);
        // end::session[]
        // tag::session-run[]
        try (Session s = new Session(g)) {
            s.initialize();
            Learner learner =
                    Learner.of(
                            batch -> {
                                Run fed = s.feed(pixels, batch.get(0)).feed(label, batch.get(1));
                                return Map.of("loss", fed.run(loss, step).get(0).item());
                            },
                            batch -> {
                                Run fed = s.feed(pixels, batch.get(0)).feed(label, batch.get(1));
                                Fetched both = fed.run(loss, accuracy);
                                double share = both.get(1).item();
                                return Map.of("loss", both.get(0).item(), "accuracy", share);
                            });
            print(new Trainer(learner).fit(Samples.of(train), Samples.of(test), 4));
        }
        // end::session-run[]
    }

    static NDArray probabilities(Workspace workspace, Batches test) {
        // tag::probabilities[]
        NDArray probabilities = NDArray.zeros(ArrayType.float32(test.imagesPerEpoch(), 10));
        int filled = 0;
        try (BatchReader reader = test.read(1)) {
            while (reader.hasNext()) {
                Batch batch = reader.next();
                feed(workspace, List.of(batch.images(), batch.labels()));
                workspace.runNet("testing");
                for (double p : workspace.fetchBlob("softmax").toDoubles()) {
                    probabilities.set(filled++, p);
                }
            }
        }
        // end::probabilities[]
        return probabilities;
    }

    static void confusion(NDArray probabilities, DataSet data, Path folder) throws IOException {
        // tag::confusion[]
        Confusion confusion = new Confusion(data.classNames());
        NDArray said = probabilities.argMax(1);
        for (int i = 0; i < said.size(); i++) {
            confusion.add(data.test().label(i), (int) said.getWhole(i)); // <1>
        }
        System.out.println("rows: what it is; columns: what it was taken for");
        System.out.print(confusion);
        Files.writeString(folder.resolve("confusion.svg"), confusion.svg());
        // end::confusion[]
    }

    static void worst(NDArray probabilities, DataSet data, Path folder) throws IOException {
        // tag::worst[]
        NDArray said = probabilities.argMax(1);
        Images images = data.test();
        List<Integer> wrong =
                IntStream.range(0, said.size())
                        .filter(i -> said.getWhole(i) != images.label(i))
                        .boxed()
                        .sorted(Comparator.comparing(i -> -sure(probabilities, said, i))) // <1>
                        .toList();
        System.out.printf("%d of %d are wrong%n", wrong.size(), said.size());
        for (int i : wrong.subList(0, 8)) {
            String guess = data.classNames().get((int) said.getWhole(i));
            String truth = data.classNames().get(images.label(i));
            System.out.printf(
                    "%3.0f %% %s, really %s%n", 100 * sure(probabilities, said, i), guess, truth);
        }
        new ImageGrid(8, 4).write(folder.resolve("mistakes.png"), some(images, wrong, 8));
        // end::worst[]
    }

    // tag::sure[]
    private static double sure(NDArray probabilities, NDArray said, int i) {
        return probabilities.get(i, (int) said.getWhole(i));
    }

    // end::sure[]

    // tag::some[]
    /** The first of these images, as an array. */
    private static NDArray some(Images images, List<Integer> which, int count) throws IOException {
        int size = images.shape().size();
        byte[] pixels = new byte[count * size];
        byte[] one = new byte[size];
        try (PixelReader reader = images.open()) {
            for (int i = 0; i < count; i++) {
                reader.read(which.get(i), one);
                System.arraycopy(one, 0, pixels, i * size, size);
            }
        }
        return NDArray.ofBytes(images.shape().batchOf(count), pixels);
    }

    // end::some[]

    static void filters(Workspace workspace, Path folder) throws IOException {
        // tag::filters[]
        NDArray filters = workspace.fetchBlob("conv1_w");
        double most = 0;
        for (double w : filters.toDoubles()) {
            most = Math.max(most, Math.abs(w));
        }
        NDArray grey = filters.copy();
        for (int i = 0; i < grey.size(); i++) {
            grey.set(i, 127.5 * (1 + filters.get(i) / most)); // <1>
        }
        new ImageGrid(10, 10).write(folder.resolve("filters.png"), grey);
        System.out.println("conv1_w is " + filters.type());
        // end::filters[]
    }
}
