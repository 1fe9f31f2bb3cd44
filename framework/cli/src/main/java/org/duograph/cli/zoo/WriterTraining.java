package org.duograph.cli.zoo;

import static org.duograph.workspace.model.Option.axis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.duograph.cli.options.Streams;
import org.duograph.data.Characters;
import org.duograph.data.TextBatches;
import org.duograph.data.Texts;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.model.PredictorNet;
import org.duograph.workspace.zoo.CharacterLstm;
import org.duograph.zoo.ModelCard;
import org.duograph.zoo.TextInput;
import org.duograph.zoo.Writer;
import org.duograph.zoo.ZooModel;

/**
 * How the model that writes is made: a {@link CharacterLstm} reads nine tenths of a text, several
 * places of it at a time, and the last tenth says how good it is.
 *
 * @param text what is read
 * @param source what the card calls it
 * @param epochs how often it is read
 */
record WriterTraining(String text, String source, int epochs) {
    /** The model's name. */
    static final String NAME = "writer-opticks";

    private static final int WIDTH = 128;
    private static final int STEPS = 40; // characters in a row
    private static final int PLACES = 20;
    private static final int EPOCHS = 10;

    /** The training of a text file, or of what comes with the program if {@code file} is null. */
    static WriterTraining of(Path file) throws IOException {
        return file == null
                ? new WriterTraining(Texts.opticks(), "Newton's Opticks", EPOCHS)
                : new WriterTraining(Texts.read(file), file.getFileName().toString(), EPOCHS);
    }

    private String learnt() {
        return text.substring(0, split());
    }

    private String kept() {
        return text.substring(split());
    }

    private int split() {
        return text.length() - text.length() / 10;
    }

    /** Trains, measures and writes the model's folder; returns what the card says of it. */
    String run(Workspace workspace, Path folder, Streams streams) throws IOException {
        Characters characters = Characters.of(text);
        TextBatches batches = new TextBatches(characters.encode(learnt()), PLACES, STEPS);
        ModelHelper model = new ModelHelper(NAME);
        CharacterLstm net = new CharacterLstm(characters.size(), WIDTH);
        String scores = net.addTo(model, STEPS, PLACES);
        String loss =
                Brew.softmaxWithLoss(model, scores, "next", "softmax", "loss", axis(2)).loss();
        model.addGradientOperators(loss);
        Optimizers.adam(0.005).maxGradientNorm(5).build(model);
        model.net().addExternalOutput("loss");
        CharacterLstm.LAST.forEach(model.net()::addExternalOutput);
        workspace.runNetOnce(model.paramInitNet());
        forget(workspace);
        workspace.createNet(model);
        learn(workspace, model, batches, streams);
        ZooModel trained = trained(workspace, model, characters);
        String foreseen;
        try (Writer writer = new Writer(trained, new Workspace())) {
            foreseen =
                    String.format(
                            Locale.ROOT,
                            "%.2f bits per character of %,d of %s that it had not read",
                            writer.bitsPerCharacter(kept()),
                            kept().length(),
                            source);
        }
        ZooModel.write(folder, card(characters, foreseen), trained.init(), trained.predict());
        return foreseen;
    }

    private void learn(
            Workspace workspace, ModelHelper model, TextBatches batches, Streams streams) {
        var bar = streams.bar();
        long each = (long) STEPS * PLACES;
        bar.begin("Reading", "characters", 0, each * batches.perEpoch() * epochs);
        for (int step = 0; step < batches.perEpoch() * epochs; step++) {
            if (batches.beginsAnew(step)) {
                forget(workspace);
            }
            TextBatches.Batch batch = batches.batch(step);
            workspace.feedBlob(CharacterLstm.CHARACTERS, batch.characters());
            workspace.feedBlob("next", batch.next());
            workspace.runNet(model.net().name());
            for (int i = 0; i < CharacterLstm.STATES.size(); i++) {
                NDArray last = workspace.fetchBlob(CharacterLstm.LAST.get(i));
                workspace.feedBlob(CharacterLstm.STATES.get(i), last);
            }
            double loss = workspace.fetchBlob("loss").item() / Math.log(2);
            bar.update((step + 1) * each, String.format(Locale.ROOT, "%.3f bits", loss));
        }
        bar.end();
    }

    private static void forget(Workspace workspace) {
        NDArray zeros = NDArray.zeros(ArrayType.float32(PLACES, WIDTH));
        CharacterLstm.STATES.forEach(state -> workspace.feedBlob(state, zeros));
    }

    private ZooModel trained(Workspace workspace, ModelHelper model, Characters characters) {
        List<String> inputs = new ArrayList<>(List.of(CharacterLstm.CHARACTERS));
        inputs.addAll(CharacterLstm.STATES);
        List<String> outputs = new ArrayList<>(List.of(CharacterLstm.SCORES));
        outputs.addAll(CharacterLstm.LAST);
        PredictorNet use = model.extractPredictorNet(inputs, outputs);
        return new ZooModel(card(characters, ""), use.init(workspace::fetchBlob), use.net());
    }

    private ModelCard card(Characters characters, String foreseen) {
        Map<String, String> states = new LinkedHashMap<>();
        for (int i = 0; i < CharacterLstm.STATES.size(); i++) {
            states.put(CharacterLstm.STATES.get(i), CharacterLstm.LAST.get(i));
        }
        return new ModelCard(
                NAME,
                "a character LSTM that writes like " + source,
                new TextInput(CharacterLstm.CHARACTERS, characters, states, WIDTH),
                CharacterLstm.SCORES,
                List.of(),
                foreseen,
                "Apache-2.0",
                "duograph zoo train %s, on %s".formatted(NAME, source),
                ModelCard.NOT_WRITTEN);
    }
}
