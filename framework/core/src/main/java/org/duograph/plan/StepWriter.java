package org.duograph.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.backend.Backend;
import org.duograph.backend.Blueprint;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Layout;
import org.duograph.graph.Device;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Surroundings;
import org.duograph.graph.Value;

/**
 * Walks over a graph and writes down the {@link Steps} that run it: which node on which backend,
 * and a Reorder or Copy wherever a reader wants a value in another layout or on another backend
 * than where it stands.
 *
 * <p>A variable or constant has no layout until somebody reads it: it takes the one that its first
 * reader wants, who is told where it stands now. So weights stay in the layout that the convolution
 * likes, from step to step. What never changes, a constant or a frozen variable, is there in every
 * layout that is wanted.
 */
final class StepWriter {
    private final Graph graph;
    private final Placement placement;
    private final State state;
    private final long seed;
    private final Surroundings around;
    private final List<Step> steps = new ArrayList<>();
    private final List<Blueprint> drawn = new ArrayList<>(); // to be closed if all comes to nothing
    private final Map<Value, List<Stand>> stands = new LinkedHashMap<>();
    private final Map<Stand, Integer> lastReads = new LinkedHashMap<>();
    private final Map<Stand, Integer> rounds =
            new LinkedHashMap<>(); // when each can be copied next

    StepWriter(Graph graph, Placement placement, State state, Plan.Options options) {
        this.graph = graph;
        this.placement = placement;
        this.state = state;
        this.seed = options.seed();
        this.around = options.around();
    }

    /** The steps of the whole graph; if that fails, what was made is freed. */
    Steps write() {
        try {
            Set<Value> read = new LinkedHashSet<>(graph.assigns().values());
            graph.nodes().forEach(node -> read.addAll(node.inputs()));
            List<Node> nodes = graph.nodes().stream().filter(node -> !node.isSource()).toList();
            for (int i = 0; i < nodes.size(); i++) {
                if (i == 0 || !wish(nodes.get(i)).equals(wish(nodes.get(i - 1)))) {
                    copyAhead(nodes.subList(i, nodes.size()));
                }
                addNode(nodes.get(i), read);
            }
            Map<String, Stand> assigned = assign();
            List<Stand> reads = new ArrayList<>();
            List<Stand> constants = new ArrayList<>();
            for (Node node : graph.nodes()) {
                if (node.isSource()) {
                    for (Stand stand : standsOf(node.output(0))) {
                        if (stand.isSource()) {
                            (stand.isConstant() ? constants : reads).add(stand);
                        }
                    }
                }
            }
            Map<Stand, String> variables = Steps.variables(reads, assigned);
            return new Steps(
                    graph.name(),
                    List.copyOf(steps),
                    reads,
                    constants,
                    assigned,
                    variables,
                    lastReads);
        } catch (RuntimeException | Error e) {
            drawn.forEach(Blueprint::close);
            throw e;
        }
    }

    /** How a value stands, where it stood first in front; nothing for a source yet unread. */
    private List<Stand> standsOf(Value value) {
        return stands.computeIfAbsent(value, v -> new ArrayList<>());
    }

    /** Where a value stood first; null for a source that nobody has read yet. */
    private Stand home(Value value) {
        List<Stand> all = standsOf(value);
        return all.isEmpty() ? null : all.get(0);
    }

    private Stand add(Stand stand) {
        standsOf(stand.value()).add(stand);
        return stand;
    }

    private static Device wish(Node node) {
        return node.settings().device();
    }

    /**
     * Where a device is wished for: copies what its nodes in a row read of other devices, as far as
     * it is there already, before the first of them; for at a copy both devices wait.
     */
    private void copyAhead(List<Node> nodes) {
        Device wish = wish(nodes.get(0));
        for (Node node : nodes) {
            if (wish.isAny() || !wish(node).equals(wish)) {
                return;
            }
            Backend backend = placement.choose(node);
            for (int i = 0; i < node.inputs().size(); i++) {
                Stand home = home(node.input(i));
                boolean elsewhere = home != null && home.backend() != backend;
                if (elsewhere && !node.op().isShapeOnly(i) && !isFixed(node.input(i))) {
                    deliver(node.input(i), backend, backend.plain(node.input(i).type()));
                }
            }
        }
    }

