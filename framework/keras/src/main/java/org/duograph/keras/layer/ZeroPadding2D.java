package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Tensor;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** A border of zeros around images. */
public final class ZeroPadding2D extends Layer {
    ZeroPadding2D() {
        config().define("padding", List.of(1, 1, 1, 1));
    }

    /** So many pixels on each side. */
    public ZeroPadding2D(int border) {
        this(border, border, border, border);
    }

    /** So many pixels on each side. */
    public ZeroPadding2D(int top, int bottom, int left, int right) {
        this();
        if (top < 0 || bottom < 0 || left < 0 || right < 0) {
            throw new IllegalArgumentException(
                    "zero_padding2d adds 0 or more pixels, found %d, %d, %d, %d"
                            .formatted(top, bottom, left, right));
        }
        with("padding", new int[] {top, bottom, left, right});
    }

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        int[] x = one(inputs, 3, "images (None, height, width, channels)");
        int[] p = config().ints("padding");
        return new int[] {x[0] + p[0] + p[1], x[1] + p[2] + p[3], x[2]};
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        int[] p = config().ints("padding");
        NDArray paddings = NDArray.of(Shape.of(4, 2), 0, 0, p[0], p[1], p[2], p[3], 0, 0);
        Tensor constant = calling.graph().constant(paddings);
        return calling.graph().op("Pad").input(inputs.get(0), constant).tensor();
    }
}
