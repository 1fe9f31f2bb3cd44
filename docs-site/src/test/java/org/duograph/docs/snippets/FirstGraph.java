package org.duograph.docs.snippets;

import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.graph.Interpreter;
import org.duograph.graph.Value;
import org.duograph.ops.activation.Relu;
import org.duograph.ops.conv.Conv;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The code on the welcome page. */
final class FirstGraph {
    private FirstGraph() {}

    static String run() {
        // tag::graph[]
        Graph graph = new Graph("first");
        Value x = graph.variable("x", ArrayType.float32(1, 1, 3, 3)); // <1>
        Value w = graph.constant("w", NDArray.of(Shape.of(1, 1, 2, 2), 1f, 0f, 0f, -1f));
        Value y = graph.append("conv", Conv.OP, Map.of("kernel", 2), x, w).output(0); // <2>
        Value z = graph.append("relu", Relu.OP, Map.of(), y).output(0);

        NDArray image = NDArray.of(Shape.of(1, 1, 3, 3), 9f, 8f, 7f, 6f, 5f, 4f, 3f, 2f, 10f);
        Map<Value, NDArray> numbers = Interpreter.run(graph, Map.of("x", image)); // <3>
        String printed = graph + "\n" + z + " is " + numbers.get(z) + "\n";
        // end::graph[]
        return printed;
    }
}
