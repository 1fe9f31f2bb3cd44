package org.duograph.ops.image;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Regions of images, each averaged to the same number of cells, without rounding their borders.
 *
 * <p>No gradient goes back to the regions. Source: He et al., "Mask R-CNN", 2017; Caffe2's and
 * ONNX's RoIAlign.
 */
public final class RoIAlign {
    private static final List<Attr> ATTRS =
            List.of(
                    Attr.ofFloat("spatial_scale", 1, "Pixels of X per unit of rois."),
                    Attr.ofInt("pooled_h", 1, "Rows of Y."),
                    Attr.ofInt("pooled_w", 1, "Columns of Y."),
                    Attr.ofInt(
                            "sampling_ratio",
                            -1,
                            "Points per row and column of a cell; 0 or less: one per pixel."),
                    Attr.ofInt(
                            "aligned",
                            0,
                            "1: a pixel's center is at one half, and regions may be smaller than a"
                                    + " pixel; 0: as in Caffe2."));

    private static final int MOST_SAMPLES = 1_000_000;
    private static final Map<String, ?> TWO = Map.of("pooled_h", 2, "pooled_w", 2);
    private static final NDArray ALL = NDArray.of(Shape.of(1, 4), 0f, 0, 2, 1);
    private static final NDArray ROW = NDArray.of(Shape.of(1, 1, 1, 3), 1f, 2, 5);

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("RoIAlignGradX")
                    .summary("The gradient of RoIAlign with respect to X.")
                    .formula("dX[p] = sum of dY * the weight of X[p]")
                    .shapeOf("X", "the images")
                    .input("rois", "R x 4 or R x 5")
                    .input("dY", "the gradient of Y")
                    .optionalInput("images", "R numbers")
                    .ofType(ElementTypes.INDICES)
                    .output("dX", "the gradient of X")
                    .attrs(ATTRS)
                    .types(site -> List.of(site.in(0)))
                    .gradient(RoIAlign::gradientOfGradient)
                    .kernel(RoIAlign::gradX)
                    .example(
                            Example.of(
                                    Map.of("sampling_ratio", 1),
                                    ROW,
                                    ALL,
                                    NDArray.of(Shape.of(1, 1, 1, 1), 8f),
                                    NDArray.of(ROW.shape(), 0f, 8, 0)))
                    .sample(
                            Sample.of(
                                    TWO,
                                    Sample.real(Shape.of(2, 2, 4, 5), -1, 1),
                                    Sample.real(Shape.of(3, 4), 0, 4),
                                    Sample.real(Shape.of(3, 2, 2, 2), -1, 1),
                                    Sample.whole(DType.INT64, Shape.of(3), 0, 2)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("RoIAlign")
                    .summary("Averages each region of an image to a few cells.")
                    .formula("Y[r, c, i, j] = mean of X at points of the cell, by interpolation")
                    .input("X", "N x C x H x W")
                    .input("rois", "R x 4: [x1, y1, x2, y2]; or R x 5, the image's number first")
                    .optionalInput("images", "R numbers: which image each region is of, or image 0")
                    .ofType(ElementTypes.INDICES)
                    .output("Y", "R x C x pooled_h x pooled_w")
                    .attrs(ATTRS)
                    .types(RoIAlign::types)
                    .gradient(RoIAlign::gradient)
                    .kernel(RoIAlign::run)
                    .example(
                            Example.of(
                                    Map.of("sampling_ratio", 1),
                                    ROW,
                                    ALL,
                                    NDArray.of(Shape.of(1, 1, 1, 1), 2f)))
                    .sample(
                            Sample.of(
                                    TWO,
                                    Sample.real(Shape.of(2, 2, 4, 5), -1, 1),
                                    Sample.real(Shape.of(3, 4), 0, 4),
                                    Sample.whole(DType.INT64, Shape.of(3), 0, 2)))
                    .sample(
                            Sample.of(
                                    Map.of("aligned", 1, "sampling_ratio", 2, "spatial_scale", 0.5),
                                    Sample.real(Shape.of(1, 1, 3, 3), -1, 1),
                                    Sample.real(Shape.of(2, 4), -1, 7)))
                    .sample(
                            Sample.of(
                                    TWO,
                                    Sample.real(Shape.of(2, 1, 3, 3), -1, 1),
                                    Sample.real(Shape.of(2, 5), 0, 1.9)))
                    .build();

    private RoIAlign() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        site.requireRank(0, 4);
        site.requireRank(1, 2);
        site.require(
                site.shape(0).dim(2) > 0 && site.shape(0).dim(3) > 0,
                "X must have pixels, found %s",
                site.in(0));
        Shape rois = site.shape(1);
        site.require(
                rois.dim(1) == 4 || rois.dim(1) == 5 && !site.has(2),
                "rois must be R x 4, or without images R x 5, found %s",
                rois);
        site.require(
                !site.has(2) || site.shape(2).equals(Shape.of(rois.dim(0))),
                "images must have one number for each of %d regions",
                rois.dim(0));
        int h = Shape.extent(site.attrs().atLeast(1, "pooled_h"));
        int w = Shape.extent(site.attrs().atLeast(1, "pooled_w"));
        double scale = site.attrs().f("spatial_scale");
        site.require(scale > 0 && scale < 1e9, "spatial_scale must be positive, found %s", scale);
        site.require(
                site.attrs().i("sampling_ratio") <= 1000,
                "sampling_ratio must be at most 1000, found %d",
                site.attrs().i("sampling_ratio"));
        Shape y = Shape.of(rois.dim(0), site.shape(0).dim(1), h, w);
        return List.of(site.in(0).withShape(y));
    }

    private static void gradient(GradientRule.Site g) {
        Value x = g.input(0);
        Value rois = g.input(1);
        Value dY = g.outputGradient(0);
        Map<String, ?> attrs = g.attrs().given();
        g.inputGradient(
                0,
                g.has(2)
                        ? g.append(GRAD_X, attrs, x, rois, dY, g.input(2))
                        : g.append(GRAD_X, attrs, x, rois, dY));
        g.stop(1);
    }

    /** It is linear in dY. */
    private static void gradientOfGradient(GradientRule.Site g) {
        Value u = g.outputGradient(0);
        Map<String, ?> attrs = g.attrs().given();
        g.inputGradient(
                2,
                g.has(3)
                        ? g.append(OP, attrs, u, g.input(1), g.input(3))
                        : g.append(OP, attrs, u, g.input(1)));
        g.stop(1);
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        int plane = x.dim(2) * x.dim(3);
        int cells = o.outShape(0).dim(2) * o.outShape(0).dim(3);
        double[] y = o.out(0);
        Arrays.fill(y, 0, o.outShape(0).intSize(), 0);
        long[] images = o.has(2) ? o.wholesIn(2) : null;
        forEachTap(
                o.attrs(),
                x,
                o.in(1),
                o.inShape(1),
                images,
                (r, n, cell, pixel, weight) -> {
                    for (int c = 0; c < x.dim(1); c++) {
                        y[(r * x.dim(1) + c) * cells + cell] +=
                                weight * o.in(0)[(n * x.dim(1) + c) * plane + pixel];
                    }
                });
    }

    private static void gradX(Operands o) {
        Shape x = o.outShape(0);
        int plane = x.dim(2) * x.dim(3);
        int cells = o.inShape(2).dim(2) * o.inShape(2).dim(3);
        double[] dX = o.out(0);
        Arrays.fill(dX, 0, x.intSize(), 0);
        long[] images = o.has(3) ? o.wholesIn(3) : null;
        forEachTap(
                o.attrs(),
                x,
                o.in(1),
                o.inShape(1),
                images,
                (r, n, cell, pixel, weight) -> {
                    for (int c = 0; c < x.dim(1); c++) {
                        dX[(n * x.dim(1) + c) * plane + pixel] +=
                                weight * o.in(2)[(r * x.dim(1) + c) * cells + cell];
                    }
                });
    }

    /** What is done with a pixel that is part of a cell. */
    @FunctionalInterface
    private interface Tap {
        void visit(int region, int image, int cell, int pixel, double weight);
    }

    private static void forEachTap(
            Attrs attrs, Shape x, double[] rois, Shape shape, long[] images, Tap tap) {
        int columns = shape.dim(1);
        int ph = attrs.int32("pooled_h");
        int pw = attrs.int32("pooled_w");
        for (int r = 0; r < shape.dim(0); r++) {
            int at = r * columns + columns - 4;
            double number = images != null ? images[r] : columns == 5 ? rois[at - 1] : 0;
            if (!(number >= 0 && number < x.dim(0))) {
                throw new IllegalArgumentException(
                        "region %d must be of an image from 0 to %d, found %s"
                                .formatted(r, x.dim(0) - 1, number));
            }
            double[][][] rows = points(attrs, rois[at + 1], rois[at + 3], ph, x.dim(2));
            double[][][] lines = points(attrs, rois[at], rois[at + 2], pw, x.dim(3));
            for (int cell = 0; cell < ph * pw; cell++) {
                double[][] row = rows[cell / pw];
                double[][] line = lines[cell % pw];
                for (double[] i : row) {
                    for (double[] j : line) {
                        int pixel = (int) i[0] * x.dim(3) + (int) j[0];
                        tap.visit(r, (int) number, cell, pixel, i[1] * j[1]);
                    }
                }
            }
        }
    }

    /** For each cell of an axis: pairs of a pixel and its weight, two for each point. */
    private static double[][][] points(Attrs attrs, double from, double to, int cells, int length) {
        boolean aligned = attrs.flag("aligned");
        double scale = attrs.f("spatial_scale");
        double start = from * scale - (aligned ? 0.5 : 0);
        double extent = to * scale - (aligned ? 0.5 : 0) - start;
        double size = aligned ? extent : Math.max(extent, 1);
        long ratio = attrs.i("sampling_ratio");
        double wanted = ratio > 0 ? ratio : Math.ceil(size / cells);
        if (wanted > MOST_SAMPLES) {
            throw new IllegalArgumentException(
                    "a region from %s to %s is too large; say a sampling_ratio"
                            .formatted(from, to));
        }
        int samples = (int) Math.max(0, wanted);
        double[][][] all = new double[cells][2 * samples][];
        for (int cell = 0; cell < cells; cell++) {
            for (int s = 0; s < samples; s++) {
                double at = start + (cell + (s + 0.5) / samples) * size / cells;
                double weight = at < -1 || at > length ? 0 : 1.0 / samples;
                double inside = Math.max(0, Math.min(at, length - 1));
                double low = Math.floor(inside);
                double high = Math.min(low + 1, length - 1);
                all[cell][2 * s] = new double[] {low, weight * (low + 1 - inside)};
                all[cell][2 * s + 1] = new double[] {high, weight * (inside - low)};
            }
        }
        return all;
    }
}
