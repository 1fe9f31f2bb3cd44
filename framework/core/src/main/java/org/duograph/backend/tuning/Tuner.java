package org.duograph.backend.tuning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.duograph.backend.Backend;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Buffer;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Lane;
import org.duograph.backend.Layout;
import org.duograph.graph.Node;

/**
 * Chooses among alternatives by timing them when a plan is made: which is fastest depends on the
 * processor and on every size.
 *
 * <p>A {@link Race} finds out what each costs, the reorders that it would cause included. Of those
 * that are nearly as fast as the fastest, the one that needs the least scratch memory is taken. The
 * choices are remembered in {@link Choices}, so that the next plan is the same, and quickly made.
 * Where the race could not find out, on a busy machine or before Java's compilers were done, the
 * first alternative is taken unless it was clearly slower than another, and the next process finds
 * out anew. An alternative for whose trial memory is lacking takes no part.
 *
 * <p>Gain: at best, a training step of the 6-layer net, batch 64, takes 32 ms, and took 40 ms with
 * what four runs of each had chosen while another program was at work (two cores of a Xeon).
 */
public final class Tuner {
    private final Backend backend;
    private final Choices choices;

    /** A tuner of {@code backend} that remembers in {@code choices}. */
    public Tuner(Backend backend, Choices choices) {
        this.backend = backend;
        this.choices = choices;
    }

    /**
     * The blueprint of the alternative that is fastest here, or of the first one that can be drawn
     * where nothing is to be timed.
     *
     * @param <D> what the backend draws blueprints with
     * @param alternatives in the order in which they are preferred untimed; at least one
     * @param draw draws an alternative
     * @throws RefusedException if the library can do none of them
     */
    public <D> Blueprint fastest(
            KernelRequest request,
            List<Alternative<D>> alternatives,
            boolean worthTiming,
            Function<Alternative<D>, Blueprint> draw) {
        if (alternatives.size() == 1) {
            return draw.apply(alternatives.get(0));
        }
        if (!worthTiming || !choices.isOn()) {
            return firstThatCanBeDrawn(alternatives, draw);
        }
        String key = key(request, alternatives);
        Alternative<D> known = known(key, alternatives);
        return known != null ? draw.apply(known) : choose(request, alternatives, draw, key);
    }

    /** Lets one race run at a time: a second would disturb it, and may be the same. */
    private synchronized <D> Blueprint choose(
            KernelRequest request,
            List<Alternative<D>> alternatives,
            Function<Alternative<D>, Blueprint> draw,
            String key) {
        Alternative<D> known = known(key, alternatives); // by now, perhaps
        return known != null ? draw.apply(known) : time(request, alternatives, draw, key);
    }

    private <D> Alternative<D> known(String key, List<Alternative<D>> alternatives) {
        Choices.Chosen chosen = choices.get(key);
        return alternatives.stream()
                .filter(a -> chosen != null && a.name().equals(chosen.name()))
                .findFirst()
                .orElse(null);
    }

    private static <D> Blueprint firstThatCanBeDrawn(
            List<Alternative<D>> alternatives, Function<Alternative<D>, Blueprint> draw) {
        RefusedException failure = null;
        for (Alternative<D> a : alternatives) {
            try {
                return draw.apply(a);
            } catch (RefusedException e) { // the library lacks it: the next one
                failure = e;
            }
        }
        throw failure;
    }

    private <D> Blueprint time(
            KernelRequest request,
            List<Alternative<D>> alternatives,
            Function<Alternative<D>, Blueprint> draw,
            String key) {
        try (Lane lane = backend.lane()) {
            List<Trial> trials = new ArrayList<>();
            try {
                RefusedException failure = null;
                for (Alternative<D> a : alternatives) {
                    try {
                        trials.add(trial(request, a.name(), draw.apply(a), lane));
                    } catch (RefusedException e) { // the library lacks it
                        failure = e;
                    } catch (OutOfMemoryError e) { // there is no room for it beside the others
                        continue;
                    }
                }
                if (trials.isEmpty() && failure != null) {
                    throw failure;
                }
                if (trials.isEmpty()) { // in the plan there may be room
                    return firstThatCanBeDrawn(alternatives, draw);
                }
                Race race = new Race(trials);
                boolean certain = race.run();
                int best = certain ? best(trials, race) : race.winner(false);
                String times = race.least(best) / 1000 + " us";
                choices.put(key, new Choices.Chosen(trials.get(best).name, times), certain);
                return trials.get(best).keep();
            } finally {
                trials.forEach(Trial::close);
            }
        }
    }

