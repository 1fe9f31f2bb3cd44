package org.duograph.ops.conv;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attrs;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.view.Window;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The pixels under each place of a sliding window as columns, of which a product with the weights
 * makes a convolution, and the way back.
 */
public final class Im2Col {
    private static final NDArray X = NDArray.of(Shape.of(1, 1, 2, 3), 1f, 2, 3, 4, 5, 6);

    /** Pixels become columns. */
    public static final OpDef OP =
            OpDef.named("Im2Col")
                    .summary("Copies what is under a window, at each of its places, to a column.")
                    .formula(
                            "Y[n, (c * kh + u) * kw + v, i, j] = X[n, c, i*stride - pad_top +"
                                    + " u*dilation, j*stride - pad_left + v*dilation], 0 outside")
                    .input("X", "images, N x C x H x W (or N x H x W x C)")
                    .output("Y", "N x (C kh kw) x oh x ow (or N x oh x ow x (kh kw C))")
                    .attrs(Window.attrs(Window.DILATION))
                    .types(Im2Col::types)
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(
                                                    Im2Col.BACK,
                                                    g.attrs().given(),
                                                    g.outputGradient(0),
                                                    g.input(0))))
                    .kernel(Im2Col::run)
                    .example(
                            Example.of(
                                    "kernel=2",
                                    X,
                                    NDArray.of(Shape.of(1, 4, 1, 2), 1f, 2, 2, 3, 4, 5, 5, 6)))
                    .sample(
                            Sample.of(
                                    Map.of("kernel", 2, "stride", 2, "pad", 1),
                                    Shape.of(2, 2, 3, 4)))
                    .sample(
                            Sample.of(
                                    Map.of("kernel", 2, "dilation", 2, "channels_last", 1),
                                    Shape.of(1, 3, 4, 2)))
                    .build();

    /** Columns become pixels: where several places of the window meet, their sum. */
    public static final OpDef BACK =
            OpDef.named("Col2Im")
                    .summary("Adds the columns that Im2Col makes up to images again.")
                    .formula(
                            "Y = the sum, over all columns, of the numbers that each pixel has there")
                    .input("X", "what Im2Col gives")
                    .shapeOf("Z", "images, which Y is to be like")
                    .output("Y", "the shape of Z")
                    .attrs(Window.attrs(Window.DILATION))
                    .types(Im2Col::backTypes)
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(OP, g.attrs().given(), g.outputGradient(0))))
                    .kernel(Im2Col::back)
                    .example(
                            Example.of(
                                    "kernel=2",
                                    NDArray.of(Shape.of(1, 4, 1, 2), 1f, 1, 1, 1, 1, 1, 1, 1),
                                    X,
                                    NDArray.of(Shape.of(1, 1, 2, 3), 1f, 2, 1, 1, 2, 1)))
                    .sample(
                            Sample.of(
                                    Map.of("kernel", 2, "stride", 2, "pad", 1),
                                    Shape.of(2, 8, 2, 3),
                                    Shape.of(2, 2, 3, 4)))
                    .build();

    private Im2Col() {}

    /** The sizes of an image, and the window over it. */
    private record Sizes(int n, int c, int h, int w, boolean last, Window window) {
        static Sizes of(Attrs attrs, Shape x) {
            boolean last = attrs.flag("channels_last");
            int h = x.dim(last ? 1 : 2);
            int w = x.dim(last ? 2 : 3);
            int[] kernel = Window.kernel(attrs);
            Window window = Window.of(attrs, h, w, kernel[0], kernel[1]);
            return new Sizes(x.dim(0), x.dim(last ? 3 : 1), h, w, last, window);
        }

        Shape columns() {
            int oh = window.outHeight(h);
            int ow = window.outWidth(w);
            int column = c * window.kh() * window.kw();
            return last ? Shape.of(n, oh, ow, column) : Shape.of(n, column, oh, ow);
        }

        /** What is done with each number of a column. */
        interface Visitor {
            /** It comes from {@code pixel}, or from outside, -1. */
            void number(int at, int pixel);
        }

        void each(Visitor visitor) {
            int oh = window.outHeight(h);
            int ow = window.outWidth(w);
            int cells = window.kh() * window.kw();
            for (int place = 0; place < n * c * cells * oh * ow; place++) {
                int j = place % ow;
                int i = place / ow % oh;
                int cell = place / ow / oh % cells;
                int channel = place / ow / oh / cells % c;
                int image = place / ow / oh / cells / c;
                int row =
                        i * window.strideH()
                                - window.padTop()
                                + cell / window.kw() * window.dilationH();
                int column =
                        j * window.strideW()
                                - window.padLeft()
                                + cell % window.kw() * window.dilationW();
                boolean inside = row >= 0 && row < h && column >= 0 && column < w;
                int pixel =
                        last
                                ? ((image * h + row) * w + column) * c + channel
                                : ((image * c + channel) * h + row) * w + column;
                int at =
                        last ? ((image * oh + i) * ow + j) * cells * c + cell * c + channel : place;
                visitor.number(at, inside ? pixel : -1);
            }
        }
    }

    private static Sizes check(TypeRule.Site site, int image) {
        site.requireRank(image, 4);
        site.require(site.attrs().has("kernel"), "give a kernel");
        Sizes sizes = Sizes.of(site.attrs(), site.shape(image));
        site.require(
                sizes.columns().size() > 0,
                "the window does not fit into the padded images %s",
                site.shape(image));
        return sizes;
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        return List.of(site.in(0).withShape(check(site, 0).columns()));
    }

    private static List<ArrayType> backTypes(TypeRule.Site site) {
        Shape columns = check(site, 1).columns();
        site.require(
                site.shape(0).equals(columns),
                "X must be %s for images %s, found %s",
                columns,
                site.shape(1),
                site.in(0));
        return List.of(site.in(0).withShape(site.shape(1)));
    }

    private static void run(Operands o) {
        double[] x = o.in(0);
        double[] y = o.out(0);
        Sizes.of(o.attrs(), o.inShape(0)).each((at, pixel) -> y[at] = pixel < 0 ? 0 : x[pixel]);
    }

    private static void back(Operands o) {
        double[] x = o.in(0);
        double[] y = o.out(0);
        Arrays.fill(y, 0, o.outShape(0).intSize(), 0);
        Sizes.of(o.attrs(), o.outShape(0))
                .each(
                        (at, pixel) -> {
                            if (pixel >= 0) {
                                y[pixel] += x[at];
                            }
                        });
    }
}
