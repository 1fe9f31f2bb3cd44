package org.duograph.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Suggestion;

/** The numbers of each epoch of a training: {@code history.get("val_loss")}. */
public final class History implements Listener {
    private final List<Integer> epochs = new ArrayList<>();
    private final Map<String, List<Double>> numbers = new LinkedHashMap<>();

    @Override
    public boolean isDueAfter(Training training, int batch) {
        return false;
    }

    @Override
    public void epochEnd(Training training, int epoch, Map<String, Double> ofEpoch) {
        epochs.add(epoch);
        ofEpoch.forEach((name, x) -> numbers.computeIfAbsent(name, n -> new ArrayList<>()).add(x));
    }

    /** The epochs that were trained, counted from 0. */
    public List<Integer> epochs() {
        return List.copyOf(epochs);
    }

    /** The names of the numbers, in the order in which they came. */
    public Set<String> names() {
        return new LinkedHashSet<>(numbers.keySet());
    }

    /**
     * A number of each epoch.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public List<Double> get(String name) {
        List<Double> found = numbers.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "The history has no \"%s\"%s; it has %s"
                            .formatted(
                                    name,
                                    Suggestion.among(name, numbers.keySet()),
                                    numbers.keySet()));
        }
        return List.copyOf(found);
    }

    /** A number of the last epoch. */
    public double last(String name) {
        List<Double> all = get(name);
        return all.get(all.size() - 1);
    }

    /** The numbers as curves over the epochs: a picture, the text of an SVG file. */
    public String svg() {
        return HistoryPlot.svg("epoch", epochs.stream().map(e -> e + 1).toList(), numbers);
    }

    /** Writes {@link #svg} to a file. */
    public void plot(Path file) throws IOException {
        Files.writeString(file, svg());
    }

    /** A line for each epoch. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < epochs.size(); i++) {
            text.append(i == 0 ? "" : "\n").append("epoch ").append(epochs.get(i) + 1);
            for (Map.Entry<String, List<Double>> entry : numbers.entrySet()) {
                if (i < entry.getValue().size()) {
                    text.append(number(entry.getKey(), entry.getValue().get(i)));
                }
            }
        }
        return text.toString();
    }

    private static String number(String name, double x) {
        return String.format(Locale.ROOT, ", %s %.4f", name, x);
    }
}
