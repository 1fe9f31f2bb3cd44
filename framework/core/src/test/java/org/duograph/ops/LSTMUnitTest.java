package org.duograph.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.duograph.compile.Gradients;
import org.duograph.graph.Graph;
import org.duograph.graph.Interpreter;
import org.duograph.graph.Value;
import org.duograph.ops.recurrent.LSTMUnit;
import org.duograph.ops.reduce.SumElements;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Checks what the catalogue's tests can't see of LSTMUnit. */
class LSTMUnitTest {
    @Test
    void theLastStepHasGradientsAlthoughNobodyReadsItsCells() {
        Graph graph = new Graph("last step");
        Value state = graph.constant("state", NDArray.of(Shape.of(1, 1, 1), 2f));
        Value gates = graph.constant("gates", NDArray.of(Shape.of(1, 1, 4), 0f, 0, 0, 0));
        Value t = graph.constant("t", NDArray.of(Shape.of(1), 0));
        Value noLengths = graph.absent();
        Value h =
                graph.append("step", LSTMUnit.OP, Map.of(), state, state, gates, noLengths, t)
                        .output(0);
        assertThat(graph.toString()).contains("LSTMUnit(state, state, gates, absent, t)");
        Value loss = graph.append("loss", SumElements.OP, Map.of(), h).output(0);
        Value dGates = Gradients.append(graph, loss, List.of(gates)).get(gates);

        // C = 1, H = tanh(1) / 2; dC = (1 - tanh(1)^2) / 2
        double dC = (1 - Math.tanh(1) * Math.tanh(1)) / 2;
        assertThat(Interpreter.run(graph, Map.of()).get(dGates).toDoubles())
                .containsExactly(new double[] {0, dC / 2, Math.tanh(1) / 4, dC / 2}, within(1e-6));
    }
}
