package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duograph.backend.Backend;
import org.duograph.backend.Backends;
import org.duograph.backend.contract.Closeness;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Arrays of several tiles, of more parts than a kernel takes at once, of more lookups than a block
 * has threads: what is moved is where the reference kernels move it, and sums have their bits.
 */
class LargeShapesTest {
    private static final Philox RANDOM = new Philox(3, 5);

    /** Numbers of any type that differ. */
    private static NDArray numbers(DType type, int... dims) {
        NDArray x = NDArray.zeros(new ArrayType(type, Shape.of(dims)));
        for (int i = 0; i < x.size(); i++) {
            x.setWhole(i, RANDOM.below(i, 100));
        }
        return x;
    }

    private static NDArray reals(int... dims) {
        NDArray x = NDArray.zeros(new ArrayType(DType.FLOAT32, Shape.of(dims)));
        for (int i = 0; i < x.size(); i++) {
            x.set(i, RANDOM.gaussian(i));
        }
        return x;
    }

    /** Runs one node twice; all its outputs. */
    private static List<NDArray> run(
            Backend backend, String type, Map<String, ?> attrs, NDArray... inputs) {
        Graph graph = new Graph("net");
        try (Placement placement = Placement.of(backend);
                State state = new State()) {
            Value[] values = new Value[inputs.length];
            Arrays.setAll(
                    values,
                    i -> {
                        state.feed("x" + i, inputs[i]);
                        return graph.variable("x" + i, inputs[i].type());
                    });
            Node node = graph.append("node", OpCatalog.get(type), attrs, values);
            for (int i = 0; i < node.outputs().size(); i++) {
                graph.assign("y" + i, node.output(i));
            }
            Plan.Options poisoned = new Plan.Options(0, true);
            try (Plan plan = Plan.prepare(graph, placement, state, poisoned)) {
                assertThat(plan.toString()).contains(backend.name()).doesNotContain("Copy");
                plan.run(0);
                plan.run(1);
                return IntStream.range(0, node.outputs().size())
                        .mapToObj(i -> state.fetch("y" + i))
                        .toList();
            }
        }
    }

