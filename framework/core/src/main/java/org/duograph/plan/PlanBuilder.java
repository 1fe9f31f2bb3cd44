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
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Surroundings;
import org.duograph.graph.Value;

/**
 * Walks over a graph and writes down the steps that run it: which node on which backend, and a
 * Reorder or Copy wherever a reader wants a value in another layout or on another backend than
 * where it stands.
 *
 * <p>A variable or constant has no layout until somebody reads it: it takes the one that its first
 * reader wants, who is told where it stands now. So weights stay in the layout that the convolution
 * likes, from step to step. A frozen variable is there in every layout that is wanted.
 */
final class PlanBuilder {
    private final Graph graph;
    private final Placement placement;
    private final State state;
    private final long seed;
    private final Surroundings around;
    private final List<Step> steps = new ArrayList<>();
    private final Map<Value, List<PlannedValue>> forms = new LinkedHashMap<>();
    private final Map<String, PlannedValue> assigned = new LinkedHashMap<>();

    private PlanBuilder(Graph graph, Placement placement, State state, Plan.Options options) {
        this.graph = graph;
        this.placement = placement;
        this.state = state;
        this.seed = options.seed();
        this.around = options.around();
    }

    /**
     * The steps, and what stands in each variable's place.
     *
     * @param steps the steps, in order
     * @param reads the variables that are read, in the form that their place has
     * @param assigned the variables that are assigned, and their new content
     * @param constants the constants
     */
    record Result(
            List<Step> steps,
            List<PlannedValue> reads,
            Map<String, PlannedValue> assigned,
            List<PlannedValue> constants) {}

    static Result build(Graph graph, Placement placement, State state, Plan.Options options) {
        PlanBuilder builder = new PlanBuilder(graph, placement, state, options);
        try {
            return builder.build();
        } catch (RuntimeException | Error e) {
            builder.steps.forEach(step -> step.blueprint().close());
            throw e;
        }
    }

    private Result build() {
        Set<Value> read = new LinkedHashSet<>(graph.assigns().values());
        graph.nodes().forEach(node -> read.addAll(node.inputs()));
        for (Node node : graph.nodes()) {
            if (node.isSource()) {
                addForm(PlannedValue.source(node.output(0)));
            } else {
                addNode(node, read);
            }
        }
        addAssigns();
        shareInPlace();
        List<PlannedValue> reads = new ArrayList<>();
        List<PlannedValue> constants = new ArrayList<>();
        for (List<PlannedValue> all : forms.values()) {
            for (PlannedValue form : all) {
                if (form.isSource() && form.isPlaced()) {
                    (form.isConstant() ? constants : reads).add(form);
                }
            }
        }
        return new Result(steps, reads, assigned, constants);
    }

    private PlannedValue home(Value value) {
        return forms.get(value).get(0);
    }

    private void addForm(PlannedValue form) {
        forms.computeIfAbsent(form.value(), v -> new ArrayList<>()).add(form);
    }

