package org.duograph.oracle.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duograph.session.Graph;
import org.duograph.session.OperationBuilder;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.tensor.DType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operators with seeds draw TensorFlow's numbers, run after run. */
class RandomNumbersTest {
    private static final int SIZE = 1003; // no multiple of a group

    private final Graph graph = new Graph();

    private OperationBuilder seeded(String type) {
        return graph.op(type).attr("seed", 87654321L).attr("seed2", 42L);
    }

    private Tensor drawn(String type) {
        Tensor shape = graph.constant(new int[] {SIZE});
        return switch (type) {
            case "RandomShuffle" ->
                    seeded(type).input(graph.constant(IntStream.range(0, 37).toArray())).tensor();
            case "RandomUniformInt" ->
                    seeded(type).input(shape, graph.constant(-5), graph.constant(1000)).tensor();
            default -> seeded(type).input(shape).attr("dtype", DType.FLOAT32).tensor();
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RandomUniform",
                "RandomStandardNormal",
                "TruncatedNormal",
                "RandomUniformInt",
                "RandomShuffle"
            })
    void theNumbersOfThreeRunsAreTheSameThereAndHere(String type) {
        Tensor x = drawn(type);
        try (TensorFlow1 tf = new TensorFlow1(GraphDefWriter.write(graph));
                Session ours = new Session(graph)) {
            for (int run = 0; run < 3; run++) {
                double[] theirs = tf.run(Map.of(), List.of(), List.of(x.name())).get(0).toDoubles();
                assertThat(ours.run(x).toDoubles()).containsExactly(theirs, within(2e-6));
            }
        }
    }
}