    private static void requireSame(String type, Map<String, ?> attrs, NDArray... inputs) {
        List<NDArray> expected = run(Backends.open(Backends.REFERENCE), type, attrs, inputs);
        assertThat(run(StandIn.open(), type, attrs, inputs))
                .as("%s %s", type, attrs)
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(names = {"INT8", "FLOAT16", "FLOAT32", "INT64"})
    void elementsOfAnySizeAreMovedToTheirPlaces(DType type) {
        requireSame("Transpose", Map.of(), numbers(type, 70, 45));
        requireSame("Transpose", Map.of("axes", List.of(0, 3, 1, 2)), numbers(type, 2, 5, 7, 40));
        requireSame(
                "Transpose", Map.of("axes", List.of(4, 2, 0, 3, 1)), numbers(type, 2, 3, 4, 5, 6));
        requireSame(
                "Slice",
                Map.of("starts", List.of(1, 2, 0), "ends", List.of(-1, 9, 4)),
                numbers(type, 5, 11, 6));
        requireSame(
                "StridedSlice",
                Map.of("starts", List.of(9, 0), "counts", List.of(4, 20), "steps", List.of(-3, 2)),
                numbers(type, 10, 40));
        requireSame(
                "Pad",
                Map.of("before", List.of(1, 0, 2), "after", List.of(0, 3, 1), "value", 7),
                numbers(type, 4, 5, 33));
        requireSame("Tile", Map.of("tiles", 3, "axis", 1), numbers(type, 4, 5, 33));
        requireSame("ChannelShuffle", Map.of("group", 3), numbers(type, 2, 12, 5, 5));
    }

    @ParameterizedTest
    @EnumSource(names = {"INT8", "FLOAT16", "FLOAT32", "INT64"})
    void partsAreAsManyAsOneLikes(DType type) {
        NDArray[] parts =
                IntStream.range(1, 8)
                        .mapToObj(i -> numbers(type, 3, i, 11))
                        .toArray(NDArray[]::new);
        requireSame("Concat", Map.of(), parts);
        requireSame("Split", Map.of("split", List.of(1, 2, 3, 4, 5, 6)), numbers(type, 3, 21, 11));
        requireSame("Split", Map.of("axis", 0, "outputs", 7), numbers(type, 21, 2));
    }

    @Test
    void manyLookupsOfFewRowsAreSummedInTheirOrder() {
        int lookups = 300;
        NDArray indices = NDArray.zeros(new ArrayType(DType.INT64, Shape.of(lookups)));
        for (int i = 0; i < lookups; i++) {
            indices.setWhole(i, RANDOM.below(i, 40));
        }
        NDArray rows = reals(lookups, 300);
        NDArray places =
                NDArray.wrap(indices.type().withShape(Shape.of(lookups, 1)), indices.data());
        requireSame("ScatterNd", Map.of("shape", List.of(50, 300)), places, rows);
        requireSame("ScatterAssign", Map.of(), reals(50, 300), indices, rows);
    }

    @Test
    void picturesBecomePlanesAndPlanesPicturesByteByByte() {
        NDArray mean = NDArray.vector(104.1f, 116.7f, 122.7f);
        NDArray pixels = numbers(DType.UINT8, 2, 37, 41, 4);
        String preprocess = "PackedInt8BGRANHWCToNCHWCStylizerPreprocess";
        requireSame(preprocess, Map.of(), pixels, mean, reals(491));
        requireSame(preprocess, Map.of(), pixels, mean);
        NDArray planes = reals(2, 3, 37, 41);
        for (int i = 0; i < planes.size(); i++) {
            planes.set(i, 100 * planes.get(i));
        }
        requireSame("BRGNCHWCToPackedInt8BGRAStylizerDeprocess", Map.of(), planes, mean);
    }

    @Test
    void numbersOfManyBlocksAreCheckedAndHandedOn() {
        requireSame("CheckNumerics", Map.of(), reals(3, 5000));
        requireSame("CheckRange", Map.of("below", 100), numbers(DType.INT32, 3, 5000));
    }

    @Test
    void theLeastWholeNumberDividedByMinusOneWraps() {
        for (DType type : List.of(DType.INT32, DType.INT64)) {
            NDArray least = NDArray.zeros(new ArrayType(type, Shape.of(2)));
            NDArray minusOne = NDArray.zeros(least.type());
            for (int i = 0; i < 2; i++) {
                least.setWhole(i, type.least() + i);
                minusOne.setWhole(i, -1);
            }
            requireSame("Div", Map.of(), least, minusOne);
            requireSame("Mod", Map.of(), least, minusOne);
            requireSame("Mod", Map.of("sign_follow_divisor", 1), least, minusOne);
        }
    }

    private static void requireClose(String type, Map<String, ?> attrs, NDArray... inputs) {
        List<NDArray> expected = run(Backends.open(Backends.REFERENCE), type, attrs, inputs);
        List<NDArray> actual = run(StandIn.open(), type, attrs, inputs);
        for (int i = 0; i < expected.size(); i++) {
            Closeness.check(type + " output " + i, actual.get(i), expected.get(i));
        }
    }

    @Test
    void lossesOfManyPixelsAndManyClassesAreTheReferences() {
        NDArray label = numbers(DType.INT64, 2, 40, 41);
        for (int i = 0; i < label.size(); i++) {
            label.setWhole(i, label.getWhole(i) % 6 - 1); // of 5 classes, or none
        }
        NDArray x = reals(2, 5, 40, 41);
        NDArray weight = reals(2, 40, 41);
        NDArray one = NDArray.scalar(1);
        requireClose("SpatialSoftmaxWithLoss", Map.of("scale", 2), x, label);
        requireClose("SpatialSoftmaxWithLoss", Map.of(), x, label, weight);
        requireClose("SpatialSoftmaxWithLossGradX", Map.of(), x, label, one);
        requireClose("SpatialSoftmaxWithLossGradX", Map.of(), x, label, one, weight);
        NDArray scores = reals(30, 700);
        NDArray wanted = NDArray.full(scores.type(), 1 / 700.0);
        requireClose("SoftmaxWithLoss", Map.of("label_prob", 1), scores, wanted, reals(30));
        requireClose("SoftmaxWithLossGradX", Map.of("label_prob", 1), scores, wanted, one);
    }
}