    private void addNode(Node node, Set<Value> read) {
        Backend backend = placement.choose(node);
        List<Layout> atHand = new ArrayList<>();
        for (Value input : node.inputs()) {
            atHand.add(atHand(home(input), backend));
        }
        List<Boolean> used = node.outputs().stream().map(read::contains).toList();
        long key = node.settings().seed().orElse(seed);
        Blueprint blueprint;
        try {
            blueprint =
                    node.op().isHost()
                            ? new HostStep(node, backend, around)
                            : backend.factory(node.op())
                                    .prepare(new KernelRequest(node, atHand, used, key));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    node + " can't be prepared on " + backend.name() + ": " + e.getMessage(), e);
        }
        List<PlannedValue> inputs = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            boolean shapeOnly = node.op().isShapeOnly(i);
            Layout wanted = blueprint.inputs().get(i);
            inputs.add(shapeOnly ? null : deliver(home(node.input(i)), backend, wanted));
        }
        List<PlannedValue> outputs = new ArrayList<>();
        for (int i = 0; i < node.outputs().size(); i++) {
            Layout layout = blueprint.outputs().get(i);
            outputs.add(PlannedValue.result(node.output(i), steps.size(), backend, layout));
        }
        addStep(new Step(node.op().type(), node, backend, blueprint, inputs, outputs));
    }

    /** The layout in which a value is at hand: for a variable that nobody read yet, its place's. */
    private Layout atHand(PlannedValue home, Backend backend) {
        boolean stands = !home.isPlaced() && home.variable() != null && typeFits(home);
        Layout layout = stands ? state.layoutOn(home.variable(), backend) : null;
        if (home.isPlaced() && home.backend() == backend) {
            layout = home.layout();
        }
        return layout != null ? layout : backend.plain(home.value().type());
    }

    private boolean typeFits(PlannedValue variable) {
        String name = variable.variable();
        return state.has(name) && state.type(name).equals(variable.value().type());
    }

    /**
     * Whether a value is a variable that this plan shares with others, and so must not move: each
     * reader gets it as it wants it, before anything runs.
     */
    private boolean isShared(PlannedValue home) {
        String name = home.variable();
        return home.isSource()
                && name != null
                && !graph.assigns().containsKey(name)
                && state.frozenHolder(name) != null
                && typeFits(home);
    }

    private void addStep(Step step) {
        for (PlannedValue input : step.inputs()) {
            if (input != null) {
                input.readAt(steps.size());
            }
        }
        steps.add(step);
        step.outputs().forEach(this::addForm);
    }

    /** The form of a value on {@code backend} in layout {@code wanted}; makes it where needed. */
    private PlannedValue deliver(PlannedValue home, Backend backend, Layout wanted) {
        if (!home.isPlaced()) {
            home.choose(backend, wanted);
        }
        for (PlannedValue form : forms.get(home.value())) {
            if (form.is(backend, wanted)) {
                return form;
            }
        }
        if (isShared(home)) {
            PlannedValue form = PlannedValue.source(home.value());
            form.choose(backend, wanted);
            addForm(form);
            return form;
        }
        if (home.backend() == backend) {
            return convert("Reorder", home, backend, backend.reorder(home.layout(), wanted));
        }
        Layout plain = backend.plain(home.value().type());
        Blueprint copy = home.backend().transfer(home.layout(), backend, plain);
        PlannedValue copied = null;
        for (PlannedValue form : forms.get(home.value())) {
            copied = form.is(backend, plain) ? form : copied;
        }
        if (copied == null) {
            copied = convert("Copy", home, backend, copy);
        }
        return plain.equals(wanted)
                ? copied
                : convert("Reorder", copied, backend, backend.reorder(plain, wanted));
    }

    private PlannedValue convert(String kind, PlannedValue from, Backend to, Blueprint how) {
        Layout layout = how.outputs().get(0);
        PlannedValue result = PlannedValue.result(from.value(), steps.size(), to, layout);
        addStep(new Step(kind, null, to, how, List.of(from), List.of(result)));
        return result;
    }

    private PlannedValue copyOf(String kind, PlannedValue from) {
        Blueprint copy = from.backend().reorder(from.layout(), from.layout());
        return convert(kind, from, from.backend(), copy);
    }

    /**
     * Lets every assigned variable take its value: in place where all other readers of the variable
     * come earlier, by a step at the end otherwise.
     */
    private void addAssigns() {
        Map<String, PlannedValue> targets = new LinkedHashMap<>();
        Set<PlannedValue> taken = new LinkedHashSet<>();
        graph.assigns()
                .forEach(
                        (name, value) -> {
                            PlannedValue target = assignable(name, value);
                            boolean copy = target.isSource() || !taken.add(target);
                            targets.put(name, copy ? copyOf("Copy", target) : target);
                        });
        targets.forEach(
                (name, target) -> {
                    PlannedValue before = readForm(name);
                    boolean late = before != null && !mayReplace(before, target);
                    PlannedValue result = late ? copyOf("Assign", target) : target;
                    result.standInPlaceOf(name);
                    assigned.put(name, result);
                });
    }

    /** The new content of a variable, in the form that its place has if it is also read. */
    private PlannedValue assignable(String name, Value value) {
        PlannedValue home = home(value);
        PlannedValue before = readForm(name);
        if (before != null) {
            return deliver(home, before.backend(), before.layout());
        }
        Backend backend = placement.preferredFor(value.type());
        return home.isPlaced() ? home : deliver(home, backend, backend.plain(value.type()));
    }

    /** The form in which a variable is read, or null if it isn't. */
    private PlannedValue readForm(String name) {
        Value variable = graph.variables().get(name);
        PlannedValue form = variable == null ? null : home(variable);
        boolean sameType =
                form != null && form.value().type().equals(graph.assigns().get(name).type());
        return sameType && form.isPlaced() ? form : null;
    }

    /** Whether {@code target} may be written where {@code before} stands. */
    private boolean mayReplace(PlannedValue before, PlannedValue target) {
        if (before.lastRead() < target.definedAt()) {
            return true;
        }
        return before.lastRead() == target.definedAt()
                && mayOverwrite(steps.get(target.definedAt()), target, before);
    }

    private static boolean mayOverwrite(Step step, PlannedValue output, PlannedValue input) {
        int o = step.outputs().indexOf(output);
        int i = step.inputs().indexOf(input);
        return i >= 0
                && step.inputs().lastIndexOf(input) == i
                && output.backend() == input.backend()
                && output.layout().bytes() == input.layout().bytes()
                && step.blueprint().mayOverwrite(o, i);
    }

    /** Whether all inputs may be pieces of the output: nobody else reads them, or stands there. */
    private static boolean mayLieInOutput(Step step, int at) {
        if (step.outputs().isEmpty()) {
            return false;
        }
        PlannedValue output = step.outputs().get(0);
        Set<PlannedValue> pieces = new LinkedHashSet<>();
        for (int i = 0; i < step.inputs().size(); i++) {
            PlannedValue input = step.inputs().get(i);
            long place = step.blueprint().placeInOutput(i);
            boolean fits =
                    place >= 0
                            && place % output.backend().alignment() == 0
                            && input != null
                            && input.backend() == output.backend()
                            && input.inSlot()
                            && !input.isPiece()
                            && input.lastRead() == at;
            if (!fits || !pieces.add(input.root())) {
                return false;
            }
        }
        return !pieces.isEmpty() && output.inSlot();
    }

    /** Lets outputs be written over inputs that nobody reads any more, or around them. */
    private void shareInPlace() {
        for (int s = 0; s < steps.size(); s++) {
            Step step = steps.get(s);
            if (mayLieInOutput(step, s)) {
                for (int i = 0; i < step.inputs().size(); i++) {
                    long place = step.blueprint().placeInOutput(i);
                    step.inputs().get(i).lieIn(step.outputs().get(0), place);
                }
                continue;
            }
            Set<PlannedValue> gone = new LinkedHashSet<>();
            for (PlannedValue output : step.outputs()) {
                for (PlannedValue input : step.inputs()) {
                    boolean free = input != null && input.inSlot() && input.lastRead() == s;
                    if (free
                            && output.inSlot()
                            && output.root() == output
                            && !gone.contains(input)
                            && mayOverwrite(step, output, input)) {
                        output.overwrite(input);
                        gone.add(input);
                    }
                }
            }
        }
    }
}
