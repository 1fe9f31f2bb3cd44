package org.duograph.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.duograph.backend.Backend;
import org.duograph.backend.Buffer;
import org.duograph.backend.Layout;
import org.duograph.graph.Sample;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Writes arrays of one element type into a backend's memory and reads them back. */
final class ArraysRoundTrip {
    private static final List<Shape> SHAPES =
            List.of(
                    Shape.SCALAR,
                    Shape.of(7),
                    Shape.of(0, 3),
                    Shape.of(2, 3, 4, 5),
                    Shape.of(2, 32, 4, 5),
                    Shape.of(32, 32, 3, 3),
                    Shape.of(2, 1, 2, 1, 2, 1, 2));

    private ArraysRoundTrip() {}

    static void check(Backend backend, DType dtype) {
        for (Shape shape : SHAPES) {
            ArrayType type = new ArrayType(dtype, shape);
            Sample.Input input =
                    dtype == DType.BOOL
                            ? Sample.whole(dtype, shape, 0, 2)
                            : Sample.real(shape, -100, 100).with(dtype);
            NDArray array = input.draw(1, 2);
            List<Layout> layouts = new ArrayList<>(List.of(backend.plain(type)));
            layouts.addAll(BlockedLayouts.of(backend, type));
            for (Layout layout : layouts) {
                try (Buffer buffer = backend.allocate(List.of(layout.bytes())).get(0)) {
                    buffer.poison();
                    backend.write(array, layout, buffer);
                    NDArray back = NDArray.zeros(type);
                    backend.read(layout, buffer, back);
                    assertThat(back).as("%s in layout %s", type, layout).isEqualTo(array);
                    buffer.clear();
                    backend.read(layout, buffer, back);
                    assertThat(back).as("cleared").isEqualTo(NDArray.zeros(type));
                    if (dtype == DType.FLOAT32) {
                        buffer.poison();
                        backend.write(direct(array.floats()), layout, buffer);
                        backend.read(layout, buffer, back);
                        assertThat(back).as("from a buffer, in " + layout).isEqualTo(array);
                    }
                }
            }
        }
    }

    /** A buffer outside the heap that begins with another number. */
    private static FloatBuffer direct(float[] numbers) {
        return ByteBuffer.allocateDirect(4 * (1 + numbers.length))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .put(1, numbers)
                .position(1);
    }
}
