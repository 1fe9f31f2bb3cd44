package org.duograph.plan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.duograph.backend.tuning.Choices;
import org.duograph.backend.tuning.Race;
import org.duograph.compile.Compiler;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.tensor.NDArray;

/**
 * Finds out which of several backends runs a graph fastest: each runs the whole of it, in turn, on
 * variables of its own that are zeros. The choice is kept on disk ({@link Choices}, {@code
 * fastest-choices.txt}), so that the same graph runs on the same backend the next time.
 *
 * <p>A plan runs on one backend from its first run to its last, with the fallbacks for what that
 * one lacks: threads of two libraries in one plan would wait for each other's.
 *
 * <p>A graph that can't be run for a trial runs on the first backend: one that changes something
 * outside, that wishes for devices, or whose loops and branches depend on numbers.
 */
final class Contest {
    private final Graph graph;
    private final List<Placement> runners;
    private final Choices choices;
    private final State state;
    private final Plan.Options options;

    private Contest(Graph graph, Placement placement, State state, Plan.Options options) {
        this.graph = graph;
        this.runners = placement.runners();
        this.choices = placement.choices();
        this.state = state;
        this.options = options;
    }

    /**
     * A backend that was chosen, and why: a line of the plan's text, empty where there was no
     * choice.
     */
    record Winner(Placement placement, String why) {}

    /**
     * The placement on which a graph is to run, which need not be closed.
     *
     * @param graph not compiled yet, as each backend has passes of its own
     */
    static Winner of(Graph graph, Placement placement, State state, Plan.Options options) {
        return placement.runners().isEmpty()
                ? new Winner(placement, "")
                : new Contest(graph, placement, state, options).winner();
    }

    private Winner winner() {
        if (runners.size() == 1) {
            return first("there is no other");
        }
        if (!choices.isOn()) {
            return first("nothing is to be timed");
        }
        if (!graph.nodes().stream().allMatch(Contest::mayRehearse)) {
            return first("this net can't be run for a trial");
        }
        String key = key();
        Choices.Chosen known = choices.get(key);
        if (known == null) {
            known = race(key);
            if (known == null) {
                return first("none of them could run it for a trial");
            }
        }
        for (Placement runner : runners) {
            if (name(runner).equals(known.name())) {
                return new Winner(runner, "chosen by timing: " + known.times() + "\n");
            }
        }
        return first("what was chosen, %s, is not there".formatted(known.name()));
    }

    private Winner first(String why) {
        return new Winner(runners.get(0), "not chosen by timing: %s%n".formatted(why));
    }

    private static String name(Placement runner) {
        return runner.preferred().device().toString();
    }

    private static boolean mayRehearse(Node node) {
        return !node.hasEffect()
                && !node.op().isHost()
                && node.subGraphs().isEmpty()
                && node.settings().device().isAny()
                && node.outputs().stream().noneMatch(v -> v.type().dtype().isText());
    }

    /** What decides: the graph as it is written, and which weights are frozen. */
    private String key() {
        StringBuilder text = new StringBuilder(graph.toString());
        graph.variables().keySet().stream().filter(this::isFrozen).forEach(text::append);
        CRC32C sum = new CRC32C();
        sum.update(text.toString().getBytes(StandardCharsets.UTF_8));
        return "%s, %d nodes, %08x".formatted(graph.name(), graph.nodes().size(), sum.getValue());
    }

    private boolean isFrozen(String variable) {
        return !graph.assigns().containsKey(variable) && state.frozenHolder(variable) != null;
    }

    /** Lets those race that can run the graph; null if none can. */
    private Choices.Chosen race(String key) {
        List<Rehearsal> all = new ArrayList<>();
        try {
            for (Placement runner : runners) {
                try {
                    all.add(new Rehearsal(runner));
                } catch (IllegalArgumentException | IllegalStateException | OutOfMemoryError e) {
                    continue; // it takes no part
                }
            }
            return all.isEmpty() ? null : race(key, all);
        } finally {
            all.forEach(Rehearsal::close);
        }
    }

    private Choices.Chosen race(String key, List<Rehearsal> all) {
        Race race = new Race(all);
        boolean certain = race.run();
        List<String> times = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            times.add("%s %.2f ms".formatted(name(all.get(i).runner), race.least(i) / 1e6));
        }
        String doubt = certain ? "" : " (the times were not certain, and are taken anew next time)";
        Choices.Chosen chosen =
                new Choices.Chosen(
                        name(all.get(race.winner(certain)).runner),
                        String.join(", ", times) + doubt);
        choices.put(key, chosen, certain);
        return chosen;
    }

    /** The graph on one backend, over variables of its own. */
    private final class Rehearsal implements Runnable, AutoCloseable {
        private final Placement runner;
        private final State weights = new State();
        private final State own = new State(weights);
        private Plan plan;
        private long step;

        Rehearsal(Placement runner) {
            this.runner = runner;
            try {
                graph.variables().forEach(this::fill);
                weights.freeze();
                Graph compiled = Compiler.compile(graph, runner.target());
                plan = Plan.prepare(compiled, runner, own, options);
                run();
            } catch (RuntimeException | Error e) {
                close();
                throw e;
            }
        }

        private void fill(String name, Value variable) {
            State holder = isFrozen(name) ? weights : own;
            holder.feed(name, NDArray.zeros(variable.type()));
        }

        @Override
        public void run() {
            plan.run(step++);
        }

        @Override
        public void close() {
            if (plan != null) {
                plan.close();
            }
            own.close();
            weights.close();
        }
    }
}