    private void addNode(Node node, Set<Value> read) {
        Backend backend = placement.choose(node);
        Blueprint blueprint = prepare(node, backend, read);
        drawn.add(blueprint);
        List<Stand> inputs = deliver(node, backend, blueprint);
        List<Stand> outputs = new ArrayList<>();
        for (int i = 0; i < node.outputs().size(); i++) {
            Layout layout = blueprint.outputs().get(i);
            outputs.add(Stand.result(node.output(i), steps.size(), backend, layout));
        }
        addStep(new Step(node.op().type(), node, backend, blueprint, inputs, outputs));
    }

    /** How a backend will run a node. */
    private Blueprint prepare(Node node, Backend backend, Set<Value> read) {
        if (node.op().isHost()) {
            return new HostStep(node, node.op().hostCode(node), backend, around);
        }
        List<Layout> atHand = node.inputs().stream().map(v -> atHand(v, backend)).toList();
        List<Boolean> used = node.outputs().stream().map(read::contains).toList();
        long key = node.settings().seed().orElse(seed);
        try {
            KernelRequest request = new KernelRequest(node, atHand, used, frozen(node), key);
            return node.subGraphs().isEmpty()
                    ? backend.factory(node.op()).prepare(request)
                    : SubPlan.prepare(request, backend, placement, around);
        } catch (RuntimeException e) {
            throw refused(node, backend, e);
        }
    }

