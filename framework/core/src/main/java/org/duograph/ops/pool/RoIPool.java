package org.duograph.ops.pool;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
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
 * The largest numbers of regions of images, each region cut into the same number of cells; borders
 * are rounded to pixels (Girshick, "Fast R-CNN", 2015).
 */
public final class RoIPool {
    private static final List<Attr> ATTRS =
            List.of(
                    Attr.ofInt("pooled_h", 1, "Into how many rows of cells a region is cut."),
                    Attr.ofInt("pooled_w", 1, "Into how many columns of cells a region is cut."),
                    Attr.ofFloat("spatial_scale", 1, "Pixels of X for each unit of rois."),
                    Attr.ofInt("is_test", 0, "1: argmaxes are not wanted, nor gradients."));
    private static final Map<String, ?> TWO = Map.of("pooled_h", 2, "pooled_w", 2);
    private static final NDArray X = NDArray.of(Shape.of(1, 1, 2, 3), 1f, 2, 3, 6, 5, 4);
    private static final NDArray ROIS = NDArray.of(Shape.of(1, 5), 0f, 0, 0, 1, 1);

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("RoIPoolGradX")
                    .summary("The gradient of RoIPool with respect to X.")
                    .formula(
                            "dX[n, c, argmaxes[r, c, i, j]] += dY[r, c, i, j], n the image of roi r")
                    .shapeOf("X", "the images")
                    .input("rois", "the regions")
                    .input("argmaxes", "where in its plane each number was found; -1: nowhere")
                    .ofType(ElementTypes.of(DType.INT32))
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .attrs(ATTRS)
                    .types(site -> List.of(site.in(0)))
                    .kernel(RoIPool::gradX)
                    .example(
                            Example.of(
                                    X,
                                    ROIS,
                                    NDArray.of(Shape.of(1, 1, 1, 1), 3),
                                    NDArray.of(Shape.of(1, 1, 1, 1), 7f),
                                    NDArray.of(Shape.of(1, 1, 2, 3), 0f, 0, 0, 7, 0, 0)))
                    .sample(
                            Sample.of(
                                    TWO,
                                    Sample.real(Shape.of(1, 2, 3, 3), -1, 1),
                                    Sample.real(Shape.of(2, 5), 0, 0.4),
                                    Sample.whole(DType.INT32, Shape.of(2, 2, 2, 2), -1, 9),
                                    Sample.real(Shape.of(2, 2, 2, 2), -1, 1)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("RoIPool")
                    .summary("The largest numbers of regions, in as many cells for each of them.")
                    .formula(
                            "Y[r, c, i, j] = max of X[n, c] over cell i, j of region r of image n; of"
                                    + " an empty cell it is 0")
                    .input("X", "images, N x C x H x W")
                    .input("rois", "R x 5: the image's number, then left, top, right, bottom")
                    .output("Y", "R x C x pooled_h x pooled_w")
                    .optionalOutput("argmaxes", "where in its plane each number was found, or -1")
                    .ofType(ElementTypes.of(DType.INT32))
                    .attrs(ATTRS)
                    .types(RoIPool::types)
                    .gradient(RoIPool::gradient)
                    .kernel(RoIPool::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(X, ROIS),
                                    List.of(
                                            NDArray.of(Shape.of(1, 1, 1, 1), 6f),
                                            NDArray.of(Shape.of(1, 1, 1, 1), 3))))
                    .sample(
                            Sample.of(
                                    TWO,
                                    Sample.real(Shape.of(1, 2, 4, 4), -1, 1),
                                    Sample.real(Shape.of(2, 5), 0, 0.4)))
                    .build();

    private RoIPool() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        site.requireRank(0, 4);
        site.requireRank(1, 2);
        site.require(
                site.shape(1).dim(1) == 5,
                "rois must have 5 numbers each, image, left, top, right, bottom, found %s",
                site.in(1));
        site.attrs().atLeast(1, "pooled_h");
        site.attrs().atLeast(1, "pooled_w");
        Shape y =
                Shape.of(
                        site.shape(1).dim(0),
                        site.shape(0).dim(1),
                        site.attrs().int32("pooled_h"),
                        site.attrs().int32("pooled_w"));
        ArrayType largest = site.in(0).withShape(y);
        return site.attrs().flag("is_test")
                ? List.of(largest)
                : List.of(largest, new ArrayType(DType.INT32, y));
    }

