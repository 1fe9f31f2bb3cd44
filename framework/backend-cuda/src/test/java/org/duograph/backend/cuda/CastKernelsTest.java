package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.graph.Interpreter;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Numbers that a type can hardly hold, or can't, become what they become on the host. */
class CastKernelsTest {
    private static final double[] REALS = {
        0,
        -0.0,
        0.5,
        -0.5,
        1.5,
        127.9,
        128,
        -128.9,
        255.9,
        256,
        65536,
        1e-40,
        16777217,
        2147483647,
        2147483648.0,
        -2147483648.0,
        -2147483649.0,
        4294967296.0,
        9.3e18,
        -9.3e18,
        1e30,
        Float.MAX_VALUE,
        1e39,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
    };
    private static final long[] WHOLES = {
        0,
        1,
        -1,
        127,
        128,
        -128,
        255,
        256,
        16777217,
        -16777219,
        Integer.MAX_VALUE,
        1L << 31,
        (1L << 53) + 1,
        (1L << 62) + 1,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    @ParameterizedTest
    @EnumSource(value = DType.class, mode = EnumSource.Mode.EXCLUDE, names = "STRING")
    void aConversionIsTheHosts(DType from) {
        NDArray x = numbers(from);
        for (DType to : DType.values()) {
            if (!to.isText()) {
                check(x, to);
            }
        }
    }

    private static NDArray numbers(DType type) {
        int size = type.isFloating() ? REALS.length : WHOLES.length;
        NDArray x = NDArray.zeros(new ArrayType(type, Shape.of(size)));
        for (int i = 0; i < size; i++) {
            if (type.isFloating()) {
                x.set(i, REALS[i]);
            } else {
                x.setWhole(i, WHOLES[i]);
            }
        }
        return x;
    }

    private static void check(NDArray x, DType to) {
        Graph graph = new Graph("conversion");
        Value input = graph.variable("x", x.type());
        Node cast = graph.append("y", OpCatalog.get("Cast"), Map.of("to", to), input);
        graph.assign("y", cast.output(0));
        NDArray expected = Interpreter.run(graph, Map.of("x", x)).get(cast.output(0));
        try (Placement placement = Placement.of(StandIn.open());
                State state = new State()) {
            state.feed("x", x);
            try (Plan plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT)) {
                plan.run(0);
                assertThat(List.of(state.fetch("y").toString()))
                        .as("%s to %s", x.dtype(), to)
                        .containsExactly(expected.toString());
            }
        }
    }
}
