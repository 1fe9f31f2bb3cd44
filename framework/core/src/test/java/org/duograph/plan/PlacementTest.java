package org.duograph.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.duograph.backend.java.JavaBackend;
import org.duograph.graph.Device;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Surroundings;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private final JavaBackend first = new JavaBackend();
    private final JavaBackend second = new JavaBackend(1);
    private final Placement placement = Placement.of(first, second);

    private static Node relu(Graph graph, String name, Value x, Device device) {
        Node.Settings wish = new Node.Settings(device, OptionalLong.empty(), "a test");
        return graph.append(name, OpCatalog.get("Relu"), Map.of(), wish, List.of(x));
    }

    private static Node relu(Device device) {
        Graph graph = new Graph("net");
        return relu(graph, "r", graph.variable("x", ArrayType.float32(2)), device);
    }

    @Test
    void aNodeRunsOnTheDeviceThatItWishesFor() {
        assertThat(placement.choose(relu(new Device("java", 1)))).isSameAs(second);
        assertThat(placement.choose(relu(Device.of("java")))).isSameAs(first);
        assertThat(placement.choose(relu(Device.ANY))).isSameAs(first);
    }

    @Test
    void aBackendThatNobodyKnowsIsAnError() {
        assertThatThrownBy(() -> placement.choose(relu(new Device("abacus", 3))))
                .hasMessageStartingWith(
                        "Relu \"r\" (a test) asks for device \"abacus:3\": No backend");
    }

    @Test
    void aPlanOverTwoDevicesCopiesVisiblyBetweenThem() {
        Graph graph = new Graph("net");
        Value x = graph.variable("x", ArrayType.float32(2));
        Value r = relu(graph, "r", x, new Device("java", 1)).output(0);
        graph.assign("y", relu(graph, "s", r, Device.ANY).output(0));
        try (State state = new State()) {
            state.feed("x", NDArray.vector(-1, 2));
            try (Plan plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT)) {
                plan.run(0);
                assertThat(plan.toString())
                        .contains("[java:1, reference]")
                        .contains("[java, java:1 to java]");
            }
            assertThat(state.fetch("y")).isEqualTo(NDArray.vector(0, 2));
        }
    }

    @Test
    void whatThePlanItselfRunsStandsWhereAllOfItCanBeHeld() {
        ArrayType texts = new ArrayType(DType.STRING, Shape.of(2));
        Graph branch = new Graph("same");
        branch.variable("names", texts);
        branch.assign("x", branch.variable("x", ArrayType.float32(2)));
        Graph graph = new Graph("net");
        Value names = graph.variable("names", texts);
        Value x = graph.variable("x", ArrayType.float32(2));
        Value truth = graph.variable("truth", new ArrayType(DType.BOOL, Shape.SCALAR));
        Node print = graph.append("print", OpCatalog.get("Print"), Map.of(), names);
        Map<String, Object> branches = Map.of("then", branch, "else", branch);
        Node choice = graph.append("if", OpCatalog.get("If"), branches, truth, names, x);
        Node numbers = graph.append("print", OpCatalog.get("Print"), Map.of(), x);
        CountingBackend holdsNoTexts = new CountingBackend(0, new CountingBackend.Count());
        Placement placement = Placement.of(holdsNoTexts, first);
        assertThat(placement.choose(print)).isSameAs(first);
        assertThat(placement.choose(choice)).isSameAs(first);
        assertThat(placement.choose(numbers)).isSameAs(holdsNoTexts);

        graph.assign("y", choice.output(0));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Surroundings around = Surroundings.of(new PrintStream(printed, true), Path.of(""));
        try (State state = new State()) {
            state.feed("names", NDArray.ofTexts(Shape.of(2), "one", "two"));
            state.feed("x", NDArray.vector(-1, 2));
            state.feed("truth", NDArray.of(Shape.SCALAR, 1).cast(DType.BOOL));
            Plan.Options options = new Plan.Options(0, true, around);
            try (Plan plan = Plan.prepare(graph, placement, state, options)) {
                plan.run(0);
            }
            assertThat(state.fetch("y")).isEqualTo(NDArray.vector(-1, 2));
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("one", "two");
    }

    @Test
    void aDeviceWithANegativeNumberIsRefused() {
        assertThatThrownBy(() -> new Device("cuda", -1)).hasMessageContaining("first has number 0");
    }
}
