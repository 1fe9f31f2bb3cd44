package org.duograph.tutorials.characters;

import static org.duograph.tutorials.Transcript.step;
import static org.duograph.workspace.model.Option.axis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.duograph.data.Characters;
import org.duograph.data.TextBatches;
import org.duograph.data.Texts;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.model.PredictorNet;
import org.duograph.workspace.model.TransformerLayers;

/**
 * The part of lesson "A net that writes like Newton" that is about attention: {@code
 * tutorials/lesson characters attention}.
 *
 * <p>Arguments: a text file to learn instead of the one that ships; how many training steps to
 * take.
 */
public final class CharTransformer {
    // tag::sizes[]
    private static final int STEPS = 40; // characters that the net sees at once
    private static final int STREAMS = 16; // places of the text at the same time
    private static final int SIZE = 64; // numbers for each character
    private static final int HEADS = 4;
    private static final int BLOCKS = 2;

    // end::sizes[]

    private CharTransformer() {}

    /** Runs all steps. */
    public static void main(String[] args) throws IOException {
        String text = args.length > 0 ? Texts.read(Path.of(args[0])) : Texts.opticks();
        int training = args.length > 1 ? Integer.parseInt(args[1]) : 80;
        Characters characters = Characters.of(text);
        TextBatches batches = new TextBatches(characters.encode(text), STREAMS, STEPS);
        try (Workspace workspace = new Workspace("", 1)) {
            step("Net");
            ModelHelper model = network(characters.size());
            PredictorNet predict = start(workspace, model);
            step("What a step sees");
            look(workspace, model, batches);
            step("Training");
            train(workspace, model, batches, characters.size(), training);
            step("Writing");
            write(workspace, predict, characters);
        }
    }

    static ModelHelper network(int kinds) {
        // tag::net[]
        ModelHelper model = new ModelHelper("transformer");
        model.input("characters", new ArrayType(DType.INT32, Shape.of(STEPS, STREAMS)));
        model.input("places", new ArrayType(DType.INT32, Shape.of(STEPS)));
        String x =
                TransformerLayers.embedding(
                        model, "characters", "places", "x", kinds, STEPS, SIZE); // <1>
        for (int i = 0; i < BLOCKS; i++) {
            x = TransformerLayers.block(model, x, "block" + i, HEADS, true); // <2>
        }
        String y = Brew.layerNorm(model, x, "y", axis(2));
        String scores = Brew.fc(model, y, "scores", SIZE, kinds, axis(2)); // <3>
        String loss =
                Brew.softmaxWithLoss(model, scores, "next", "softmax", "loss", axis(2)).loss();
        model.addGradientOperators(loss);
        Optimizers.adam(0.003).build(model);
        // end::net[]
        // tag::net-print[]
        System.out.println(model.type(x) + " " + x);
        System.out.println(model.type(scores) + " " + scores);
        System.out.printf("numbers to learn: %,d%n", model.learntNumbers());
        // end::net-print[]
        return model;
    }

    static PredictorNet start(Workspace workspace, ModelHelper model) {
        // tag::start[]
        PredictorNet predict =
                model.extractPredictorNet(List.of("characters", "places"), List.of("scores"));
        model.net().addExternalOutput("loss", "block0_attention_weights");
        int[] places = IntStream.range(0, STEPS).toArray();
        workspace.feedBlob("places", NDArray.of(Shape.of(STEPS), places));
        workspace.runNetOnce(model.paramInitNet());
        // end::start[]
        return predict;
    }

    static void look(Workspace workspace, ModelHelper model, TextBatches batches) {
        // tag::look[]
        feed(workspace, batches.batch(0));
        workspace.createNet(model);
        workspace.runNet(model.net().name());
        NDArray weights = workspace.fetchBlob("block0_attention_weights");
        System.out.println(weights.type() + " streams x heads x steps x steps");
        for (int step = 0; step < 4; step++) {
            System.out.print("step " + step + " sees");
            for (int seen = 0; seen < 5; seen++) {
                System.out.printf(" %.2f", weights.get(step * STEPS + seen));
            }
            System.out.println();
        }
        // end::look[]
    }

    // tag::feed[]
    static void feed(Workspace workspace, TextBatches.Batch batch) {
        workspace.feedBlob("characters", batch.characters());
        workspace.feedBlob("next", batch.next());
    }

    // end::feed[]

    static void train(
            Workspace workspace, ModelHelper model, TextBatches batches, int kinds, int steps) {
        // tag::train[]
        double smooth = Math.log(kinds);
        System.out.printf("step %4d  smoothed loss %.3f%n", 0, smooth);
        for (int step = 0; step < steps; step++) {
            feed(workspace, batches.batch(step));
            workspace.runNet(model.net().name());
            smooth = 0.98 * smooth + 0.02 * workspace.fetchBlob("loss").item();
            if ((step + 1) % Math.max(1, steps / 8) == 0) {
                System.out.printf("step %4d  smoothed loss %.3f%n", step + 1, smooth);
            }
        }
        // end::train[]
    }

    // tag::sample[]
    static String sample(
            Workspace trained, PredictorNet predict, Characters characters, String begin) {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder(begin);
        try (Workspace workspace = new Workspace(trained)) {
            for (int i = 0; i < 100; i++) {
                String seen = text.substring(Math.max(0, text.length() - STEPS));
                int[] window = Arrays.copyOf(characters.encode(seen), STEPS); // <1>
                workspace.feedBlob("characters", NDArray.of(Shape.of(STEPS, 1), window));
                if (i == 0) {
                    workspace.createNet(predict.net());
                }
                workspace.runNet(predict.net().getName());
                double[] scores = workspace.fetchBlob("scores").toDoubles();
                int last = (seen.length() - 1) * characters.size();
                double[] row = Arrays.copyOfRange(scores, last, last + characters.size()); // <2>
                NDArray next = NDArray.of(Shape.of(row.length), row);
                text.append(characters.decode(Characters.draw(next, 0.6, random)));
            }
        }
        return text.toString();
    }

    // end::sample[]

    static void write(Workspace workspace, PredictorNet predict, Characters characters) {
        // tag::write[]
        String written = sample(workspace, predict, characters, "The rays of ");
        System.out.println("| " + written.replace("\n", "\n| "));
        // end::write[]
    }
}