    /** The inputs whose content never changes. */
    private Set<Integer> frozen(Node node) {
        Set<Integer> frozen = new LinkedHashSet<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            if (isFixed(node.input(i))) {
                frozen.add(i);
            }
        }
        return frozen;
    }

    private static IllegalArgumentException refused(
            Node node, Backend backend, RuntimeException why) {
        return new IllegalArgumentException(
                node + " can't be prepared on " + backend.device() + ": " + why.getMessage(), why);
    }

    /** A node's inputs as its blueprint wants them. */
    private List<Stand> deliver(Node node, Backend backend, Blueprint blueprint) {
        List<Stand> inputs = new ArrayList<>();
        try {
            for (int i = 0; i < node.inputs().size(); i++) {
                boolean shapeOnly = node.op().isShapeOnly(i);
                Layout wanted = blueprint.inputs().get(i);
                inputs.add(shapeOnly ? null : deliver(node.input(i), backend, wanted));
            }
            return inputs;
        } catch (RuntimeException e) {
            throw refused(node, backend, e);
        }
    }

    /** The layout in which a value is at hand: for a variable that nobody read yet, its place's. */
    private Layout atHand(Value value, Backend backend) {
        Stand home = home(value);
        Layout layout = null;
        if (home != null && home.backend() == backend) {
            layout = home.layout();
        } else if (home == null && value.node().isVariable() && typeFits(value)) {
            layout = state.layoutOn(value.node().name(), backend);
        }
        return layout != null ? layout : backend.plain(value.type());
    }

    private boolean typeFits(Value variable) {
        String name = variable.node().name();
        return state.has(name) && state.type(name).equals(variable.type());
    }

    /** Whether a value is a variable that this plan shares with others, and so must not move. */
    private boolean isShared(Value value) {
        String name = value.node().name();
        return value.node().isVariable()
                && !graph.assigns().containsKey(name)
                && state.frozenHolder(name) != null
                && typeFits(value);
    }

    /** Whether a value never changes: each reader gets it as it wants it, before anything runs. */
    private boolean isFixed(Value value) {
        return value.node().isConstant() || isShared(value);
    }

    private void addStep(Step step) {
        for (Stand input : step.inputs()) {
            if (input != null) {
                lastReads.put(input, steps.size());
            }
        }
        steps.add(step);
        step.outputs().forEach(this::add);
    }

    /** A value on {@code backend} in layout {@code wanted}; made so where it is not. */
    private Stand deliver(Value value, Backend backend, Layout wanted) {
        Stand there = find(value, backend, wanted);
        if (there != null) {
            return there;
        }
        Stand home = home(value);
        if (home == null || isFixed(value)) {
            return add(Stand.source(value, backend, wanted));
        }
        if (home.backend() == backend) {
            return convert("Reorder", home, backend, backend.reorder(home.layout(), wanted));
        }
        Layout plain = backend.plain(value.type());
        Stand copied = find(value, backend, plain);
        if (copied == null) {
            Stand source = soonest(value);
            Blueprint copy = source.backend().transfer(source.layout(), backend, plain);
            copied = convert("Copy", source, backend, copy);
            int round = rounds.merge(source, 1, Integer::sum);
            rounds.put(copied, round);
        }
        return plain.equals(wanted)
                ? copied
                : convert("Reorder", copied, backend, backend.reorder(plain, wanted));
    }

    /**
     * Where a value is to be had soonest for another device: where it stood first, or where a copy
     * stands on a device of the same backend. Each hands it on to one device at a time; so what all
     * need is everywhere after two rounds among four devices, and three among eight.
     */
    private Stand soonest(Value value) {
        Stand best = home(value);
        for (Stand stand : standsOf(value)) {
            boolean alike = stand.backend().name().equals(home(value).backend().name());
            if (alike && rounds.getOrDefault(stand, 0) < rounds.getOrDefault(best, 0)) {
                best = stand;
            }
        }
        return best;
    }

    private Stand find(Value value, Backend backend, Layout layout) {
        for (Stand stand : standsOf(value)) {
            if (stand.is(backend, layout)) {
                return stand;
            }
        }
        return null;
    }

    private Stand convert(String kind, Stand from, Backend to, Blueprint how) {
        drawn.add(how);
        Layout layout = how.outputs().get(0);
        Stand result = Stand.result(from.value(), steps.size(), to, layout);
        addStep(new Step(kind, null, to, how, List.of(from), List.of(result)));
        return result;
    }

    /** A copy of {@code from}, standing as {@code like} does. */
    private Stand copyOf(String kind, Stand from, Stand like) {
        Backend to = like.backend();
        Blueprint copy =
                from.backend() == to
                        ? to.reorder(from.layout(), like.layout())
                        : from.backend().transfer(from.layout(), to, like.layout());
        return convert(kind, from, to, copy);
    }

    /**
     * Lets every assigned variable take its value: in place where all other readers of the variable
     * come earlier, by a step at the end otherwise. Either way it stands as the variable does where
     * it is read, be it that it is first read here, to be assigned to another one.
     *
     * @return for each assigned variable what then stands in its place
     */
    private Map<String, Stand> assign() {
        Map<String, Stand> targets = new LinkedHashMap<>();
        Set<Stand> taken = new LinkedHashSet<>();
        graph.assigns()
                .forEach(
                        (name, value) -> {
                            Stand target = assignable(name, value);
                            boolean copy = target.isSource() || !taken.add(target);
                            targets.put(name, copy ? copyOf("Copy", target, target) : target);
                        });
        Map<String, Stand> assigned = new LinkedHashMap<>();
        targets.forEach(
                (name, target) -> {
                    Stand before = readAs(name);
                    boolean late = before != null && !mayReplace(before, target);
                    assigned.put(name, late ? copyOf("Assign", target, before) : target);
                });
        return assigned;
    }

    /** The new content of a variable, standing as its place does if it is also read. */
    private Stand assignable(String name, Value value) {
        Stand before = readAs(name);
        if (before != null) {
            return deliver(value, before.backend(), before.layout());
        }
        Stand home = home(value);
        Backend backend = placement.preferredFor(value.type());
        return home != null ? home : deliver(value, backend, backend.plain(value.type()));
    }

    /** How a variable stands that is read and assigned with the same type, or null. */
    private Stand readAs(String name) {
        Value variable = graph.variables().get(name);
        boolean sameType =
                variable != null && variable.type().equals(graph.assigns().get(name).type());
        return sameType ? home(variable) : null;
    }

    /** Whether {@code target} may be written where {@code before} stands. */
    private boolean mayReplace(Stand before, Stand target) {
        if (!target.is(before.backend(), before.layout())) {
            return false;
        }
        int lastRead = lastReads.getOrDefault(before, -1);
        if (lastRead < target.definedAt()) {
            return true;
        }
        return lastRead == target.definedAt()
                && steps.get(target.definedAt()).mayOverwrite(target, before);
    }
}
