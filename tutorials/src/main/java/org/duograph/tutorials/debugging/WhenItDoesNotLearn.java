package org.duograph.tutorials.debugging;

import static org.duograph.tutorials.Transcript.part;
import static org.duograph.tutorials.Transcript.step;
import static org.duograph.workspace.model.Option.weightInit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duograph.data.Batch;
import org.duograph.data.BatchReader;
import org.duograph.data.Batches;
import org.duograph.data.DataSet;
import org.duograph.data.Normalization;
import org.duograph.data.Shapes10;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tutorials.Curves;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.Initializer;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;

/**
 * Lesson "When it does not learn", step by step.
 *
 * <p>Argument: the folder for its picture, {@code out/debugging} if not given.
 */
public final class WhenItDoesNotLearn {
    // tag::steps[]
    private static final int STEPS = 80;

    // end::steps[]

    private WhenItDoesNotLearn() {}

    /** Runs all steps. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "out/debugging");
        step("The first loss");
        Batch batch = batch(true);
        firstLoss(batch);
        step("One batch");
        NDArray healthy = oneBatch(batch);
        step("Softmax twice");
        NDArray twice = softmaxTwice(batch);
        step("Zeros");
        NDArray zeros = zeros(batch);
        step("Dead units");
        deadUnits(batch);
        step("A picture");
        picture(folder, healthy, twice, zeros);
        step("Rates");
        rates(batch);
        step("Not a number");
        NotANumber.inASession(batch);
        part();
        NotANumber.inAWorkspace();
        step("Labels");
        NotANumber.labels(batch);
        step("Shapes");
        WrongShape.inAWorkspace();
        part();
        WrongShape.inASession();
        step("Slow");
        TooSlow.find();
    }

    // tag::batch[]
    /** Sixteen small pictures of ten kinds of things, the same on every machine. */
    static Batch batch(boolean normalized) throws IOException {
        DataSet data = new Shapes10(1, 160, 16).generate();
        Batches batches = Batches.of(data.train(), 16);
        if (normalized) {
            batches = batches.normalized(Normalization.of(data.train())); // <1>
        }
        try (BatchReader reader = batches.read(1)) {
            return reader.next();
        }
    }

    // end::batch[]

    // tag::pixels[]
    /** The images as most files have them: a byte for each colour of each pixel. */
    static NDArray pixels(Batch unit) {
        NDArray bytes = unit.images().copy();
        for (int i = 0; i < bytes.size(); i++) {
            bytes.set(i, Math.round(255 * bytes.get(i)));
        }
        return bytes;
    }

    // end::pixels[]

    // tag::layers[]
    /** Two layers, up to the scores of ten classes. */
    static ModelHelper layers(String name, Initializer weights) {
        ModelHelper model = new ModelHelper(name);
        model.input("data", Shape.of(16, 3, 32, 32));
        model.input("label", new ArrayType(DType.INT32, Shape.of(16)));
        Brew.fc(model, "data", "hidden", 64, weightInit(weights));
        Brew.relu(model, "hidden", "active");
        Brew.fc(model, "active", "scores", 10, weightInit(weights));
        return model;
    }

    // end::layers[]

    // tag::learn[]
    /** Learns the batch again and again; gives the loss before each step. */
    static NDArray learn(
            ModelHelper model, double rate, NDArray images, NDArray labels, Workspace workspace) {
        model.addGradientOperators("loss");
        Optimizers.sgd(rate).build(model);
        workspace.runNetOnce(model.paramInitNet());
        workspace.feedBlob("data", images);
        workspace.feedBlob("label", labels);
        workspace.createNet(model);
        NDArray losses = NDArray.zeros(ArrayType.float32(STEPS + 1));
        for (int i = 0; i <= STEPS; i++) {
            workspace.runNet(model.net().name());
            losses.set(i, workspace.fetchBlob("loss").item());
        }
        return losses;
    }

    static void print(NDArray losses) {
        for (int i : List.of(0, 1, 5, 20, STEPS)) {
            System.out.printf("after %2d steps: loss %.4f%n", i, losses.get(i));
        }
    }

    // end::learn[]

    static void firstLoss(Batch batch) {
        // tag::first-loss[]
        for (Initializer weights : List.of(Initializer.msra(), Initializer.xavier())) {
            ModelHelper model = layers("start", weights);
            Brew.softmaxWithLoss(model, "scores", "label", "softmax", "loss");
            try (Workspace workspace = new Workspace()) {
                workspace.runNetOnce(model.paramInitNet());
                workspace.feedBlob("data", batch.images());
                workspace.feedBlob("label", batch.labels());
                workspace.runNetOnce(model.net());
                System.out.printf(
                        "%s: scores from %s, loss %.3f%n",
                        weights.type(),
                        range(workspace.fetchBlob("scores")),
                        workspace.fetchBlob("loss").item());
            }
        }
        System.out.printf("knowing nothing: %.3f%n", Math.log(10));
        // end::first-loss[]
    }

    static NDArray oneBatch(Batch batch) {
        // tag::one-batch[]
        ModelHelper model = layers("healthy", Initializer.xavier());
        Brew.softmaxWithLoss(model, "scores", "label", "softmax", "loss");
        try (Workspace workspace = new Workspace()) {
            NDArray losses = learn(model, 0.01, batch.images(), batch.labels(), workspace);
            print(losses);
            // end::one-batch[]
            return losses;
        }
    }

