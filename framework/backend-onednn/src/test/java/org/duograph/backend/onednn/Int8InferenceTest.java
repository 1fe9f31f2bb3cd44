package org.duograph.backend.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import org.duograph.backend.onednn.library.OneDnn;
import org.duograph.compile.Compiler;
import org.duograph.graph.Graph;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The option {@code inference=int8}: exact sums, small errors, and what stays single precision. */
class Int8InferenceTest {
    @BeforeEach
    void needInstructions() {
        assumeTrue(OneDnn.hasInt8(), "this processor has neither VNNI nor AMX");
    }

    /** Draws whole numbers, one of which in each row is the bound itself. */
    private static NDArray wholes(String name, int least, int most, int... dims) {
        NDArray all = NDArray.zeros(ArrayType.float32(dims));
        Philox random = Philox.of(5, name, 0);
        int row = all.size() / dims[0];
        for (int i = 0; i < all.size(); i++) {
            all.set(i, i % row == 0 ? most : least + random.below(i, most - least + 1));
        }
        return all;
    }

    /** Relu(x), then the layer, with weights that are constants. */
    private static Graph layer(String op, Map<String, ?> attrs, NDArray x, NDArray w, NDArray b) {
        Graph graph = new Graph("layer");
        Value rectified =
                graph.append("relu", OpCatalog.get("Relu"), Map.of(), graph.variable("x", x.type()))
                        .output(0);
        Value y =
                graph.append(
                                "y",
                                OpCatalog.get(op),
                                attrs,
                                rectified,
                                graph.constant("w", w),
                                graph.constant("b", b))
                        .output(0);
        graph.assign("y", y);
        return graph;
    }

    private static NDArray run(String backend, Graph graph, NDArray x, boolean int8) {
        try (Placement placement = Placement.of(backend);
                State state = new State()) {
            state.feed("x", x);
            try (Plan plan =
                    Plan.prepare(
                            Compiler.compile(graph, placement.target()),
                            placement,
                            state,
                            Plan.Options.DEFAULT)) {
                assertThat(plan.toString().contains("int8 ")).as("%s", plan).isEqualTo(int8);
                plan.run(0);
                plan.run(1);
                return state.fetch("y");
            }
        }
    }

    /**
     * Where all numbers are whole and fit, nothing is rounded: not even of 288 products 255 x 127.
     */
    @Test
    void sumsOfAConvolutionAreExact() {
        NDArray x = wholes("x", 0, 255, 2, 32, 9, 7);
        NDArray w = wholes("w", -127, 127, 24, 32, 3, 3);
        for (int i = 0; i < 288; i++) {
            w.set(i, 127);
        }
        NDArray b = wholes("b", -9, 9, 24);
        for (Map<String, ?> attrs :
                java.util.List.<Map<String, ?>>of(
                        Map.of("kernel", 3, "pad", 1), Map.of("kernel", 3, "stride", 2))) {
            Graph graph = layer("Conv", attrs, x, w, b);
            assertThat(run("onednn,inference=int8", graph, x, true))
                    .isEqualTo(run("java", graph, x, false));
        }
    }

    @Test
    void sumsOfAFullyConnectedLayerAreExact() {
        NDArray x = wholes("x", 0, 255, 3, 300);
        NDArray w = wholes("w", -127, 127, 20, 300);
        Graph graph = layer("FC", Map.of(), x, w, wholes("b", -9, 9, 20));
        assertThat(run("onednn,inference=int8", graph, x, true))
                .isEqualTo(run("java", graph, x, false));
    }

    @Test
    void realNumbersAreOffByAFewHundredths() {
        NDArray x = wholes("x", -1000, 1000, 2, 32, 8, 8);
        NDArray w = wholes("w", -1000, 1000, 32, 32, 3, 3);
        Graph graph =
                layer(
                        "Conv",
                        Map.of("kernel", 3, "pad", 1),
                        x,
                        w,
                        NDArray.zeros(ArrayType.float32(32)));
        NDArray found = run("onednn,inference=int8", graph, x, true);
        NDArray exact = run("java", graph, x, false);
        double signal = 0;
        double noise = 0;
        for (int i = 0; i < exact.size(); i++) {
            signal += exact.get(i) * exact.get(i);
            noise += Math.pow(exact.get(i) - found.get(i), 2);
        }
        assertThat(Math.sqrt(noise / signal)).isLessThan(0.02).isGreaterThan(1e-6);
    }

    @Test
    void zerosGiveTheBias() {
        NDArray x = NDArray.zeros(ArrayType.float32(1, 32, 4, 4));
        NDArray w = wholes("w", -127, 127, 32, 32, 1, 1);
        NDArray b = wholes("b", -9, 9, 32);
        NDArray y =
                run("onednn,inference=int8", layer("Conv", Map.of("kernel", 1), x, w, b), x, true);
        for (int i = 0; i < y.size(); i++) {
            assertThat(y.get(i)).isCloseTo(b.get(i / 16), within(1e-6));
        }
    }

    @Test
    void whatMayBeNegativeOrChangeStaysSinglePrecision() {
        NDArray x = wholes("x", -255, 255, 1, 32, 4, 4);
        NDArray w = wholes("w", -127, 127, 32, 32, 1, 1);
        Graph negative = new Graph("negative");
        negative.assign(
                "y",
                negative.append(
                                "y",
                                OpCatalog.get("Conv"),
                                Map.of("kernel", 1),
                                negative.variable("x", x.type()),
                                negative.constant("w", w))
                        .output(0));
        assertThat(run("onednn,inference=int8", negative, x, false)).isNotNull();
        assertThat(
                        run(
                                "onednn",
                                layer(
                                        "Conv",
                                        Map.of("kernel", 1),
                                        x,
                                        w,
                                        NDArray.zeros(ArrayType.float32(32))),
                                x,
                                false))
                .isNotNull();
    }
}