    private static void gradient(GradientRule.Site g) {
        if (g.attrs().flag("is_test")) {
            throw new IllegalArgumentException(
                    "RoIPool has a gradient only where it trains; leave is_test at 0");
        }
        Value dY = g.outputGradient(0);
        Value[] inputs = {g.input(0), g.input(1), g.output(1), dY};
        g.inputGradient(0, g.append(GRAD_X, g.attrs().given(), inputs));
        g.stop(1);
    }

    /** The first pixel of a cell, and the first behind it, along one axis. */
    private static int[] cell(int i, int cells, int start, int end, int extent) {
        double size = Math.max(end - start + 1, 1) / (double) cells;
        int from = (int) Math.floor(i * size) + start;
        int to = (int) Math.ceil((i + 1) * size) + start;
        return new int[] {Math.min(Math.max(from, 0), extent), Math.min(Math.max(to, 0), extent)};
    }

    private static int image(double[] rois, int r, int images) {
        int image = (int) rois[r * 5];
        if (image < 0 || image >= images) {
            throw new IllegalArgumentException(
                    "rois[%d] must name an image from 0 to %d, found %d"
                            .formatted(r, images - 1, image));
        }
        return image;
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        Shape y = o.outShape(0);
        double scale = o.attrs().f("spatial_scale");
        double[] rois = o.in(1);
        int h = x.dim(2);
        int w = x.dim(3);
        boolean keeps = o.outputCount() > 1;
        int at = 0;
        for (int r = 0; r < y.dim(0); r++) {
            int image = image(rois, r, x.dim(0));
            int[] side = new int[4];
            for (int k = 0; k < 4; k++) {
                side[k] = (int) Math.round(rois[r * 5 + 1 + k] * scale);
            }
            for (int c = 0; c < y.dim(1); c++) {
                int plane = (image * x.dim(1) + c) * h * w;
                for (int i = 0; i < y.dim(2); i++) {
                    int[] rows = cell(i, y.dim(2), side[1], side[3], h);
                    for (int j = 0; j < y.dim(3); j++) {
                        int[] columns = cell(j, y.dim(3), side[0], side[2], w);
                        int best = largest(o.in(0), plane, rows, columns, w);
                        o.out(0)[at] = best < 0 ? 0 : o.in(0)[plane + best];
                        if (keeps) {
                            o.wholesOut(1)[at] = best;
                        }
                        at++;
                    }
                }
            }
        }
    }

    private static int largest(double[] x, int plane, int[] rows, int[] columns, int w) {
        int best = -1;
        for (int row = rows[0]; row < rows[1]; row++) {
            for (int column = columns[0]; column < columns[1]; column++) {
                int place = row * w + column;
                best = best < 0 || x[plane + place] > x[plane + best] ? place : best;
            }
        }
        return best;
    }

    private static void gradX(Operands o) {
        Shape x = o.outShape(0);
        Shape y = o.inShape(3);
        int plane = x.dim(2) * x.dim(3);
        Arrays.fill(o.out(0), 0, x.intSize(), 0);
        for (int at = 0; at < y.intSize(); at++) {
            long place = o.wholesIn(2)[at];
            int c = at / (y.dim(2) * y.dim(3)) % y.dim(1);
            int image = image(o.in(1), at / (y.dim(1) * y.dim(2) * y.dim(3)), x.dim(0));
            if (place >= 0) {
                o.out(0)[(image * x.dim(1) + c) * plane + (int) place] += o.in(3)[at];
            }
        }
    }
}
