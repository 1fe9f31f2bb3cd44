package org.duograph.experiments.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.duograph.experiments.harness.Measurement;
import org.duograph.experiments.harness.Request;
import org.duograph.experiments.harness.Request.Kind;

/** Whether all systems learn the same task: the losses of the same steps from the same weights. */
final class SameTask {
    private final Results results;

    SameTask(Results results) {
        this.results = results;
    }

    void addTo(Section section) {
        TreeSet<String> nets = new TreeSet<>();
        results.requests(Kind.LEARNS).map(Request::net).forEach(nets::add);
        section.words(
                        "Do all systems learn the same task? Each starts from the same weights and"
                                + " makes the same steps on the same images. The table holds the"
                                + " largest difference between the losses of two systems in any step."
                                + " Rounding makes some difference; another task would make a large"
                                + " one.")
                .table(table(nets.isEmpty() ? "no net was measured" : String.join(", ", nets)));
    }

    private Table table(String nets) {
        List<Contestant> all = results.contestants();
        List<String> columns = new ArrayList<>(List.of("system"));
        all.forEach(c -> columns.add(c.label()));
        Table table =
                new Table(
                        "same-task",
                        "Largest difference of losses between two systems; " + nets,
                        columns.toArray(String[]::new));
        for (Contestant a : all) {
            List<Cell> cells = new ArrayList<>(List.of(Cell.words(a.label())));
            for (Contestant b : all) {
                OptionalDouble difference = difference(a, b);
                Cell cell = Cell.NOT_MEASURED;
                if (a.equals(b)) {
                    cell = Cell.number("");
                } else if (difference.isPresent()) {
                    cell = Cell.number(Digits.of(difference.getAsDouble()));
                }
                cells.add(cell);
            }
            table.row(cells);
        }
        return table;
    }

    /** The largest difference over all nets that both learned; empty if there is none. */
    OptionalDouble difference(Contestant a, Contestant b) {
        return results.requests(Kind.LEARNS)
                .map(request -> new Subject(Kind.LEARNS, request.net(), 0, request.threads()))
                .distinct()
                .filter(s -> !results.of(a, s).isEmpty() && !results.of(b, s).isEmpty())
                .mapToDouble(s -> difference(results.of(a, s).get(0), results.of(b, s).get(0)))
                .max();
    }

    private static double difference(Measurement a, Measurement b) {
        return IntStream.range(0, Math.min(a.losses().size(), b.losses().size()))
                .mapToDouble(i -> Math.abs(a.losses().get(i) - b.losses().get(i)))
                .max()
                .orElse(0);
    }
}
