package org.duograph.experiments.lab.report;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.duograph.experiments.harness.Measurement;
import org.duograph.experiments.harness.Request;
import org.duograph.experiments.harness.Request.Kind;

/** On what, with what and how much was measured, and what went wrong. */
final class Setting {
    /** From this share of the machine's time on, others are said to have disturbed. */
    private static final double DISTURBED = 0.05;

    private final Results results;
    private final Map<String, String> environment;
    private final Map<String, String> missing;
    private final BiFunction<Request, Integer, String> reductions;

    Setting(
            Results results,
            Map<String, String> environment,
            Map<String, String> missing,
            BiFunction<Request, Integer, String> reductions) {
        this.results = results;
        this.environment = environment;
        this.missing = missing;
        this.reductions = reductions;
    }

    Section section() {
        return new Section("setting", "Setting")
                .table(machine())
                .words("What each system says about itself, and how its measurements went:")
                .table(systems())
                .words(
                        "How much was measured. The paper made 10 epochs of 781 batches of 64"
                                + " images, and 156 batches of inference; where less was timed, times"
                                + " of Table 2 are multiplied to that length.")
                .table(work())
                .words(
                        "Measurements that failed, were repeated, or were disturbed: other programs"
                                + " used at least %s of the machine while they ran. Of a repeated"
                                        .formatted(Digits.percent(DISTURBED))
                                + " measurement, the least disturbed attempt counts.")
                .table(troubles());
    }

    private Table machine() {
        Table table = new Table("machine", "Machine, software and data", "what", "value");
        environment.forEach((what, value) -> table.row(Cell.words(what), Cell.words(value)));
        distinct(Measurement::data)
                .forEach(data -> table.row(Cell.words("data"), Cell.words(data)));
        String seeds = String.join(", ", distinct(m -> "" + m.request().seed()));
        return table.row(Cell.words("seeds"), Cell.words(seeds))
                .row(Cell.words("measured"), Cell.words(when()));
    }

    private TreeSet<String> distinct(Function<Measurement, String> fact) {
        TreeSet<String> facts = new TreeSet<>();
        results.all().stream().map(fact).filter(f -> !f.isEmpty()).forEach(facts::add);
        return facts;
    }

    /** From when to when. */
    String when() {
        TreeSet<String> times = distinct(Measurement::startedAt);
        return times.isEmpty() ? "nothing" : times.first() + " to " + times.last();
    }

    private Table systems() {
        Table table =
                new Table("systems", "Systems", "system", "says of itself", "measured", "failed");
        for (Contestant c : results.everyone()) {
            TreeSet<String> descriptions = new TreeSet<>();
            results.of(c).stream().map(Measurement::description).forEach(descriptions::add);
            descriptions.remove("");
            long succeeded = results.of(c).stream().filter(Measurement::succeeded).count();
            table.row(
                    Cell.words(c.label()),
                    Cell.words(String.join("; ", descriptions)),
                    count(succeeded),
                    count(results.of(c).size() - succeeded));
        }
        missing.forEach(
                (system, why) ->
                        table.row(
                                Cell.words(system),
                                Cell.words("missing: " + why),
                                count(0),
                                count(0)));
        return table;
    }

    private static Cell count(long count) {
        return Cell.number(Digits.whole(count));
    }

    /** How much each kind of measurement did, as asked for. */
    private Table work() {
        Table table =
                new Table(
                        "work",
                        "What was asked of each process",
                        "measurement",
                        "net",
                        "batch",
                        "warm-up",
                        "timed steps",
                        "epochs",
                        "images",
                        "learning rate",
                        "weight decay",
                        "rounds",
                        "scaled down to");
        results.all().stream()
                .map(m -> m.request().work())
                .distinct()
                .sorted(Setting::byKindNetAndBatch)
                .forEach(request -> table.row(work(request)));
        return table;
    }

    private static int byKindNetAndBatch(Request a, Request b) {
        int kinds = a.kind().compareTo(b.kind());
        int nets = a.net().compareTo(b.net());
        return kinds != 0 ? kinds : nets != 0 ? nets : Integer.compare(a.batch(), b.batch());
    }

    private List<Cell> work(Request r) {
        int rounds =
                (int)
                        results.all().stream()
                                .map(Measurement::request)
                                .filter(m -> m.work().equals(r))
                                .map(m -> List.of(m.seed(), m.round()))
                                .distinct()
                                .count();
        String name = r.kind().label() + (r.threads() > 0 ? ", threads: " + r.threads() : "");
        boolean trains = r.kind() != Kind.CONSTRUCT && r.kind().trains();
        return List.of(
                Cell.words(name),
                Cell.words(r.net()),
                number(r.batch()),
                number(r.warmUp()),
                number(r.steps()),
                number(r.epochs()),
                r.images() == 0 ? Cell.number("all") : number(r.images()),
                Cell.number(trains ? "" + r.learningRate() : ""),
                Cell.number(trains ? "" + r.weightDecay() : ""),
                number(rounds),
                Cell.words(reductions.apply(r, rounds)));
    }

    private static Cell number(int number) {
        return Cell.number(number == 0 ? "" : Digits.whole(number));
    }

    /** A row per system and kind of measurement with any trouble. */
    private Table troubles() {
        Table table =
                new Table(
                        "troubles",
                        "Failed, repeated and disturbed measurements",
                        "system",
                        "measurement",
                        "measured",
                        "repeated",
                        "disturbed",
                        "others' share, largest",
                        "failure");
        for (Contestant c : results.everyone()) {
            for (Kind kind : Kind.values()) {
                List<Measurement> all =
                        results.of(c).stream().filter(m -> m.request().kind() == kind).toList();
                if (all.stream().anyMatch(Setting::isTroubled)) {
                    table.row(troubles(c, kind, all));
                }
            }
        }
        return table;
    }

    private static boolean isTroubled(Measurement m) {
        return !m.succeeded() || m.attempts() > 1 || m.others() >= DISTURBED;
    }

    private static List<Cell> troubles(Contestant c, Kind kind, List<Measurement> all) {
        TreeSet<String> failures = new TreeSet<>();
        all.stream().filter(m -> !m.succeeded()).map(Measurement::failure).forEach(failures::add);
        double most = all.stream().mapToDouble(Measurement::others).max().orElse(0);
        return List.of(
                Cell.words(c.label()),
                Cell.words(kind.label()),
                count(all.size()),
                count(all.stream().filter(m -> m.attempts() > 1).count()),
                count(all.stream().filter(m -> m.others() >= DISTURBED).count()),
                Cell.number(most < 0 ? "unknown" : Digits.percent(most)),
                failures.isEmpty() ? Cell.words("") : Cell.bad(String.join("; ", failures)));
    }
}
