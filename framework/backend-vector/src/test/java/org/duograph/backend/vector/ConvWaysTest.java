package org.duograph.backend.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.duograph.backend.tuning.Alternative;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.ops.conv.Conv;
import org.duograph.ops.conv.ConvGeometry;
import org.duograph.ops.conv.ConvRelu;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every way of convolving agrees with the definition, whatever the sizes and the threads. */
class ConvWaysTest {
    /** Winograd's way loses about a digit; see {@link WinogradErrorTest}. */
    private static final double TOLERANCE = 3e-5;

    /** A convolution: images n x c x h x w to m channels, by its attributes. */
    private record Sizes(int n, int c, int h, int w, int m, int k, Map<String, ?> attrs) {
        List<Node> nodes() {
            int group = attrs.containsKey("group") ? (Integer) attrs.get("group") : 1;
            Shape x = Shape.of(n, c, h, w);
            Shape filters = Shape.of(m, c / group, k, k);
            Map<String, Object> all = new LinkedHashMap<>(attrs);
            all.put("kernel", k);
            Node forward = Nodes.node(Conv.OP, all, x, filters, Shape.of(m));
            Shape y = forward.output(0).shape();
            return List.of(
                    forward,
                    Nodes.node(ConvRelu.OP, all, x, filters),
                    Nodes.node(Conv.GRAD_X, all, filters, y, x),
                    Nodes.node(Conv.GRAD_W, all, x, y, filters));
        }
    }

    private static final List<Sizes> ALL =
            List.of(
                    new Sizes(2, 32, 9, 10, 48, 3, Map.of("pad", 1)),
                    new Sizes(1, 16, 1, 1, 16, 3, Map.of("pad", 1)),
                    new Sizes(3, 16, 2, 2, 32, 3, Map.of("pad", 1)),
                    new Sizes(1, 16, 4, 17, 16, 3, Map.of("pad", 1)),
                    new Sizes(2, 16, 7, 6, 32, 3, Map.of()),
                    new Sizes(2, 32, 5, 8, 16, 3, Map.of("pad", List.of(0, 2, 1, 0))),
                    new Sizes(2, 16, 6, 5, 16, 3, Map.of("pad", 2)),
                    new Sizes(5, 128, 4, 4, 160, 3, Map.of("pad", 1)),
                    new Sizes(2, 3, 11, 12, 20, 3, Map.of("pad", 1, "stride", 2)),
                    new Sizes(2, 5, 9, 9, 7, 3, Map.of("dilation", 2, "pad", 1)),
                    new Sizes(2, 24, 6, 7, 36, 1, Map.of()),
                    new Sizes(3, 8, 8, 8, 12, 1, Map.of("stride", 2)),
                    new Sizes(2, 12, 7, 7, 18, 3, Map.of("group", 3, "pad", 1)),
                    new Sizes(3, 40, 8, 6, 40, 3, Map.of("group", 40, "stride", 2, "pad", 1)),
                    new Sizes(1, 4, 13, 9, 6, 5, Map.of("pad", List.of(2, 1, 0, 4))));

    @TestFactory
    Stream<DynamicTest> everyWayGivesWhatTheDefinitionSays() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Sizes sizes : ALL) {
            for (Node node : sizes.nodes()) {
                for (Alternative<Drawing> way : ways(node)) {
                    String name = "%s, %s, %s".formatted(sizes, node.op().type(), way.name());
                    tests.add(dynamicTest(name, () -> check(node, way.drawing())));
                }
            }
        }
        return tests.stream();
    }

    private static void check(Node node, Consumer<Drawing> way) {
        List<NDArray> inputs = Nodes.numbers(node);
        NDArray expected = Nodes.reference(node, inputs);
        for (int threads : new int[] {1, 2, 3}) {
            NDArray actual = Nodes.run(node, inputs, threads, way);
            assertThat(Nodes.distance(actual, expected)).isLessThan(TOLERANCE);
            NDArray again = Nodes.run(node, inputs, threads, way);
            assertThat(again.floats()).containsExactly(actual.floats()); // bit for bit
        }
    }

    /** Those that may be chosen, and by channels also where only tiles would be. */
    private static List<Alternative<Drawing>> ways(Node node) {
        List<Alternative<Drawing>> all = new ArrayList<>(new ConvKernels().alternatives(node));
        ConvGeometry g = ConvKernels.geometry(node);
        boolean offered = all.stream().anyMatch(a -> a.name().equals(ConvKernels.BY_CHANNELS));
        if (WinogradConv.fits(g) && !offered) {
            all.add(
                    new Alternative<>(
                            ConvKernels.BY_CHANNELS, d -> ConvKernels.winograd(d, g, true)));
        }
        return all;
    }

    @TestFactory
    Stream<DynamicTest> manyChannelsAndFewTilesAreSharedByChannels() {
        OpDef[] ops = {Conv.OP, Conv.GRAD_X, Conv.GRAD_W};
        List<Node> nodes = new Sizes(2, 128, 4, 4, 128, 3, Map.of("pad", 1)).nodes();
        return nodes.stream()
                .filter(n -> List.of(ops).contains(n.op()))
                .map(
                        n ->
                                dynamicTest(
                                        n.op().type(),
                                        () ->
                                                assertThat(new ConvKernels().alternatives(n))
                                                        .extracting(Alternative::name)
                                                        .startsWith(
                                                                Engine.hasVectors()
                                                                        ? ConvKernels.BY_CHANNELS
                                                                        : "rows")));
    }
}
