package org.duograph.backend.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.ops.conv.Conv;
import org.duograph.ops.conv.ConvGeometry;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * How far results by Winograd's way are from those in double precision, by the largest of them: a
 * digit more than those of sums of products, and no more.
 */
class WinogradErrorTest {
    private static final double BOUND = 1e-5;

    @TestFactory
    Stream<DynamicTest> theErrorStaysBelowABoundForEachKindOfLayer() {
        return Stream.of(32, 64, 128, 256)
                .flatMap(
                        channels -> {
                            int side = 1024 / channels;
                            Shape x = Shape.of(2, channels, side, side);
                            Shape w = Shape.of(channels, channels, 3, 3);
                            return Stream.of(
                                    error(Conv.OP, x, w),
                                    error(Conv.GRAD_X, w, x, x),
                                    error(Conv.GRAD_W, x, x, w));
                        });
    }

    private static DynamicTest error(OpDef op, Shape... shapes) {
        Node node = Nodes.node(op, Map.of("kernel", 3, "pad", 1), shapes);
        ConvGeometry g = ConvKernels.geometry(node);
        return dynamicTest(
                "%s %d channels".formatted(op.type(), g.c()),
                () -> {
                    assumeTrue(Engine.hasVectors(), "there is no Vector API");
                    List<NDArray> inputs = Nodes.numbers(node);
                    NDArray exact = Nodes.reference(node, inputs);
                    double winograd =
                            distance(node, inputs, exact, d -> ConvKernels.winograd(d, g, false));
                    double rows = distance(node, inputs, exact, d -> ConvKernels.rows(d, g));
                    System.out.printf(
                            "%s, %d channels of %d x %d: error %.1e by Winograd, %.1e by rows%n",
                            op.type(), g.c(), g.h(), g.w(), winograd, rows);
                    assertThat(winograd).isLessThan(BOUND);
                    assertThat(rows).isLessThan(winograd);
                });
    }

    private static double distance(
            Node node, List<NDArray> inputs, NDArray exact, Consumer<Drawing> way) {
        return Nodes.distance(Nodes.run(node, inputs, 2, way), exact);
    }
}
