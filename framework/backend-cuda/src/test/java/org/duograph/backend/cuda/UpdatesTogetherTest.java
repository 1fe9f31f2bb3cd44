package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.compile.Compiler;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Updates of many parameters in one launch. */
class UpdatesTogetherTest {
    private static final int[] SIZES = {1, 5000, 1024, 7, 1025}; // parts have 1024
    private static final int STEPS = 3;

    private final Graph graph = new Graph("updates");
    private final Map<String, NDArray> numbers = new LinkedHashMap<>();

    @BeforeEach
    void standInsAreLoaded() {
        StandInControl.require();
    }

    @ParameterizedTest
    @CsvSource({
        "MomentumSGDUpdate, momentum",
        "Adam, adam",
        "Adagrad, adagrad",
        "RmsProp, rms_prop",
        "Ftrl, ftrl"
    })
    void oneLaunchGivesTheBitsOfOneForEach(String type, String kernel) {
        for (int size : SIZES) {
            update(type, Map.of(), size);
        }
        assertThat(launches(kernel)).containsExactly((long) STEPS, 0L);
    }

    @Test
    void eachKindIsALaunchOfItsOwn() {
        for (int size : SIZES) {
            update("MomentumSGDUpdate", Map.of("momentum", 0.9, "nesterov", size % 2), size);
        }
        assertThat(launches("momentum")).containsExactly(2L * STEPS, 0L);
    }

    @Test
    void anUpdateOfWhatAnotherGaveComesAfterIt() {
        Node first = update("MomentumSGDUpdate", Map.of("momentum", 0.9), 5000);
        Value[] inputs = first.inputs().toArray(Value[]::new);
        inputs[1] = variable("another", 5000);
        inputs[0] = first.output(2);
        Node second = graph.append("second", first.op(), Map.of("momentum", 0.9), inputs);
        graph.assign("another", second.output(1));
        graph.assign("result", second.output(2));
        assertThat(launches("momentum")).containsExactly(0L, 2L * STEPS);
    }

    @Test
    void updatesWaitForEachOtherUntilTheirGradientsTakeMuchMemory() {
        Value x = variable("x", 3);
        List<Node> order = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            order.add(update("Adagrad", Map.of(), 1000));
            order.add(graph.append("other" + i, OpCatalog.get("Relu"), Map.of(), x));
            graph.assign("y" + i, order.get(2 * i + 1).output(0));
        }
        List<String> names = order.stream().map(Node::name).toList();
        assertThat(gathered(1 << 20)).containsExactlyElementsOf(picked(names, 1, 3, 5, 0, 2, 4));
        assertThat(gathered(8000)).containsExactlyElementsOf(picked(names, 1, 0, 2, 3, 5, 4));
        assertThat(gathered(4000)).containsExactlyElementsOf(names);
    }

    private List<String> gathered(long bytes) {
        return new GatherUpdates(bytes)
                .apply(graph).nodes().stream().filter(n -> !n.isSource()).map(Node::name).toList();
    }

    private static List<String> picked(List<String> names, int... places) {
        return Arrays.stream(places).mapToObj(names::get).toList();
    }

    /** Appends an update of a parameter, with inputs of its own. */
    private Node update(String type, Map<String, ?> attrs, int size) {
        String name = type + graph.nodes().size();
        List<Value> inputs = new ArrayList<>();
        for (String input : inputsOf(type)) {
            inputs.add(
                    switch (input) {
                        case "lr" -> variable("lr of " + name, 1);
                        case "iter" -> count(name);
                        case "n_z" -> variable(input + " of " + name, size, 2);
                        default -> variable(input + " of " + name, size);
                    });
        }
        Node node = graph.append(name, OpCatalog.get(type), attrs, inputs.toArray(Value[]::new));
        List<String> results = resultsOf(type);
        for (int i = 0; i < results.size(); i++) {
            if (!results.get(i).isEmpty()) {
                graph.assign(results.get(i) + " of " + name, node.output(i));
            }
        }
        return node;
    }

    private static List<String> inputsOf(String type) {
        return switch (type) {
            case "MomentumSGDUpdate" -> List.of("grad", "m", "lr", "param");
            case "Adam" -> List.of("param", "m1", "m2", "grad", "lr", "iter");
            case "Adagrad" -> List.of("param", "h", "grad", "lr");
            case "RmsProp" -> List.of("grad", "ms", "m", "lr");
            case "Ftrl" -> List.of("param", "n_z", "grad");
            default -> throw new IllegalArgumentException(type);
        };
    }

    /** The variable that each output goes to. */
    private static List<String> resultsOf(String type) {
        return switch (type) {
            case "MomentumSGDUpdate" -> List.of("", "m", "param");
            case "Adam" -> List.of("param", "m1", "m2");
            case "Adagrad" -> List.of("param", "h");
            case "RmsProp" -> List.of("step", "ms", "m");
            case "Ftrl" -> List.of("param", "n_z");
            default -> throw new IllegalArgumentException(type);
        };
    }

    private Value variable(String name, int... dims) {
        NDArray array = NDArray.zeros(ArrayType.float32(dims));
        Philox random = new Philox(3, numbers.size());
        for (int i = 0; i < array.size(); i++) {
            array.set(i, random.uniform(i) + 0.1);
        }
        numbers.put(name, array);
        return graph.variable(name, array.type());
    }

    private Value count(String name) {
        NDArray steps = NDArray.zeros(new ArrayType(DType.INT64, Shape.of(1)));
        numbers.put("iter of " + name, steps);
        return graph.variable("iter of " + name, steps.type());
    }

    /**
     * Runs some steps as they are, and as many with each kernel alone; both must give the same.
     *
     * @return of the former, how often kernels for many parameters and for one were launched
     */
    private List<Long> launches(String kernel) {
        List<Long> counts = new ArrayList<>();
        try (Placement placement = Placement.of("cuda,graphs=false");
                State joined = new State();
                State alone = new State()) {
            numbers.forEach(joined::feed);
            numbers.forEach(alone::feed);
            try (Plan together = prepare(placement, joined);
                    Plan single = prepare(placement, alone)) {
                joined.fetch(joined.names().iterator().next()); // waits
                StandInControl.tell("forget-counts");
                for (int step = 0; step < STEPS; step++) {
                    together.run(step);
                }
                joined.fetch(joined.names().iterator().next());
                counts.add(StandInControl.count("run.kernel." + kernel + "_parts"));
                counts.add(StandInControl.count("run.kernel." + kernel));
                for (int step = 0; step < STEPS; step++) {
                    single.time(step);
                }
                for (String name : alone.names()) {
                    assertThat(joined.fetch(name)).as(name).isEqualTo(alone.fetch(name));
                    assertThat(changed(name, alone))
                            .as(name)
                            .isEqualTo(graph.assigns().containsKey(name));
                }
            }
        }
        return counts;
    }

    private boolean changed(String name, State state) {
        return !state.fetch(name).equals(numbers.get(name));
    }

    private Plan prepare(Placement placement, State state) {
        Graph compiled = Compiler.compile(graph, placement.target());
        return Plan.prepare(compiled, placement, state, Plan.Options.DEFAULT);
    }
}
