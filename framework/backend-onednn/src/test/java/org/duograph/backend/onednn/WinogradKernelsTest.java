package org.duograph.backend.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Buffer;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Lane;
import org.duograph.backend.Layout;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.winograd.WinogradKernels;
import org.duograph.backend.tuning.Alternative;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.ReferenceCall;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.ops.conv.ConvGeometry;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WinogradKernelsTest {
    private final OneDnnBackend backend = new OneDnnBackend();
    private final Random random = new Random(3);

    /** A convolution: images, channels in and out, rows, columns, padding, tile, order. */
    record Sizes(
            int n,
            int c,
            int m,
            int h,
            int w,
            int pad,
            int tile,
            boolean tileByTile,
            String order) {
        Map<String, ?> attrs() {
            return Map.of("kernel", 3, "pad", pad, "channels_last", order.equals("NHWC"));
        }

        NDArray x(WinogradKernelsTest t) {
            return t.draw(order.equals("NCHW") ? new int[] {n, c, h, w} : new int[] {n, h, w, c});
        }

        NDArray filters(WinogradKernelsTest t) {
            return t.draw(order.equals("NCHW") ? new int[] {m, c, 3, 3} : new int[] {m, 3, 3, c});
        }

        NDArray dY(WinogradKernelsTest t) {
            int oh = h + 2 * pad - 2;
            int ow = w + 2 * pad - 2;
            return t.draw(
                    order.equals("NCHW") ? new int[] {n, m, oh, ow} : new int[] {n, oh, ow, m});
        }
    }

    static Stream<Sizes> sizes() {
        return Stream.of(
                new Sizes(2, 16, 32, 8, 8, 1, 4, false, "NCHW"),
                new Sizes(3, 16, 16, 4, 4, 1, 4, false, "NCHW"),
                new Sizes(2, 32, 16, 2, 2, 1, 2, false, "NCHW"),
                new Sizes(1, 3, 5, 7, 10, 1, 4, false, "NCHW"), // tiles that stand over the border
                new Sizes(2, 16, 16, 6, 9, 0, 4, false, "NCHW"),
                new Sizes(2, 16, 16, 5, 6, 2, 2, false, "NCHW"),
                new Sizes(1, 16, 16, 8, 4, 1, 4, false, "NHWC"),
                new Sizes(1, 3, 5, 7, 10, 1, 4, true, "NCHW"),
                new Sizes(2, 16, 16, 6, 9, 0, 4, true, "NCHW"),
                new Sizes(2, 16, 16, 4, 6, 2, 2, true, "NHWC"),
                new Sizes(2, 8, 512, 4, 4, 1, 4, false, "NCHW"), // some channels at a time
                new Sizes(2, 512, 8, 4, 4, 1, 4, false, "NCHW"),
                new Sizes(8, 16, 512, 32, 32, 1, 4, false, "NCHW"), // but not for many goes
                new Sizes(8, 64, 64, 32, 32, 1, 4, false, "NCHW"), // goes of images, in shares
                new Sizes(8, 64, 64, 32, 32, 1, 4, true, "NCHW"));
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void theOutputIsThatOfTheReference(Sizes s) {
        List<NDArray> inputs = List.of(s.x(this), s.filters(this), draw(s.m));
        agree("Conv", s, inputs, d -> WinogradKernels.forward(d, s.tile, s.tileByTile, false));
        agree("ConvRelu", s, inputs, d -> WinogradKernels.forward(d, s.tile, s.tileByTile, true));
        agree(
                "Conv",
                s,
                inputs.subList(0, 2),
                d -> WinogradKernels.forward(d, s.tile, s.tileByTile, false));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void theGradientsAreThoseOfTheReference(Sizes s) {
        NDArray x = s.x(this);
        NDArray w = s.filters(this);
        NDArray dY = s.dY(this);
        agree(
                "ConvGradX",
                s,
                List.of(w, dY, x),
                d -> WinogradKernels.gradX(d, s.tile, s.tileByTile));
        agree(
                "ConvGradW",
                s,
                List.of(x, dY, w),
                d -> WinogradKernels.gradW(d, s.tile, s.tileByTile));
    }

    @ParameterizedTest
    @MethodSource("smallSizes")
    void tapByTapItIsTheSame(Sizes s) {
        NDArray x = s.x(this);
        NDArray w = s.filters(this);
        NDArray dY = s.dY(this);
        NDArray b = draw(s.m);
        agree("Conv", s, List.of(x, w, b), d -> TapKernels.forward(d, false));
        agree("ConvRelu", s, List.of(x, w, b), d -> TapKernels.forward(d, true));
        agree("ConvRelu", s, List.of(x, w), d -> TapKernels.forward(d, true));
        agree("ConvGradX", s, List.of(w, dY, x), TapKernels::gradX);
        agree("ConvGradW", s, List.of(x, dY, w), TapKernels::gradW);
    }

    static Stream<Sizes> smallSizes() {
        return Stream.of(
                new Sizes(4, 16, 32, 2, 2, 1, 0, false, "NCHW"),
                new Sizes(3, 5, 7, 3, 3, 0, 0, false, "NCHW"),
                new Sizes(2, 16, 16, 2, 2, 1, 0, false, "NHWC"));
    }

    @Test
    void tapsAreForImagesOfAFewPixels() {
        assertThat(TapKernels.fits(geometry(Map.of("kernel", 3, "pad", 1), 2, 3))).isTrue();
        assertThat(TapKernels.fits(geometry(Map.of("kernel", 3, "pad", 1), 9, 3))).isFalse();
        assertThat(TapKernels.fits(geometry(Map.of("kernel", 3, "pad", 1), 1, 3)))
                .as("taps that touch no pixel")
                .isFalse();
    }

    @Test
    void itFitsDenseConvolutionsOfThreeByThreeOnly() {
        assertThat(fits(Map.of("kernel", 3), 3)).isTrue();
        assertThat(fits(Map.of("kernel", 3, "stride", 2), 3)).isFalse();
        assertThat(fits(Map.of("kernel", 3, "dilation", 2), 3)).isFalse();
        assertThat(fits(Map.of("kernel", 5), 5)).isFalse();
    }

    @Test
    void itDoesNotFitASinglePixelToOrFrom() {
        Map<String, Integer> padded = Map.of("kernel", 3, "pad", 1);
        assertThat(WinogradKernels.fits(geometry(padded, 1, 3))).isFalse();
        assertThat(WinogradKernels.fits(geometry(padded, 2, 3))).isTrue();
        assertThat(WinogradKernels.fits(geometry(Map.of("kernel", 3), 3, 3))).isFalse();
        assertThat(WinogradKernels.fits(geometry(Map.of("kernel", 3), 4, 3))).isTrue();
    }

    private static boolean fits(Map<String, ?> attrs, int kernel) {
        return WinogradKernels.fits(geometry(attrs, 9, kernel));
    }

    private static ConvGeometry geometry(Map<String, ?> attrs, int side, int kernel) {
        Graph graph = new Graph("fits");
        Node node =
                graph.append(
                        "conv",
                        OpCatalog.get("Conv"),
                        attrs,
                        graph.variable("X", type(side)),
                        graph.variable("W", type(kernel)));
        return ConvGeometry.of(node.attrs(), node.input(0).shape(), node.input(1).shape());
    }

    private static ArrayType type(int side) {
        return new ArrayType(DType.FLOAT32, Shape.of(1, 1, side, side));
    }

    /** Runs a drawing of one node and compares with the reference kernel. */
    private void agree(String type, Sizes s, List<NDArray> inputs, Consumer<Draft> drawing) {
        Graph graph = new Graph("test");
        List<Value> values = new ArrayList<>();
        for (NDArray input : inputs) {
            values.add(graph.variable("in" + values.size(), input.type()));
        }
        Node node =
                graph.append("node", OpCatalog.get(type), s.attrs(), values.toArray(Value[]::new));
        NDArray expected = ReferenceCall.run(node.op(), s.attrs(), inputs).get(0);
        NDArray actual = run(node, inputs, drawing);
        double largest = 0;
        for (int i = 0; i < expected.size(); i++) {
            largest = Math.max(largest, Math.abs(expected.get(i)));
        }
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i))
                    .as("%s of %s, element %d", type, s, i)
                    .isCloseTo(expected.get(i), within(3e-5 * largest));
        }
    }

    private NDArray run(Node node, List<NDArray> arrays, Consumer<Draft> drawing) {
        List<Layout> plain = new ArrayList<>();
        arrays.forEach(a -> plain.add(backend.plain(a.type())));
        KernelRequest request = new KernelRequest(node, plain, List.of(true), 0);
        List<Buffer> open = new ArrayList<>();
        try (Blueprint blueprint = backend.draw(request, new Alternative<>("test", drawing))) {
            List<Buffer> inputs = new ArrayList<>();
            for (int i = 0; i < arrays.size(); i++) {
                Buffer buffer = allocate(blueprint.inputs().get(i).bytes(), open);
                backend.write(arrays.get(i), blueprint.inputs().get(i), buffer);
                inputs.add(buffer);
            }
            Buffer output = allocate(blueprint.outputs().get(0).bytes(), open);
            Buffer scratch = allocate(blueprint.scratchBytes(), open);
            Blueprint.Memory memory = new Blueprint.Memory(inputs, List.of(output), scratch);
            try (Lane lane = backend.lane();
                    Kernel kernel = blueprint.bind(memory, lane)) {
                kernel.run();
                kernel.run(); // nothing is left over from the first time
            }
            NDArray result = read(node, blueprint, output);
            if (blueprint.mayOverwrite(0, 0) && sameBytes(blueprint)) {
                List<Buffer> over = inputs.subList(0, 1);
                Blueprint.Memory inPlace = new Blueprint.Memory(inputs, over, scratch);
                try (Lane lane = backend.lane();
                        Kernel kernel = blueprint.bind(inPlace, lane)) {
                    kernel.run();
                }
                assertThat(read(node, blueprint, over.get(0))).as("in place").isEqualTo(result);
            }
            return result;
        } finally {
            open.forEach(Buffer::close);
        }
    }

    private static boolean sameBytes(Blueprint blueprint) {
        return blueprint.inputs().get(0).bytes() == blueprint.outputs().get(0).bytes();
    }

    private NDArray read(Node node, Blueprint blueprint, Buffer output) {
        NDArray result = NDArray.zeros(node.output(0).type());
        backend.read(blueprint.outputs().get(0), output, result);
        return result;
    }

    private Buffer allocate(long bytes, List<Buffer> open) {
        Buffer buffer = backend.allocate(List.of(bytes)).get(0);
        buffer.poison();
        open.add(buffer);
        return buffer;
    }

    private NDArray draw(int... shape) {
        Shape s = Shape.of(shape);
        float[] numbers = new float[Math.toIntExact(s.size())];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return NDArray.of(s, numbers);
    }
}
