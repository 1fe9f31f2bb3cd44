package org.duograph.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Kernel;
import org.duograph.backend.Lane;
import org.duograph.backend.Layout;
import org.duograph.backend.java.JavaBackend;
import org.duograph.graph.Device;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.junit.jupiter.api.Test;

/** Slots are decided without a single buffer: nothing here allocates, and nothing runs. */
class SlotsTest {
    private final JavaBackend first = new JavaBackend();
    private final JavaBackend second = new JavaBackend(1);
    private final Graph graph = new Graph("net");

    private Value append(String name, String type, Device device, Value... inputs) {
        Node.Settings wish = new Node.Settings(device, OptionalLong.empty(), "");
        return graph.append(name, OpCatalog.get(type), Map.of(), wish, List.of(inputs)).output(0);
    }

    private Value append(String name, String type, Value... inputs) {
        return append(name, type, Device.ANY, inputs);
    }

    private Steps steps() {
        return Steps.of(graph, Placement.of(first, second), new State(), Plan.Options.DEFAULT);
    }

    private static String text(Steps steps) {
        return Slots.of(steps, Sharing.of(steps)).toString().replace("\r", "");
    }

    @Test
    void aResultIsWrittenOverAnOperandThatNobodyReadsAnyMore() {
        Value x = graph.variable("x", ArrayType.float32(16));
        Value a = append("a", "Relu", x);
        Value b = append("b", "Sigmoid", a);
        graph.assign("y", append("c", "Tanh", b));
        assertThat(text(steps())).isEqualTo("java: 128 bytes\n  0 to 127 in steps 0 to 2: a, b\n");
    }

    @Test
    void whatIsAliveTogetherStandsSideBySide() {
        Value x = graph.variable("x", ArrayType.float32(16));
        Value a = append("a", "Relu", x);
        Value b = append("b", "Sigmoid", a);
        graph.assign("y", append("c", "Add", a, b));
        assertThat(text(steps()))
                .isEqualTo(
                        """
                        java: 256 bytes
                          0 to 127 in steps 0 to 2: a
                          128 to 255 in steps 1 to 2: b
                        """);
    }

    @Test
    void whatLivesAtDifferentTimesStandsInTheSamePlace() {
        Value x = graph.variable("x", ArrayType.float32(4, 4));
        Value a = append("a", "MatMul", x, x);
        Value b = append("b", "MatMul", a, a);
        Value c = append("c", "MatMul", b, b);
        graph.assign("y", append("d", "MatMul", c, c));
        assertThat(text(steps()))
                .isEqualTo(
                        """
                        java: 256 bytes
                          0 to 127 in steps 0 to 1: a
                          128 to 255 in steps 1 to 2: b
                          0 to 127 in steps 2 to 3: c
                        """);
    }

    @Test
    void eachLaneHasAnArenaOfItsOwn() {
        Value x = graph.variable("x", ArrayType.float32(16));
        Value a = append("a", "Relu", new Device("java", 1), x);
        Value b = append("b", "Sigmoid", a);
        graph.assign("y", append("c", "Add", b, x));
        assertThat(text(steps()))
                .isEqualTo(
                        """
                        java:1: 128 bytes
                          0 to 127 in steps 0 to 1: a
                        java: 256 bytes
                          0 to 127 in steps 1 to 4: a, b
                          128 to 255 in steps 3 to 4: x
                        """);
    }

    /** Steps by hand: two of 64 bytes with scratch memory, then one around them both. */
    @Test
    void partsStandInTheWholeAndScratchMemoryLivesForOneStep() {
        Value x = graph.variable("x", ArrayType.float32(8));
        Value p = append("p", "Relu", x);
        Value q = append("q", "Sigmoid", x);
        Value whole =
                graph.append("whole", OpCatalog.get("Concat"), Map.of("axis", 0), p, q).output(0);
        List<Step> steps = new ArrayList<>();
        Stand in = Stand.source(x, first, first.plain(x.type()));
        Stand left = stand(p, 0);
        Stand right = stand(q, 1);
        Stand all = stand(whole, 2);
        steps.add(step(p.node(), new Drawn(192, List.of()), List.of(in), left));
        steps.add(step(q.node(), new Drawn(192, List.of()), List.of(in), right));
        steps.add(step(whole.node(), new Drawn(0, List.of(0L, 64L)), List.of(left, right), all));
        Map<Stand, Integer> lastReads = Map.of(in, 1, left, 2, right, 2);
        Steps made =
                new Steps(
                        "net", steps, List.of(in), List.of(), Map.of(), Map.of(in, "x"), lastReads);
        Sharing sharing = Sharing.of(made);
        Slots slots = Slots.of(made, sharing);
        assertThat(slots.offset(right) - slots.offset(left)).isEqualTo(64);
        assertThat(slots.offset(left)).isEqualTo(slots.offset(all));
        assertThat(sharing.owner(right)).isSameAs(all);
        assertThat(slots.toString().replace("\r", ""))
                .isEqualTo(
                        """
                        java: 320 bytes
                          192 to 319 in steps 0 to 2: p, q, whole
                          0 to 191 in step 0: scratch
                          0 to 191 in step 1: scratch
                        """);
        assertThat(slots.unsharedBytes()).isEqualTo(2 * 64 + 128 + 2 * 192);
    }

    private Stand stand(Value value, int definedAt) {
        return Stand.result(value, definedAt, first, first.plain(value.type()));
    }

    private Step step(Node node, Blueprint blueprint, List<Stand> inputs, Stand output) {
        return new Step(node.op().type(), node, first, blueprint, inputs, List.of(output));
    }

    /** A blueprint of which only the memory that it needs matters. */
    private record Drawn(long scratchBytes, List<Long> places) implements Blueprint {
        @Override
        public List<Layout> inputs() {
            return List.of();
        }

        @Override
        public List<Layout> outputs() {
            return List.of();
        }

        @Override
        public long placeInOutput(int input) {
            return input < places.size() ? places.get(input) : -1;
        }

        @Override
        public String implementation() {
            return "drawn";
        }

        @Override
        public Kernel bind(Memory memory, Lane lane) {
            throw new UnsupportedOperationException("nothing is bound here");
        }
    }
}
