package org.duograph.ops.product;

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
import org.duograph.graph.Value;
import org.duograph.ops.fill.ConstantFill;
import org.duograph.ops.shape.Reshape;
import org.duograph.ops.shape.ResizeLike;
import org.duograph.ops.view.Axes;
import org.duograph.ops.view.MatrixProduct;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** {@link FC} whose weights have a column, not a row, for each output. */
public final class FCTransposed {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("FCTransposed")
                    .summary("Multiplies each row by a matrix as it stands and adds a bias.")
                    .formula("Y = X * W + b")
                    .input("X", "rows of K numbers: a x b x ..., flattened before axis")
                    .input("W", "weights, K x M")
                    .input("b", "bias, M")
                    .output("Y", "the dimensions of X before axis, then M")
                    .attrs(
                            Attr.ofInt(
                                    "axis", 1, "The first dimension of X that belongs to a row."),
                            Attr.ofInt(
                                    "axis_w", 1, "The first dimension of W that counts outputs."))
                    .types(FCTransposed::types)
                    .flops(
                            node ->
                                    2
                                            * node.input(1).shape().size()
                                            * rows(node.input(0).shape(), node.attrs().i("axis")))
                    .gradient(FCTransposed::gradient)
                    .kernel(FCTransposed::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 3), 1f, 2, 3),
                                    NDArray.of(Shape.of(3, 2), 1f, 0, 0, 1, 0, 1),
                                    NDArray.vector(10, 20),
                                    NDArray.of(Shape.of(1, 2), 11f, 25)))
                    .sample(Sample.of(Map.of(), Shape.of(3, 5), Shape.of(5, 4), Shape.of(4)))
                    .sample(Sample.of("axis=2", Shape.of(2, 2, 3), Shape.of(3, 4), Shape.of(4)))
                    .build();

    private FCTransposed() {}

    private static int rows(Shape x, long axis) {
        return x.sizeOf(0, Axes.cut(x, axis));
    }

    private static int inputs(Shape w, long axisW) {
        return w.sizeOf(0, Axes.cut(w, axisW));
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape x = site.shape(0);
        Shape w = site.shape(1);
        int before = Axes.cut(x, site.attrs().i("axis"));
        int k = x.sizeOf(before, x.rank());
        int rows = inputs(w, site.attrs().i("axis_w"));
        int m = rows == 0 ? 0 : (int) (w.size() / rows);
        site.require(
                rows == k,
                "X %s gives rows of %d numbers, but W %s takes rows of %d",
                x,
                k,
                w,
                rows);
        site.require(
                site.shape(2).equals(Shape.of(m)),
                "b must have one number per output (%d), found %s",
                m,
                site.in(2));
        int[] y = Arrays.copyOf(x.toArray(), before + 1);
        y[before] = m;
        return List.of(site.in(0).withShape(Shape.of(y)));
    }

    /** W is what {@link FC} wants to go back with, and X and dY make dW in one product. */
    private static void gradient(GradientRule.Site g) {
        Shape x = g.input(0).shape();
        Shape w = g.input(1).shape();
        int n = rows(x, g.attrs().i("axis"));
        int k = inputs(w, g.attrs().i("axis_w"));
        int m = g.outputGradient(0).shape().dim(-1);
        Value flat = matrix(g, g.outputGradient(0), n, m);
        Map<String, ?> zeros = Map.of("shape", List.of(k), "dtype", g.input(0).type().dtype());
        Value none = g.append(ConstantFill.OP, zeros);
        Value dX = g.append(FC.OP, Map.of(), flat, matrix(g, g.input(1), k, m), none);
        g.inputGradient(0, g.append(ResizeLike.OP, Map.of(), dX, g.input(0)));
        Value rows = matrix(g, g.input(0), n, k);
        Value dW = g.append(MatMul.OP, Map.of("trans_a", 1), rows, flat);
        g.inputGradient(1, g.append(ResizeLike.OP, Map.of(), dW, g.input(1)));
        g.inputGradient(2, g.append(FC.GRAD_B, Map.of(), flat));
    }

    private static Value matrix(GradientRule.Site g, Value value, int rows, int columns) {
        return g.append(Reshape.OP, Map.of("shape", List.of(rows, columns)), value);
    }

    private static void run(Operands o) {
        int m = o.inShape(2).intSize();
        int k = inputs(o.inShape(1), o.attrs().i("axis_w"));
        int n = rows(o.inShape(0), o.attrs().i("axis"));
        double[] y = o.out(0);
        for (int i = 0; i < n; i++) {
            System.arraycopy(o.in(2), 0, y, i * m, m);
        }
        new MatrixProduct(o.in(0), false, o.in(1), false, y, n, m, k).add(0, 0, 0);
    }
}