    private Trial trial(KernelRequest request, String name, Blueprint blueprint, Lane lane) {
        Trial trial = new Trial(name, backend, blueprint, lane);
        try {
            trial.bind(request);
            return trial;
        } catch (RuntimeException | Error e) {
            trial.close();
            throw e;
        }
    }

    private static int best(List<Trial> trials, Race race) {
        return race.within(Race.NEARLY).stream()
                .min(
                        Comparator.<Integer>comparingLong(
                                        i -> trials.get(i).blueprint.scratchBytes())
                                .thenComparingLong(race::least))
                .orElseThrow();
    }

    /**
     * What decides: operator, attributes, types, the layouts at hand, and what there is to choose.
     */
    private static <D> String key(KernelRequest request, List<Alternative<D>> alternatives) {
        Node node = request.node();
        StringBuilder key = new StringBuilder(node.op().type()).append(' ').append(node.attrs());
        for (int i = 0; i < node.inputs().size(); i++) {
            key.append(' ').append(node.input(i).type());
            key.append(':').append(request.isFrozen(i) ? "frozen" : request.inputs().get(i));
        }
        key.append(" by ");
        alternatives.stream()
                .map(Alternative::name)
                .sorted()
                .forEach(name -> key.append(name).append('|'));
        return key.toString();
    }

    /** An alternative on memory of its own. */
    private static final class Trial implements Runnable, AutoCloseable {
        private final String name;
        private final Backend backend;
        private final Lane lane;
        private final Blueprint blueprint;
        private final List<Blueprint> reorders = new ArrayList<>();
        private final List<Buffer> buffers = new ArrayList<>();
        private final List<Kernel> kernels = new ArrayList<>();
        private boolean kept;

        Trial(String name, Backend backend, Blueprint blueprint, Lane lane) {
            this.name = name;
            this.backend = backend;
            this.lane = lane;
            this.blueprint = blueprint;
        }

        /**
         * Binds it and the reorders that it would cause, and runs all once, which generates code.
         *
         * <p>What stands plain costs nothing: most often it is a variable or constant, which takes
         * the layout of its first reader. A gradient should stand as that of which it is the
         * gradient, of which the node knows no more than the shape.
         */
        void bind(KernelRequest request) {
            bind(blueprint);
            for (int i = 0; i < blueprint.inputs().size(); i++) {
                boolean shapeOnly = request.node().op().isShapeOnly(i);
                Layout standing = request.inputs().get(i);
                Layout wanted = shapeOnly ? blueprint.outputs().get(0) : blueprint.inputs().get(i);
                if (!standing.isPlain() && !standing.equals(wanted)) {
                    reorders.add(backend.reorder(standing, wanted));
                    bind(reorders.get(reorders.size() - 1));
                }
            }
            kernels.forEach(Kernel::run);
        }

        private void bind(Blueprint b) {
            Blueprint.Memory memory =
                    new Blueprint.Memory(
                            allocate(b.inputs()),
                            allocate(b.outputs()),
                            allocate(b.scratchBytes()));
            kernels.add(b.bind(memory, lane));
        }

        private List<Buffer> allocate(List<Layout> layouts) {
            return layouts.stream().map(layout -> allocate(layout.bytes())).toList();
        }

        private Buffer allocate(long bytes) {
            Buffer buffer = backend.allocate(List.of(bytes)).get(0);
            buffer.clear();
            buffers.add(buffer);
            return buffer;
        }

        @Override
        public void run() {
            kernels.forEach(Kernel::run);
            lane.finish();
        }

        /** The blueprint, which from now on is the caller's. */
        Blueprint keep() {
            kept = true;
            return blueprint;
        }

        @Override
        public void close() {
            kernels.forEach(Kernel::close);
            buffers.forEach(Buffer::close);
            reorders.forEach(Blueprint::close);
            if (!kept) {
                blueprint.close();
            }
        }
    }
}
