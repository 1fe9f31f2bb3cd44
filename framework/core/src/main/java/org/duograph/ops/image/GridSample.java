package org.duograph.ops.image;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Images seen at points of a grid: how spatial transformers and optical flow warp them.
 *
 * <p>A point is {@code [x, y]}, from -1 at the left or upper edge to 1 at the right or lower one.
 * {@link GridTaps} says of which pixels a point is made. Source: Jaderberg et al., "Spatial
 * transformer networks", 2015; ONNX's GridSample, which is PyTorch's.
 */
public final class GridSample {
    private static final List<Attr> ATTRS =
            List.of(
                    Attr.ofString("mode", "linear", "nearest, linear or cubic."),
                    Attr.ofString(
                            "padding",
                            "zeros",
                            "What is beyond the edges: zeros, border, reflection."),
                    Attr.ofInt(
                            "align_corners",
                            0,
                            "1: -1 and 1 are the centers of the outermost pixels; 0: their edges."));

    private static final Shape IMAGES = Shape.of(2, 2, 3, 4);
    private static final Shape GRID = Shape.of(2, 2, 3, 2);
    private static final NDArray PAIR = NDArray.of(Shape.of(1, 1, 1, 2), 1f, 3);

    /** The gradients of X and grid, both at once: they read the same pixels. */
    public static final OpDef GRAD =
            OpDef.named("GridSampleGrad")
                    .summary("The gradients of GridSample with respect to X and grid.")
                    .formula("dX[p] = sum of dY * w(p), dgrid = sum of dY * X[p] * dw(p) / dgrid")
                    .input("X", "N x C x H x W")
                    .input("grid", "N x OH x OW x 2")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .output("dgrid", "the gradient of grid")
                    .attrs(ATTRS)
                    .types(site -> List.of(site.in(0), site.in(1)))
                    .kernel(GridSample::grad)
                    .example(
                            new Example(
                                    Map.of("align_corners", 1),
                                    List.of(
                                            PAIR,
                                            NDArray.of(Shape.of(1, 1, 1, 2), 0f, 0),
                                            NDArray.of(Shape.of(1, 1, 1, 1), 1f)),
                                    List.of(
                                            NDArray.of(PAIR.shape(), 0.5f, 0.5f),
                                            NDArray.of(PAIR.shape(), 1f, 0))))
                    .sample(sample(Map.of(), Sample.real(Shape.of(2, 2, 2, 3), -1, 1)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("GridSample")
                    .summary("Samples images at the points of a grid.")
                    .formula("Y[n, c, i, j] = X[n, c] at the point grid[n, i, j]")
                    .input("X", "N x C x H x W")
                    .input("grid", "N x OH x OW x 2: the points [x, y]")
                    .output("Y", "N x C x OH x OW")
                    .attrs(ATTRS)
                    .types(GridSample::types)
                    .gradient(GridSample::gradient)
                    .kernel(GridSample::run)
                    .example(
                            Example.of(
                                    Map.of("align_corners", 1),
                                    PAIR,
                                    NDArray.of(Shape.of(1, 1, 2, 2), 0f, 0, 0.5f, 0),
                                    NDArray.of(Shape.of(1, 1, 1, 2), 2f, 2.5f)))
                    .sample(sample(Map.of()))
                    .sample(sample(Map.of("padding", "reflection", "align_corners", 1)))
                    .sample(sample(Map.of("mode", "cubic", "padding", "border")))
                    .sample(sample(Map.of("mode", "nearest")))
                    .build();

    private GridSample() {}

    private static Sample sample(Map<String, ?> attrs, Sample.Input... more) {
        Sample.Input[] all = new Sample.Input[2 + more.length];
        all[0] = Sample.real(IMAGES, -1, 1);
        all[1] = Sample.real(GRID, -1.3, 1.3);
        System.arraycopy(more, 0, all, 2, more.length);
        return Sample.of(attrs, all);
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        GridTaps.require(site);
        site.requireRank(0, 4);
        site.requireRank(1, 4);
        Shape x = site.shape(0);
        Shape grid = site.shape(1);
        site.require(
                grid.dim(3) == 2 && grid.dim(0) == x.dim(0),
                "grid must be N x OH x OW x 2 for X %s, found %s",
                x,
                grid);
        site.require(x.dim(2) > 0 && x.dim(3) > 0, "X must have pixels to sample, found %s", x);
        Shape y = Shape.of(x.dim(0), x.dim(1), grid.dim(1), grid.dim(2));
        return List.of(site.in(0).withShape(y));
    }

    private static void gradient(GradientRule.Site g) {
        g.inputGradients(
                g.appendNode(GRAD, g.attrs().given(), g.input(0), g.input(1), g.outputGradient(0)));
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        int points = o.inShape(1).dim(1) * o.inShape(1).dim(2);
        double[] y = o.out(0);
        GridTaps column = GridTaps.of(o.attrs(), x.dim(3));
        GridTaps row = GridTaps.of(o.attrs(), x.dim(2));
        for (int n = 0; n < x.dim(0); n++) {
            for (int p = 0; p < points; p++) {
                column.look(o.in(1)[2 * (n * points + p)]);
                row.look(o.in(1)[2 * (n * points + p) + 1]);
                for (int c = 0; c < x.dim(1); c++) {
                    int image = (n * x.dim(1) + c) * x.dim(2) * x.dim(3);
                    double sum = 0;
                    for (int i = 0; i < row.count; i++) {
                        for (int j = 0; j < column.count; j++) {
                            if (row.place[i] >= 0 && column.place[j] >= 0) {
                                int at = image + row.place[i] * x.dim(3) + column.place[j];
                                sum += row.weight[i] * column.weight[j] * o.in(0)[at];
                            }
                        }
                    }
                    y[(n * x.dim(1) + c) * points + p] = sum;
                }
            }
        }
    }

    private static void grad(Operands o) {
        Shape x = o.inShape(0);
        int points = o.inShape(1).dim(1) * o.inShape(1).dim(2);
        double[] dX = o.out(0);
        double[] dGrid = o.out(1);
        Arrays.fill(dX, 0, x.intSize(), 0);
        Arrays.fill(dGrid, 0, o.outShape(1).intSize(), 0);
        GridTaps column = GridTaps.of(o.attrs(), x.dim(3));
        GridTaps row = GridTaps.of(o.attrs(), x.dim(2));
        for (int n = 0; n < x.dim(0); n++) {
            for (int p = 0; p < points; p++) {
                int point = 2 * (n * points + p);
                column.look(o.in(1)[point]);
                row.look(o.in(1)[point + 1]);
                for (int c = 0; c < x.dim(1); c++) {
                    int image = (n * x.dim(1) + c) * x.dim(2) * x.dim(3);
                    double dY = o.in(2)[(n * x.dim(1) + c) * points + p];
                    for (int i = 0; i < row.count; i++) {
                        for (int j = 0; j < column.count; j++) {
                            if (row.place[i] >= 0 && column.place[j] >= 0) {
                                int at = image + row.place[i] * x.dim(3) + column.place[j];
                                double pixel = dY * o.in(0)[at];
                                dX[at] += dY * row.weight[i] * column.weight[j];
                                dGrid[point] += pixel * row.weight[i] * column.slope[j];
                                dGrid[point + 1] += pixel * row.slope[i] * column.weight[j];
                            }
                        }
                    }
                }
            }
        }
    }
}
