package org.duograph.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.duograph.graph.Device;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.junit.jupiter.api.Test;

class GroupByDeviceTest {
    private final Graph graph = new Graph("net");

    private Value node(String name, String op, Device device, Value... inputs) {
        Node.Settings wish = new Node.Settings(device, OptionalLong.empty(), "");
        return graph.append(name, OpCatalog.get(op), Map.of(), wish, List.of(inputs)).output(0);
    }

    private List<String> order() {
        return new GroupByDevice()
                .apply(graph).nodes().stream()
                        .filter(node -> !node.isSource())
                        .map(Node::name)
                        .toList();
    }

    /** Each of two devices computes two values, in turns; the first adds up the last ones. */
    private void inTurns(Device first, Device second) {
        Value x = graph.variable("x", ArrayType.float32(2));
        Value a = node("a", "Tanh", first, x);
        Value b = node("b", "Tanh", second, x);
        Value c = node("c", "Tanh", first, a);
        Value d = node("d", "Tanh", second, b);
        Value sum = node("sum", "Sum", first, c, d);
        graph.assign("first", node("e", "Tanh", first, sum));
        graph.assign("second", node("f", "Tanh", second, sum));
        graph.assign("third", node("g", "Sin", first, sum));
    }

    @Test
    void eachDeviceGoesOnAsLongAsItCan() {
        inTurns(Device.of("cuda"), new Device("cuda", 1));
        assertThat(order()).containsExactly("a", "c", "b", "d", "sum", "e", "g", "f");
    }

    @Test
    void onOneDeviceTheOrderStays() {
        inTurns(Device.of("cuda"), Device.of("cuda"));
        assertThat(order()).containsExactly("a", "b", "c", "d", "sum", "e", "f", "g");
    }
}
