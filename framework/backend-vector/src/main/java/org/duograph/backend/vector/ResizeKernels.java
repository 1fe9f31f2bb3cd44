package org.duograph.backend.vector;

import org.duograph.backend.vector.Drawing.Span;
import org.duograph.ops.image.PixelMap;
import org.duograph.ops.image.ResizeNearest;
import org.duograph.tensor.Shape;

/** Images made larger or smaller by repeating or leaving out pixels; channels stand last. */
final class ResizeKernels implements KernelFamily {
    @Override
    public void draw(Drawing d) {
        boolean nhwc = d.attrs().flag("channels_last");
        d.input(0, Drawing.images(d.node().input(0).type(), nhwc));
        d.output(0, Drawing.images(d.node().output(0).type(), nhwc));
        PixelMap map = ResizeNearest.pixels(d.node());
        Shape x = d.inShape(0);
        int channels = x.dim(nhwc ? 3 : 1);
        boolean isGradient = d.node().op() == ResizeNearest.GRAD_X;
        d.implementation("pixels");
        d.loop(
                arrays -> {
                    Span from = arrays.in(0);
                    Span to = arrays.out(0);
                    int rows = isGradient ? 1 : map.rows().length;
                    return arrays.task(
                                    x.dim(0) * rows,
                                    (part, worker) -> {
                                        if (isGradient) {
                                            sum(map, part, channels, from, to);
                                        } else {
                                            row(map, part, channels, from, to);
                                        }
                                    })
                            ::run;
                });
    }

    /** One row of Y. */
    private static void row(PixelMap map, int part, int channels, Span x, Span y) {
        int columns = map.columns().length;
        int image = part / map.rows().length;
        int row = map.rows()[part % map.rows().length];
        int from = x.start() + (image * map.h() + row) * map.w() * channels;
        int to = y.start() + part * columns * channels;
        for (int j = 0; j < columns; j++) {
            int pixel = from + map.columns()[j] * channels;
            System.arraycopy(x.array(), pixel, y.array(), to + j * channels, channels);
        }
    }

    /** One image of dX: each pixel of dY is added to the one that it is a copy of. */
    private static void sum(PixelMap map, int image, int channels, Span dY, Span dX) {
        int size = map.h() * map.w() * channels;
        int to = dX.start() + image * size;
        java.util.Arrays.fill(dX.array(), to, to + size, 0);
        int columns = map.columns().length;
        int from = dY.start() + image * map.rows().length * columns * channels;
        for (int row : map.rows()) {
            for (int column : map.columns()) {
                int pixel = to + (row * map.w() + column) * channels;
                Loops.add(dY.array(), from, dX.array(), pixel, channels);
                from += channels;
            }
        }
    }
}