    static NDArray softmaxTwice(Batch batch) {
        // tag::twice[]
        ModelHelper model = layers("twice", Initializer.xavier());
        Brew.softmax(model, "scores", "probabilities");
        Brew.softmaxWithLoss(model, "probabilities", "label", "softmax", "loss");
        try (Workspace workspace = new Workspace()) {
            NDArray losses = learn(model, 0.01, batch.images(), batch.labels(), workspace);
            print(losses);
            // end::twice[]
            part();
            // tag::twice-look[]
            NDArray scores = workspace.fetchBlob("probabilities"); // <1>
            System.out.printf("what the loss reads lies in %s%n", range(scores));
            System.out.printf("the least possible loss: %.4f%n", Math.log(Math.E + 9) - 1); // <2>
            // end::twice-look[]
            return losses;
        }
    }

    // tag::range[]
    static String range(NDArray numbers) {
        double low = numbers.get(0);
        double high = low;
        for (double v : numbers.toDoubles()) {
            low = Math.min(low, v);
            high = Math.max(high, v);
        }
        return "%.3f to %.3f".formatted(low, high);
    }

    // end::range[]

    static NDArray zeros(Batch batch) {
        // tag::zeros[]
        ModelHelper model = layers("zeros", Initializer.constant(0));
        Brew.softmaxWithLoss(model, "scores", "label", "softmax", "loss");
        try (Workspace workspace = new Workspace()) {
            NDArray losses = learn(model, 0.01, batch.images(), batch.labels(), workspace);
            print(losses);
            // end::zeros[]
            part();
            // tag::zeros-look[]
            for (String parameter : model.params()) {
                String gradient = model.paramToGrad().get(parameter);
                System.out.printf(
                        "%s: gradients from %s%n", parameter, range(workspace.fetchBlob(gradient)));
            }
            // end::zeros-look[]
            return losses;
        }
    }

    static void deadUnits(Batch batch) throws IOException {
        // tag::dead[]
        NDArray pixels = pixels(batch(false)); // <1>
        System.out.println("normalised: " + range(batch.images()));
        System.out.println("bytes:      " + range(pixels));
        ModelHelper model = layers("dead", Initializer.xavier());
        Brew.softmaxWithLoss(model, "scores", "label", "softmax", "loss");
        try (Workspace workspace = new Workspace()) {
            NDArray losses = learn(model, 0.01, pixels, batch.labels(), workspace);
            print(losses);
            // end::dead[]
            part();
            // tag::dead-look[]
            System.out.printf("%d of 64 units are dead%n", dead(workspace.fetchBlob("active")));
            // end::dead-look[]
        }
        part();
        deadUnitsOfTheSameNet(batch);
    }

    private static void deadUnitsOfTheSameNet(Batch batch) {
        // tag::dead-cure[]
        ModelHelper model = layers("awake", Initializer.xavier());
        Brew.softmaxWithLoss(model, "scores", "label", "softmax", "loss");
        try (Workspace workspace = new Workspace()) {
            NDArray losses = learn(model, 0.01, batch.images(), batch.labels(), workspace);
            int dead = dead(workspace.fetchBlob("active"));
            System.out.printf("normalised: loss %.4f, %d dead%n", losses.get(STEPS), dead);
        }
        // end::dead-cure[]
    }

    // tag::dead-count[]
    /** How many columns are 0 in every row: units that no picture wakes. */
    static int dead(NDArray active) {
        int rows = active.shape().dim(0);
        int units = active.shape().dim(1);
        int dead = 0;
        for (int unit = 0; unit < units; unit++) {
            boolean silent = true;
            for (int row = 0; row < rows; row++) {
                silent &= active.get(row, unit) == 0;
            }
            dead += silent ? 1 : 0;
        }
        return dead;
    }

    // end::dead-count[]

    static void picture(Path folder, NDArray healthy, NDArray twice, NDArray zeros)
            throws IOException {
        NDArray steps = NDArray.zeros(ArrayType.float32(STEPS + 1));
        for (int i = 0; i <= STEPS; i++) {
            steps.set(i, i);
        }
        String svg =
                new Curves()
                        .line("healthy", steps, healthy)
                        .line("softmax twice", steps, twice)
                        .line("zeros", steps, zeros)
                        .svg();
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("losses.svg"), svg);
        System.out.println("wrote " + folder.resolve("losses.svg"));
    }

    static void rates(Batch batch) {
        // tag::rates[]
        for (double rate : new double[] {0.0001, 0.001, 0.01, 0.1, 1}) {
            ModelHelper model = layers("rates", Initializer.xavier());
            Brew.softmaxWithLoss(model, "scores", "label", "softmax", "loss");
            try (Workspace workspace = new Workspace()) {
                NDArray losses = learn(model, rate, batch.images(), batch.labels(), workspace);
                System.out.printf(
                        "rate %.4f: loss %.3f, then %.3f, at last %.3f%n",
                        rate, losses.get(0), losses.get(1), losses.get(STEPS));
            }
        }
        // end::rates[]
    }
}
