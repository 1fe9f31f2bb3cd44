package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.duograph.backend.onednn.library.Descs;
import org.duograph.backend.onednn.library.DnnlLayout;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.Images.Format;
import org.duograph.backend.onednn.library.PostOps;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.backend.onednn.library.Products;
import org.duograph.ops.view.Axes;
import org.duograph.tensor.Shape;

/**
 * The fully connected layer and its gradients: products of plain matrices.
 *
 * <p>Behind a convolution the rows of X are blocked images. As long as blocks leave no gaps such a
 * row is a plain row with its features in another order, so W and its gradient keep their rows in
 * that order too, and nothing is ever reordered. The order is part of W's layout, as if each row of
 * W were an image.
 *
 * <p>Products of matrices rather than the library's inner product, which runs the same product but
 * keeps a descriptor of its own for it, of a quarter of a megabyte.
 */
final class FcKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "FC" -> Entry.of(d -> forward(d, d.attributes()));
            case "FCRelu" -> Entry.of(d -> forward(d, PostOps.thenRelu(d)));
            case "FCGradX" -> Entry.of(FcKernels::gradX);
            case "FCGradW" -> Entry.of(FcKernels::gradW);
            case "FCGradB" -> Entry.of(d -> ChannelSums.draw(d, 0, 0, d.inShape(0).rank() - 1));
            default -> null;
        };
    }

    /** The sizes of the product, and the order in which the features of a row stand. */
    private static final class Product {
        private final long rows;
        private final long k;
        private final long m;
        private final Format format;
        private final long[] image;

        /**
         * Reads the sizes.
         *
         * @param x which input has X's shape
         * @param w which input has W's shape
         * @param ordered the layout that says how features stand: X's or W's
         */
        Product(Draft d, int x, int w, DnnlLayout ordered) {
            Shape weights = d.inShape(w);
            m = weights.sizeOf(0, Axes.cut(weights, d.attrs().i("axis_w")));
            k = weights.size() / m;
            rows = d.inShape(x).size() / k;
            image = ordered.isPlain() ? null : Descs.dims(ordered.desc());
            Format found = ordered.isPlain() ? Format.PLAIN : Format.of(ordered);
            boolean usable =
                    found != null
                            && found != Format.PLAIN
                            && found.isFilledBy(image[1])
                            && image[1] * image[2] * image[3] == k;
            format = usable ? found : Format.PLAIN;
        }

        /** {@code count} rows whose features stand in this order. */
        private dnnl_memory_desc ordered(Draft d, long count) {
            return format == Format.PLAIN
                    ? d.dense(count, k)
                    : format.desc(d, count, image[1], image[2], image[3]);
        }

        void setX(Draft d, int input) {
            d.input(input, ordered(d, rows));
        }

        void setW(Draft d, int input) {
            d.input(input, ordered(d, m));
        }
    }

    /** {@code Y = X W' + b}. */
    private static void forward(Draft d, dnnl_primitive_attr attr) {
        Product s = new Product(d, 0, 1, d.standing(0));
        dnnl_memory_desc x = d.dense(s.rows, s.k);
        dnnl_memory_desc turnedW = d.strided(new long[] {s.k, s.m}, 1, s.k);
        dnnl_memory_desc y = d.dense(s.rows, s.m);
        Primitive product = Products.matmul(d, x, turnedW, d.dense(1, s.m), y, attr);
        s.setX(d, 0);
        s.setW(d, 1);
        d.step(product)
                .in(DNNL_ARG_SRC, 0)
                .in(DNNL_ARG_WEIGHTS, 1)
                .in(DNNL_ARG_BIAS, 2)
                .out(DNNL_ARG_DST, 0)
                .run();
    }

    /** {@code dX = dY W}. */
    private static void gradX(Draft d) {
        Product s = new Product(d, 2, 0, d.standing(0));
        dnnl_memory_desc y = d.dense(s.rows, s.m);
        dnnl_memory_desc w = d.dense(s.m, s.k);
        dnnl_memory_desc x = d.dense(s.rows, s.k);
        Primitive product = Products.matmul(d, y, w, x, d.attributes());
        s.setW(d, 0);
        d.output(0, s.ordered(d, s.rows));
        d.step(product).in(DNNL_ARG_WEIGHTS, 0).in(DNNL_ARG_SRC, 1).out(DNNL_ARG_DST, 0).run();
    }

    /** {@code dW = dY' X}. */
    private static void gradW(Draft d) {
        Product s = new Product(d, 0, 2, d.standing(0));
        dnnl_memory_desc turnedY = d.strided(new long[] {s.m, s.rows}, 1, s.m);
        dnnl_memory_desc x = d.dense(s.rows, s.k);
        dnnl_memory_desc w = d.dense(s.m, s.k);
        Primitive product = Products.matmul(d, turnedY, x, w, d.attributes());
        s.setX(d, 0);
        d.output(0, s.ordered(d, s.m));
        d.step(product).in(DNNL_ARG_WEIGHTS, 0).in(DNNL_ARG_SRC, 1).out(DNNL_ARG_DST, 0).run();
    }
}
