package org.duograph.keras;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.duograph.keras.layer.Application;
import org.duograph.keras.layer.KerasTensor;
import org.duograph.keras.layer.Layer;
import org.duograph.keras.layer.Weight;

/** The table of a model's layers, as Keras 2.3 prints it. */
final class Summary {
    private static final int[] CHAIN = {29, 55, 65}; // where columns end
    private static final int[] CONNECTED = {32, 53, 65, 98};

    private final Network network;
    private final List<Layer> layers;
    private final Set<Application> uses;
    private final boolean connected;
    private final int[] columns;
    private final StringBuilder text = new StringBuilder();

    /**
     * The table of a network.
     *
     * @param withInputs whether inputs have rows: not in a Sequential
     */
    Summary(Network network, boolean withInputs) {
        this.network = network;
        this.uses = new HashSet<>(network.order());
        this.layers =
                network.layers().stream()
                        .filter(layer -> withInputs || !layer.kind().equals("input"))
                        .toList();
        this.connected = withInputs && !network.isChain();
        this.columns = connected ? CONNECTED : CHAIN;
    }

    /**
     * The text.
     *
     * @param name the model's
     * @param trainable how many numbers an optimizer changes
     */
    String text(String name, long trainable) {
        int width = columns[columns.length - 1];
        line("Model: \"" + name + "\"");
        line("_".repeat(width));
        row("Layer (type)", "Output Shape", "Param #", "Connected to");
        line("=".repeat(width));
        long total = 0;
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            long count = layer.weights().stream().mapToLong(Weight::count).sum();
            total += count;
            List<String> from = connected ? connections(layer) : List.of();
            row(
                    layer.name() + " (" + layer.getClass().getSimpleName() + ")",
                    shape(layer),
                    String.valueOf(count),
                    from.isEmpty() ? "" : from.get(0));
            for (String more : from.subList(Math.min(1, from.size()), from.size())) {
                row("", "", "", more);
            }
            line((i == layers.size() - 1 ? "=" : "_").repeat(width));
        }
        line("Total params: " + number(total));
        line("Trainable params: " + number(trainable));
        line("Non-trainable params: " + number(total - trainable));
        line("_".repeat(width));
        return text.toString();
    }

    private String shape(Layer layer) {
        Set<String> shapes =
                network.order().stream()
                        .filter(use -> use.layer() == layer)
                        .map(use -> KerasTensor.text(layer.outputs().get(use.index()).shape()))
                        .collect(Collectors.toSet());
        return shapes.size() == 1 ? shapes.iterator().next() : "multiple";
    }

    private List<String> connections(Layer layer) {
        List<String> from = new ArrayList<>();
        for (KerasTensor output : layer.outputs()) {
            if (uses.contains(output.source())) {
                for (KerasTensor input : output.source().inputs()) {
                    Application source = input.source();
                    from.add(source.layer().name() + "[" + source.index() + "][0]");
                }
            }
        }
        return from;
    }

    private void row(String... fields) {
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < columns.length; i++) {
            if (i > 0) {
                row.setCharAt(row.length() - 1, ' ');
            }
            row.append(fields[i]);
            row.setLength(Math.min(row.length(), columns[i]));
            row.append(" ".repeat(columns[i] - row.length()));
        }
        line(row.toString());
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
