package org.duograph.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.duograph.compile.Compiler;
import org.duograph.graph.Graph;
import org.duograph.graph.KnownNumbers;
import org.duograph.graph.Pass;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/**
 * Plans of one text, one per types of what it is fed, over the variables of one {@link State}: the
 * door by which a face of this engine comes in.
 *
 * <p>A face keeps its nets as a text of its own and says how that is lowered to a graph ({@link
 * Lowering}). {@link #run} looks whether there is a plan for the variables' types as they are now,
 * and otherwise lowers, compiles and plans. Types that are going to come, such as a few sizes of a
 * batch, can be planned before: {@link #prepareFor}. When there are more plans than asked for, the
 * least recently used one is closed. Constants that several plans read are in memory once; those of
 * others', too, if they are {@link #sharing shared}.
 *
 * <p>One thread at a time uses it, as it uses its state. It owns its plans; close it before the
 * state and the backends.
 */
public final class Plans implements AutoCloseable {
    private final Lowering lowering;
    private final Placement placement;
    private final State state;
    private final Plan.Options options;
    private final int most;
    private final Consumer<Plan> watcher;
    private final List<Planned> plans = new ArrayList<>();
    private Constants constants = new Constants();

    /** Makes the graph of a text, which never changes, for variables of given types. */
    @FunctionalInterface
    public interface Lowering {
        /**
         * Makes the graph.
         *
         * @param typeOf the type of a variable, or null if it has no content
         * @param known tells numbers that variables hold now, where shapes depend on them; the plan
         *     is made for these numbers
         * @throws IllegalArgumentException if a variable is missing or shapes do not fit
         */
        Graph lower(Function<String, ArrayType> typeOf, KnownNumbers known);
    }

    /** A plan, and what it was made for. */
    private static final class Planned {
        private final Plan plan;
        private final Map<String, ArrayType> types; // of all variables, read or only looked at
        private final Map<String, NDArray> granted; // whose numbers are shapes, for example
        private long settled = -1; // the state's moves when the types were right

        Planned(Plan plan, Map<String, ArrayType> types, Map<String, NDArray> granted) {
            this.plan = plan;
            this.types = types;
            this.granted = granted;
        }

        /** Whether the state's variables are of its types; looks only where some have moved. */
        boolean isFor(State state) {
            if (state.moves() != settled) {
                if (!isFor(name -> typeNow(state, name))) {
                    return false;
                }
                settled = state.moves();
            }
            return true;
        }

        boolean isFor(Function<String, ArrayType> typeOf) {
            return types.entrySet().stream()
                    .allMatch(type -> type.getValue().equals(typeOf.apply(type.getKey())));
        }
    }

    /**
     * No plans yet.
     *
     * @param most how many plans are kept
     * @throws IllegalArgumentException if that is less than one
     */
    public Plans(
            Lowering lowering, Placement placement, State state, Plan.Options options, int most) {
        this(lowering, placement, state, options, most, plan -> {});
    }

    /**
     * No plans yet.
     *
     * @param most how many plans are kept
     * @param watcher is shown each plan that is made
     * @throws IllegalArgumentException if that is less than one
     */
    public Plans(
            Lowering lowering,
            Placement placement,
            State state,
            Plan.Options options,
            int most,
            Consumer<Plan> watcher) {
        if (most < 1) {
            throw new IllegalArgumentException(
                    "At least one plan must be kept, but " + most + " were asked for");
        }
        this.lowering = lowering;
        this.placement = placement;
        this.state = state;
        this.options = options;
        this.most = most;
        this.watcher = watcher;
    }

    /**
     * Lets constants be in memory once for these plans and others, which another thread may use.
     *
     * @return these plans
     * @throws IllegalStateException if one of these plans was made already
     */
    public Plans sharing(Plans others) {
        if (!plans.isEmpty()) {
            throw new IllegalStateException(
                    "Plans share constants from the first one on, but %d were made already"
                            .formatted(plans.size()));
        }
        constants.close();
        constants = others.constants.share();
        return this;
    }

    /**
     * Runs the plan for the variables as they are now.
     *
     * @param step the number of the run; random numbers depend on it
     */
    public void run(long step) {
        plan().run(step);
    }

    /** The plan for the variables as they are now; the one used last stands first. */
    public Plan plan() {
        for (int i = 0; i < plans.size(); i++) {
            Planned planned = plans.get(i);
            if (planned.plan.fits() && planned.isFor(state) && stillHold(planned.granted)) {
                return used(i);
            }
        }
        return add(this::typeNow, this::content);
    }

    /**
     * Makes the plan for variables of the given types, and of the types that the others have now,
     * unless there is one: the first run with them then needs no planning.
     *
     * @throws IllegalArgumentException if a variable is missing or shapes do not fit
     */
    public void prepareFor(Map<String, ArrayType> types) {
        Function<String, ArrayType> typeOf =
                name -> types.containsKey(name) ? types.get(name) : typeNow(name);
        for (int i = 0; i < plans.size(); i++) {
            Planned planned = plans.get(i);
            if (planned.isFor(typeOf) && planned.plan.hostsFit() && stillHold(planned.granted)) {
                used(i);
                return;
            }
        }
        add(typeOf, name -> types.containsKey(name) ? null : content(name));
    }

    /** The graph for the variables as they are now, before any of the compiler's passes. */
    public Graph graph() {
        return lowering.lower(this::typeNow, new KnownNumbers(this::content));
    }

    /** Compiles that graph once more and shows {@code watcher} what each pass makes of it. */
    public void watchPasses(BiConsumer<Pass, Graph> watcher) {
        Graph lowered = graph();
        Placement chosen = Contest.of(lowered, placement, state, options).placement();
        Compiler.compile(lowered, chosen.target(), watcher);
    }

    private Plan used(int i) {
        if (i > 0) {
            plans.add(0, plans.remove(i));
        }
        return plans.get(0).plan;
    }

    private Plan add(Function<String, ArrayType> typeOf, Function<String, NDArray> contents) {
        KnownNumbers known = new KnownNumbers(contents);
        Graph lowered = lowering.lower(typeOf, known);
        Map<String, ArrayType> types = new LinkedHashMap<>();
        lowered.variables().forEach((name, variable) -> types.put(name, variable.type()));
        Contest.Winner chosen = Contest.of(lowered, placement, state, options);
        Graph graph = Compiler.compile(lowered, chosen.placement().target());
        if (plans.size() == most) {
            plans.remove(most - 1).plan.close();
            constants.sweep();
        }
        Plan plan = Plan.prepare(graph, chosen, state, options, constants);
        plans.add(0, new Planned(plan, types, known.looked()));
        watcher.accept(plan);
        return plan;
    }

    private boolean stillHold(Map<String, NDArray> granted) {
        return granted.isEmpty()
                || granted.entrySet().stream()
                        .allMatch(e -> e.getValue().equals(content(e.getKey())));
    }

    private ArrayType typeNow(String name) {
        return typeNow(state, name);
    }

    private static ArrayType typeNow(State state, String name) {
        return state.has(name) ? state.type(name) : null;
    }

    private NDArray content(String name) {
        return state.has(name) ? state.fetch(name) : null;
    }

    /** Bytes of constants, which its plans share. */
    long constantBytes() {
        return constants.bytes();
    }

    @Override
    public void close() {
        plans.forEach(planned -> planned.plan.close());
        plans.clear();
        constants.close();
    }
}
