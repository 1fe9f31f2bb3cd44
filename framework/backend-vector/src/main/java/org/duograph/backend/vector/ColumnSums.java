package org.duograph.backend.vector;

import org.duograph.backend.vector.Drawing.Span;
import org.duograph.tensor.Shape;

/**
 * Sums over all rows of a matrix, a number for each column: gradients of biases. Images count as a
 * matrix with a column for each channel.
 *
 * <p>Rows of few columns are summed several at a time, as one long row, whose parts are added at
 * the end. Each part of the work sums rows of its own; the parts' sums are added in their order.
 */
final class ColumnSums {
    private static final int LONG = 512;

    private ColumnSums() {}

    /** Input 0 to output 0; images are taken with channels last. */
    static void draw(Drawing d) {
        Shape x = d.inShape(0);
        boolean images = x.rank() == 4 && d.node().op().type().startsWith("Conv");
        if (images) {
            boolean nhwc = d.attrs().flag("channels_last");
            d.input(0, Drawing.images(d.node().input(0).type(), nhwc));
        }
        int columns = d.outShape(0).intSize();
        int rows = x.intSize() / columns;
        int parts = Math.max(1, Math.min(d.threads(), rows / 64));
        int line = Math.max(1, LONG / columns) * columns;
        int scratch = d.scratch(parts * line);
        d.loop(
                arrays -> {
                    Span in = arrays.in(0);
                    Span out = arrays.out(0);
                    Span s = arrays.scratch(scratch);
                    Workers.Task sums =
                            arrays.task(
                                    parts,
                                    (part, worker) ->
                                            sum(
                                                    in,
                                                    (int) ((long) rows * part / parts),
                                                    (int) ((long) rows * (part + 1) / parts),
                                                    columns,
                                                    line,
                                                    s.array(),
                                                    s.start() + part * line));
                    return () -> {
                        sums.run();
                        java.util.Arrays.fill(out.array(), out.start(), out.start() + columns, 0);
                        for (int part = 0; part < parts; part++) {
                            Loops.add(
                                    s.array(),
                                    s.start() + part * line,
                                    out.array(),
                                    out.start(),
                                    columns);
                        }
                    };
                });
    }

    /** The sums of some rows, which are left at the beginning of a long one. */
    private static void sum(Span x, int from, int to, int columns, int line, float[] sums, int at) {
        java.util.Arrays.fill(sums, at, at + line, 0);
        int end = x.start() + to * columns;
        for (int i = x.start() + from * columns; i < end; i += line) {
            Loops.add(x.array(), i, sums, at, Math.min(line, end - i));
        }
        for (int i = columns; i < line; i += columns) {
            Loops.add(sums, at + i, sums, at, columns);
        }
    }
}
