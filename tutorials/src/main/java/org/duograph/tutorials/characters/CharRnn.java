package org.duograph.tutorials.characters;

import static org.duograph.tutorials.Transcript.part;
import static org.duograph.tutorials.Transcript.step;
import static org.duograph.workspace.io.Ops.arg;
import static org.duograph.workspace.model.Option.axis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.duograph.data.Characters;
import org.duograph.data.TextBatches;
import org.duograph.data.Texts;
import org.duograph.messages.MessageFiles;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.draw.NetPrinter;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.Initializer;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.model.Parameter;
import org.duograph.workspace.model.PredictorNet;
import org.duograph.workspace.model.RecurrentLayers;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.NetDef;

/**
 * Lesson "A net that writes like Newton", step by step.
 *
 * <p>Arguments: the folder for its files, {@code out/characters} if not given; a text file to learn
 * instead of the one that ships; and how many training steps to take. Where the first is {@code
 * attention}, {@link CharTransformer} takes the others.
 */
public final class CharRnn {
    // tag::sizes[]
    private static final int STEPS = 40; // characters in a row
    private static final int STREAMS = 20; // places of the text at the same time
    private static final int HIDDEN = 128; // numbers that the net remembers

    // end::sizes[]

    private CharRnn() {}

    /** Runs all steps. */
    public static void main(String[] args) throws IOException {
        if (args.length > 0 && args[0].equals("attention")) {
            CharTransformer.main(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        Path folder = Path.of(args.length > 0 ? args[0] : "out/characters");
        Files.createDirectories(folder);
        step("Text");
        String text = args.length > 1 ? Texts.read(Path.of(args[1])) : Texts.opticks();
        int training = args.length > 2 ? Integer.parseInt(args[2]) : 2000;
        Characters characters = look(text);
        TextBatches batches = cut(text, characters);
        try (Workspace workspace = new Workspace("", 1)) {
            step("Net");
            ModelHelper model = network(characters.size());
            step("Carrying on");
            Net carry = carry();
            step("Before training");
            PredictorNet predict = start(workspace, model, carry, characters);
            step("Training");
            train(workspace, model, carry, batches, characters.size(), training);
            step("Writing");
            write(workspace, predict, characters);
            step("Saving and loading");
            save(workspace, predict, characters, folder);
            load(folder);
        }
    }

    static Characters look(String text) {
        // tag::text[]
        Characters characters = Characters.of(text); // <1>
        System.out.printf("%,d characters, of %d kinds%n", text.length(), characters.size());
        System.out.println(text.substring(0, 139));
        System.out.println("Ray = " + Arrays.toString(characters.encode("Ray")));
        // end::text[]
        return characters;
    }

    static TextBatches cut(String text, Characters characters) {
        part();
        // tag::batches[]
        TextBatches batches = new TextBatches(characters.encode(text), STREAMS, STEPS); // <1>
        System.out.printf("%d batches of %d x %d%n", batches.perEpoch(), STEPS, STREAMS);
        // end::batches[]
        return batches;
    }

    static ModelHelper network(int kinds) {
        // tag::net[]
        ModelHelper model = new ModelHelper("writer");
        model.input("characters", new ArrayType(DType.INT32, Shape.of(STEPS, STREAMS)));
        model.input("hidden", Shape.of(STREAMS, HIDDEN)); // <1>
        model.input("cell", Shape.of(STREAMS, HIDDEN));

        String identity =
                model.createParam(
                        "identity",
                        Shape.of(kinds, kinds),
                        Initializer.of("DiagonalFill", arg("value", 1f)),
                        Parameter.Kind.COMPUTED);
        String rows = model.op("Gather", List.of(identity, "characters"), "rows"); // <2>
        String x = model.op("StopGradient", rows, "one_hot");

        RecurrentLayers.Outputs h =
                RecurrentLayers.lstm(model, x, "lstm", HIDDEN, List.of("hidden", "cell"), null);
        String scores = Brew.fc(model, h.all(), "scores", HIDDEN, kinds, axis(2)); // <3>
        // end::net[]
        // tag::net-print[]
        System.out.println(model.type(h.all()) + " " + h.all());
        System.out.println(model.type(scores) + " " + scores);
        System.out.println("parameters: " + model.params());
        System.out.printf("numbers to learn: %,d%n", model.learntNumbers());
        // end::net-print[]
        part();
        // tag::loss[]
        String loss =
                Brew.softmaxWithLoss(model, scores, "next", "softmax", "loss", axis(2)).loss();
        model.addGradientOperators(loss); // <1>
        Optimizers.adam(0.005).maxGradientNorm(5).build(model); // <2>
        model.net().addExternalOutput("loss", "lstm_last", "lstm_cell_last");
        // end::loss[]
        // tag::loss-print[]
        model.net().proto().getOpList().stream()
                .filter(op -> op.getType().startsWith("LSTM"))
                .forEach(op -> System.out.println(op.getType() + " -> " + op.getOutput(0)));
        // end::loss-print[]
        return model;
    }

    static Net carry() {
        // tag::carry[]
        Net carry = new Net("carry");
        carry.op("Copy", "lstm_last", "hidden");
        carry.op("Copy", "lstm_cell_last", "cell");
        // end::carry[]
        System.out.print(NetPrinter.print(carry.proto()));
        return carry;
    }

    static PredictorNet start(
            Workspace workspace, ModelHelper model, Net carry, Characters characters) {
        // tag::start[]
        workspace.runNetOnce(model.paramInitNet());
        workspace.createNet(model);
        PredictorNet predict =
                model.extractPredictorNet(
                        List.of("characters", "hidden", "cell"), // <1>
                        List.of("scores", "lstm_last", "lstm_cell_last"));
        System.out.println(
                quoted(sample(workspace, predict.net(), characters, "The ", 100, 1))); // <2>
        // end::start[]
        forget(workspace);
        workspace.createNet(carry);
        return predict;
    }

    // tag::forget[]
    static void forget(Workspace workspace) {
        NDArray zeros = NDArray.zeros(ArrayType.float32(STREAMS, HIDDEN));
        workspace.feedBlob("hidden", zeros);
        workspace.feedBlob("cell", zeros);
    }

    // end::forget[]

    static void train(
            Workspace workspace,
            ModelHelper model,
            Net carry,
            TextBatches batches,
            int kinds,
            int steps) {
        // tag::train[]
        double smooth = Math.log(kinds); // <1>
        System.out.printf("step %4d  smoothed loss %.3f%n", 0, smooth);
        long start = System.nanoTime();
        for (int step = 0; step < steps; step++) {
            if (batches.beginsAnew(step)) {
                forget(workspace); // <2>
            }
            TextBatches.Batch batch = batches.batch(step);
            workspace.feedBlob("characters", batch.characters());
            workspace.feedBlob("next", batch.next());
            workspace.runNet(model.net().name());
            workspace.runNet(carry.name()); // <3>
            smooth = 0.98 * smooth + 0.02 * workspace.fetchBlob("loss").item();
            if ((step + 1) % (steps / 8) == 0) {
                double ms = (System.nanoTime() - start) / 1e6;
                System.out.printf(
                        "step %4d  smoothed loss %.3f  %.0f ms a step%n",
                        step + 1, smooth, ms / (step + 1));
            }
        }
        // end::train[]
    }

    // tag::sample[]
    static String sample(
            Workspace trained,
            NetDef net,
            Characters characters,
            String begin,
            int length,
            double temperature) {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder(begin);
        try (Workspace workspace = new Workspace(trained)) { // <1>
            NDArray zeros = NDArray.zeros(ArrayType.float32(1, HIDDEN));
            workspace.feedBlob("hidden", zeros);
            workspace.feedBlob("cell", zeros);
            for (int i = 0; text.length() < begin.length() + length; i++) {
                int[] read = characters.encode(text.substring(i, i + 1));
                workspace.feedBlob("characters", NDArray.of(Shape.of(1, 1), read)); // <2>
                if (i == 0) {
                    workspace.createNet(net);
                }
                workspace.runNet(net.getName());
                workspace.feedBlob("hidden", workspace.fetchBlob("lstm_last"));
                workspace.feedBlob("cell", workspace.fetchBlob("lstm_cell_last"));
                if (i == text.length() - 1) {
                    NDArray scores = workspace.fetchBlob("scores");
                    int next = Characters.draw(scores, temperature, random);
                    text.append(characters.decode(next)); // <3>
                }
            }
        }
        return text.toString();
    }

    // end::sample[]

    // tag::quoted[]
    private static String quoted(String text) {
        return "| " + text.replace("\n", "\n| ");
    }

    // end::quoted[]

    static void write(Workspace workspace, PredictorNet predict, Characters characters) {
        // tag::write[]
        for (double temperature : new double[] {0.2, 0.6, 1.2}) {
            System.out.println("temperature " + temperature);
            String text = sample(workspace, predict.net(), characters, "The ", 300, temperature);
            System.out.println(quoted(text));
        }
        // end::write[]
    }

    static void save(Workspace workspace, PredictorNet predict, Characters characters, Path folder)
            throws IOException {
        // tag::save[]
        Argument file = arg("db", "writer.minidb");
        Argument type = arg("db_type", "minidb");
        workspace.setRootFolder(folder);
        workspace.runOperatorOnce(
                Ops.operator("Save", predict.parameters(), List.of(), file, type));
        Net init = new Net("init");
        init.op("Load", List.of(), predict.parameters(), file, type);
        NetDef net =
                predict.net().toBuilder()
                        .addArg(arg("characters", characters.all()))
                        .build(); // <1>
        MessageFiles.write(folder.resolve("init.pbtxt"), init.proto());
        MessageFiles.write(folder.resolve("writer.pbtxt"), net);
        // end::save[]
    }

    static void load(Path folder) throws IOException {
        // tag::load[]
        NetDef net = NetFiles.readNet(folder.resolve("writer.pbtxt"));
        Characters characters = new Characters(Args.of(net).s("characters", ""));
        try (Workspace fresh = new Workspace()) {
            fresh.setRootFolder(folder);
            fresh.runNetOnce(NetFiles.readNet(folder.resolve("init.pbtxt")));
            System.out.println(quoted(sample(fresh, net, characters, "Light is ", 200, 0.5)));
        }
        // end::load[]
    }
}
