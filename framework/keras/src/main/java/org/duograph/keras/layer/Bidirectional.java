package org.duograph.keras.layer;

import java.util.List;
import java.util.Map;
import org.duograph.session.Tensor;

/**
 * A recurrent layer in both directions: what comes out of the two is put side by side, or added,
 * multiplied or averaged, as {@code merge_mode} says: {@code "concat"}, {@code "sum"}, {@code
 * "mul"}, {@code "ave"}.
 */
public final class Bidirectional extends Recurrent {
    private static final Map<String, String> OPERATORS =
            Map.of("LSTM", "LSTM", "GRU", "GRU", "SimpleRNN", "RNN");
    private static final List<String> MERGES = List.of("concat", "sum", "mul", "ave");

    Bidirectional() {
        config().define("layer", "LSTM").define("merge_mode", "concat");
    }

    /** Two layers with the arguments of {@code layer}, which is not used itself. */
    public Bidirectional(Layer layer) {
        this();
        if (!OPERATORS.containsKey(layer.getClass().getSimpleName())) {
            throw new IllegalArgumentException(
                    "bidirectional takes lstm(...), gru(...) or simpleRnn(...), found " + layer);
        }
        layer.config().all().forEach(this::with);
        with("layer", layer.getClass().getSimpleName());
    }

    @Override
    String operator() {
        String layer = config().text("layer");
        if (!OPERATORS.containsKey(layer)) {
            throw new IllegalArgumentException(
                    "%s goes along with LSTM, GRU or SimpleRNN, found %s".formatted(this, layer));
        }
        return OPERATORS.get(layer);
    }

    private String merge() {
        String merge = config().text("merge_mode");
        if (!MERGES.contains(merge)) {
            throw new IllegalArgumentException(
                    "%s has a merge_mode of %s, found \"%s\"".formatted(this, MERGES, merge));
        }
        return merge;
    }

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        int[] shape = super.outputShape(inputs);
        shape[shape.length - 1] *= merge().equals("concat") ? 2 : 1;
        return shape;
    }

    @Override
    protected void build(List<int[]> inputs) {
        declare("forward/", inputs.get(0)[1]);
        declare("backward/", inputs.get(0)[1]);
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        Sweep there = along(inputs.get(0), "forward/", false);
        Sweep back = along(inputs.get(0), "backward/", true);
        return config().truth("return_sequences")
                ? merged(there.steps(), back.steps()).transpose(1, 0, 2)
                : merged(there.last(), back.last());
    }

    private Tensor merged(Tensor a, Tensor b) {
        return switch (merge()) {
            case "sum" -> a.plus(b);
            case "mul" -> a.times(b);
            case "ave" -> a.plus(b).dividedBy(2);
            default -> a.graph().op("ConcatV2").input(a, b, a.graph().constant(-1)).tensor();
        };
    }
}
