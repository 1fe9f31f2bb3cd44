package org.duograph.workspace.model;

import static org.duograph.workspace.io.Ops.arg;
import static org.duograph.workspace.model.Option.axis;

import java.util.List;
import org.duograph.tensor.Shape;
import org.duograph.workspace.model.Parameter.Kind;

/**
 * The layers of transformers. Sequences are steps x batch x size, as those of {@link
 * RecurrentLayers}:
 *
 * <pre>{@code
 * String x = TransformerLayers.embedding(model, "characters", "places", "x", 71, 40, 64);
 * x = TransformerLayers.block(model, x, "block", 4, true);
 * String scores = Brew.fc(model, x, "scores", 64, 71, axis(2));
 * }</pre>
 *
 * <p>Sources: Vaswani et al., "Attention is all you need", 2017; the order of the parts of a block
 * is that of Radford et al., "Language models are unsupervised multitask learners", 2019.
 */
public final class TransformerLayers {
    private static final Option EPSILON = Option.arg("epsilon", 1e-5f);
    private static final int WIDER = 4; // the inner layer of a block, as everywhere

    private TransformerLayers() {}

    /**
     * A row of numbers for each thing, such as a character, and one for its place, added up. The
     * parameters are {@code out_things} and {@code out_places}.
     *
     * @param things the blob of the things' numbers, steps x batch, int32
     * @param places the blob of the steps' numbers: 0, 1, 2 and so on, int32
     * @param kinds how many things there are
     * @param steps the most steps of a sequence
     * @param size how many numbers a row has
     */
    public static String embedding(
            ModelHelper model,
            String things,
            String places,
            String out,
            int kinds,
            int steps,
            int size) {
        Initializer small = Initializer.of("GaussianFill", arg("std", 0.02f));
        String table =
                model.createParam(out + "_things", Shape.of(kinds, size), small, Kind.WEIGHT);
        String order =
                model.createParam(out + "_places", Shape.of(steps, size), small, Kind.WEIGHT);
        String rows = model.op("Gather", List.of(table, things), out + "_rows");
        String where = model.op("Gather", List.of(order, places), out + "_where");
        String turned = transpose(model, rows, out + "_rows_turned", List.of(1, 0, 2));
        String added =
                model.op("Add", List.of(turned, where), out + "_turned", arg("broadcast", 1));
        return transpose(model, added, out, List.of(1, 0, 2));
    }

    /**
     * Attention of a sequence to itself, by several heads side by side. The fully connected layers
     * are {@code out_q}, {@code out_k} and {@code out_v}, and {@code out} for the result.
     *
     * @param heads how many heads; they share the size
     * @param causal whether no step sees later ones
     */
    public static String selfAttention(
            ModelHelper model, String in, String out, int heads, boolean causal) {
        Shape x = model.type(in).shape();
        if (x.rank() != 3 || heads < 1 || x.dim(2) % heads != 0) {
            throw new IllegalArgumentException(
                    ("attention \"%s\" of %d heads reads steps x batch x size, the size a multiple"
                                    + " of the heads, but blob \"%s\" is %s")
                            .formatted(out, heads, in, x));
        }
        String q = heads(model, in, out + "_q", heads);
        String k = heads(model, in, out + "_k", heads);
        String v = heads(model, in, out + "_v", heads);
        List<String> means =
                model.op(
                        "Attention",
                        List.of(q, k, v),
                        List.of(out + "_means", out + "_weights"),
                        arg("causal", causal ? 1 : 0));
        String turned = transpose(model, means.get(0), out + "_turned", List.of(2, 0, 1, 3));
        String joined = reshape(model, turned, out + "_joined", List.of(0, 0, -1));
        return Brew.fc(model, joined, out, x.dim(2), x.dim(2), axis(2));
    }

    /** A fully connected layer, its numbers dealt to the heads: batch x heads x steps x part. */
    private static String heads(ModelHelper model, String in, String out, int heads) {
        int size = model.type(in).shape().dim(2);
        String all = Brew.fc(model, in, out, size, size, axis(2));
        String parts = reshape(model, all, out + "_parts", List.of(0, 0, heads, -1));
        return transpose(model, parts, out + "_heads", List.of(1, 2, 0, 3));
    }

    private static String reshape(ModelHelper model, String in, String out, List<Integer> shape) {
        List<String> outputs = List.of(out, Layers.aside(out, "_old"));
        return model.op("Reshape", List.of(in), outputs, arg("shape", shape)).get(0);
    }

    private static String transpose(ModelHelper model, String in, String out, List<Integer> axes) {
        return model.op("Transpose", in, out, arg("axes", axes));
    }

    /**
     * A block of a transformer: attention, then two fully connected layers with a Gelu between,
     * each after a normalisation of its own, and each added to what it read.
     *
     * @param heads as in {@link #selfAttention}
     * @param causal as there
     */
    public static String block(
            ModelHelper model, String in, String out, int heads, boolean causal) {
        int size = model.type(in).shape().dim(2);
        String first = Brew.layerNorm(model, in, out + "_norm1", axis(2), EPSILON);
        String seen = selfAttention(model, first, out + "_attention", heads, causal);
        String middle = model.op("Add", List.of(in, seen), out + "_middle");
        String second = Brew.layerNorm(model, middle, out + "_norm2", axis(2), EPSILON);
        String wide = Brew.fc(model, second, out + "_wide", size, WIDER * size, axis(2));
        String bent = model.op("Gelu", wide, out + "_gelu");
        String narrow = Brew.fc(model, bent, out + "_narrow", WIDER * size, size, axis(2));
        return model.op("Add", List.of(middle, narrow), out);
    }
}
