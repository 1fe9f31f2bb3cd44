package org.duograph.workspace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.duograph.graph.Graph;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.lower.NetExporter;
import org.duograph.workspace.net.Net;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GivenTensorsTest {
    private static final double[] NUMBERS = {0, 1, 100, 0.1, 1.0 / 3, -7};

    /** Of texts those that say the numbers. */
    private static NDArray of(DType dtype) {
        return NDArray.of(Shape.of(2, 3), NUMBERS.clone()).cast(dtype);
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void arraysOfEveryTypeAreConstantsOfANet(DType dtype) {
        Net net = new Net("constants");
        String blob = net.constant("c", of(dtype));
        try (Workspace workspace = new Workspace()) {
            workspace.runNetOnce(net.proto());
            assertThat(workspace.fetchBlob(blob)).isEqualTo(of(dtype));
        }
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void aGraphWithConstantsOfEveryTypeIsExported(DType dtype) {
        Graph graph = new Graph("constants");
        graph.assign("y", graph.constant("c", of(dtype)));
        try (Workspace workspace = new Workspace()) {
            workspace.runNetOnce(NetExporter.export(graph));
            assertThat(workspace.fetchBlob("y")).isEqualTo(of(dtype));
        }
    }

    @Test
    void wholeNumbersKeepAll64Bits() {
        NDArray large = NDArray.of(Shape.of(2), Long.MAX_VALUE, (1L << 53) + 1);
        Net net = new Net("large");
        net.constant("c", large);
        try (Workspace workspace = new Workspace()) {
            workspace.runNetOnce(net.proto());
            assertThat(workspace.fetchBlob("c")).isEqualTo(large);
        }
    }

    @Test
    void doublesKeepTheirBitsBesideInfinityAndZerosOfBothSigns() {
        double[] numbers = {0.1, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0, 1e-3};
        NDArray mixed = NDArray.of(Shape.of(7), Arrays.copyOf(numbers, 7));
        mixed.set(6, Double.NaN);
        Net net = new Net("mixed");
        net.constant("c", mixed);
        try (Workspace workspace = new Workspace()) {
            workspace.runNetOnce(net.proto());
            assertThat(workspace.fetchBlob("c")).isEqualTo(mixed);
        }
    }

    @Test
    void whatTheArgumentsOfANetCannotHoldIsRefused() {
        Net net = new Net("constants");
        NDArray huge = NDArray.of(Shape.of(1), 1e300);
        assertThatThrownBy(() -> net.constant("c", huge)).hasMessageContaining("feed it");
    }
}
