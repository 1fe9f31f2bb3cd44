package org.duograph.interop.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.compile.FoldChannelScales;
import org.duograph.graph.Graph;
import org.duograph.graph.KnownNumbers;
import org.duograph.interop.onnx.proto.ValueInfoProto;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.Plans;
import org.duograph.plan.State;
import org.duograph.plan.StepFacts;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/**
 * Runs a model: each run is fed arrays of any types that the model takes, and a plan is made the
 * first time that these types are seen. Inputs on which shapes depend are looked at then; where
 * they hold other numbers the next time, another plan is made.
 *
 * <pre>{@code
 * try (OnnxSession session = new OnnxSession(OnnxModel.read(file), Placement.ofBest(), 0)) {
 *     NDArray scores = session.run(Map.of("image", image)).get("scores");
 * }
 * }</pre>
 *
 * <p>One thread at a time uses it. It owns its variables and plans. Other threads may have sessions
 * of their own for the same model ({@link #share}).
 */
public final class OnnxSession implements AutoCloseable {
    private static final int MOST_PLANS = 8;

    private final OnnxModel model;
    private final Placement placement;
    private final boolean owns;
    private final long seed;
    private final State state = new State();
    private final Map<Plan, OnnxGraph> made = new LinkedHashMap<>();
    private final Map<String, OnnxForm> fed = new LinkedHashMap<>();
    private Plans plans;
    private OnnxGraph latest;
    private long step;

    /**
     * A session for a model.
     *
     * @param placement where to run; closed with the session
     * @param seed the seed of operators that draw random numbers
     */
    public OnnxSession(OnnxModel model, Placement placement, long seed) {
        this(model, placement, true, seed);
    }

    /** A session on backends that others use too: they are not closed with it. */
    static OnnxSession over(OnnxModel model, Placement placement) {
        return new OnnxSession(model, placement, false, 0);
    }

    /**
     * Another session for the same model, for another thread. What the model brings is in memory
     * once for both. Close it before this one.
     */
    public OnnxSession share() {
        OnnxSession shared = new OnnxSession(model, placement, false, seed);
        shared.plans.sharing(plans);
        return shared;
    }

    private OnnxSession(OnnxModel model, Placement placement, boolean owns, long seed) {
        this.model = model;
        this.placement = placement;
        this.owns = owns;
        this.seed = seed;
        this.plans = plans();
    }

    private Plans plans() {
        Plan.Options options = new Plan.Options(seed, false);
        return new Plans(
                (typeOf, known) -> lower(typeOf, known),
                placement,
                state,
                options,
                MOST_PLANS,
                plan -> made.put(plan, latest));
    }

    private Graph lower(java.util.function.Function<String, ArrayType> typeOf, KnownNumbers known) {
        OnnxImporter importer = new OnnxImporter(model);
        fed.forEach(
                (name, form) -> {
                    boolean array = form instanceof OnnxForm.Array;
                    importer.input(name, array ? new OnnxForm.Array(typeOf.apply(name)) : form);
                });
        latest = importer.lower(known);
        return new FoldChannelScales().apply(latest.graph());
    }

    /**
     * Runs the model on arrays, by the names of its inputs, and gives arrays by the names of its
     * outputs.
     *
     * @throws UnsupportedModelException if the model asks for what is not offered
     * @throws IllegalArgumentException if an input is missing, does not fit, or there is none of
     *     that name
     * @throws IllegalStateException if an output is no array
     */
    public Map<String, NDArray> run(Map<String, NDArray> feeds) {
        Map<String, OnnxData> data = new LinkedHashMap<>();
        feeds.forEach((name, array) -> data.put(name, new OnnxData.Array(array)));
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        runData(data).forEach((name, result) -> arrays.put(name, result.asArray()));
        return arrays;
    }

    /** Runs the model as {@link #run} does, on sequences and optional values too. */
    public Map<String, OnnxData> runData(Map<String, OnnxData> feeds) {
        feed(feeds);
        Plan plan = plans.plan();
        plan.run(step++);
        Map<String, OnnxData> results = new LinkedHashMap<>();
        made.get(plan)
                .outputs()
                .forEach((name, result) -> results.put(name, result.read(state::fetch)));
        return results;
    }

    /**
     * The graph for what is fed, before any of the compiler's passes.
     *
     * @throws IllegalArgumentException as {@link #run} does
     */
    public Graph graph(Map<String, OnnxData> feeds) {
        feed(feeds);
        return plans.graph();
    }

    /**
     * The steps of the plan for what is fed: which kernels run, and where.
     *
     * @throws IllegalArgumentException as {@link #run} does
     */
    public List<StepFacts> steps(Map<String, OnnxData> feeds) {
        feed(feeds);
        return plans.plan().steps();
    }

    private void feed(Map<String, OnnxData> feeds) {
        Map<String, OnnxForm> forms = new LinkedHashMap<>();
        feeds.forEach((name, data) -> forms.put(name, OnnxForm.of(data)));
        List<String> missing =
                model.inputs().stream()
                        .filter(input -> !feeds.containsKey(input.getName()))
                        .map(input -> describe(input))
                        .toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "The model was not given " + String.join(", ", missing));
        }
        if (!shape(forms).equals(shape(fed))) { // other names or sequences: nothing fits any more
            Plans others = plans().sharing(plans);
            plans.close();
            made.clear();
            List.copyOf(state.names()).forEach(state::remove);
            plans = others;
        }
        fed.clear();
        fed.putAll(forms);
        feeds.forEach(this::feed);
    }

    private static String describe(ValueInfoProto input) {
        return "\"%s\" (%s)".formatted(input.getName(), OnnxImporter.describe(input.getType()));
    }

    /** Forms without the types of arrays, for which {@link Plans} looks. */
    private static Map<String, OnnxForm> shape(Map<String, OnnxForm> forms) {
        Map<String, OnnxForm> shape = new LinkedHashMap<>();
        forms.forEach(
                (name, form) ->
                        shape.put(
                                name,
                                form instanceof OnnxForm.Array ? new OnnxForm.Nothing() : form));
        return shape;
    }

    private void feed(String name, OnnxData data) {
        if (data instanceof OnnxData.Array array) {
            state.feed(name, array.array());
        } else if (data instanceof OnnxData.Sequence sequence) {
            for (int i = 0; i < sequence.elements().size(); i++) {
                feed(OnnxForm.element(name, i), sequence.elements().get(i));
            }
        }
    }

    @Override
    public void close() {
        plans.close();
        state.close();
        if (owns) {
            placement.close();
        }
    }
}
