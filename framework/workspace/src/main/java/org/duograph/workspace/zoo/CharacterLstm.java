package org.duograph.workspace.zoo;

import static org.duograph.workspace.io.Ops.arg;
import static org.duograph.workspace.model.Option.axis;

import java.util.List;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.Initializer;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Parameter;
import org.duograph.workspace.model.RecurrentLayers;

/**
 * A net that reads texts character after character and says what may come next: one LSTM, and a
 * product from what it remembers to a score for each character.
 *
 * @param kinds how many characters there are
 * @param width how many numbers each of its two states has for a text
 */
public record CharacterLstm(int kinds, int width) {
    /** The input: numbers of characters, steps x texts, int32. */
    public static final String CHARACTERS = "characters";

    /** The states that it begins with, texts x width. */
    public static final List<String> STATES = List.of("hidden", "cell");

    /** The states after the last step. */
    public static final List<String> LAST = List.of("lstm_last", "lstm_cell_last");

    /** The scores of what comes next, steps x texts x kinds. */
    public static final String SCORES = "scores";

    /** Adds the layers, for so many steps of so many texts; returns the scores. */
    public String addTo(ModelHelper model, int steps, int texts) {
        model.input(CHARACTERS, new ArrayType(DType.INT32, Shape.of(steps, texts)));
        STATES.forEach(state -> model.input(state, Shape.of(texts, width)));
        String identity =
                model.createParam(
                        "identity",
                        Shape.of(kinds, kinds),
                        Initializer.of("DiagonalFill", arg("value", 1f)),
                        Parameter.Kind.COMPUTED);
        String rows = model.op("Gather", List.of(identity, CHARACTERS), "rows");
        String oneHot = model.op("StopGradient", rows, "one_hot");
        var read = RecurrentLayers.lstm(model, oneHot, "lstm", width, STATES, null);
        return Brew.fc(model, read.all(), SCORES, width, kinds, axis(2));
    }
}
