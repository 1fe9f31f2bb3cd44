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
import org.duograph.ops.math.Terms;
import org.duograph.ops.view.Axes;
import org.duograph.ops.view.MatrixProduct;
import org.duograph.ops.view.Products;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * A fully connected layer.
 *
 * <p>X counts as a matrix whose rows are made of the dimensions before {@code axis}, W as one whose
 * rows, one per output, are made of the dimensions before {@code axis_w}: so the images of a
 * convolution need no flattening first.
 */
public final class FC {
    private static final List<Attr> ATTRS =
            List.of(
                    Attr.ofInt("axis", 1, "The first dimension of X that belongs to a row."),
                    Attr.ofInt("axis_w", 1, "The first dimension of W that belongs to a row."));

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("FCGradX")
                    .summary("The gradient of FC with respect to X.")
                    .formula("dX = dY * W")
                    .input("W", "the weights")
                    .input("dY", "the gradient of Y")
                    .shapeOf("X", "the rows")
                    .output("dX", "the gradient of X")
                    .attrs(ATTRS)
                    .types(site -> List.of(site.in(2)))
                    .flops(new Products("dY", "W"))
                    .gradient(g -> Bilinear.ofGradX(g, FC.GRAD_W, FC::unbiased))
                    .kernel(FC::gradX)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            matrix(2, 3, 1, 0, 0, 0, 1, 1),
                                            matrix(1, 2, 5, 7),
                                            matrix(1, 3, 0, 0, 0)),
                                    List.of(matrix(1, 3, 5, 7, 7))))
                    .sample(Sample.of(Map.of(), Shape.of(4, 6), Shape.of(3, 4), Shape.of(3, 2, 3)))
                    .wide(
                            Sample.of(
                                    Map.of(),
                                    Shape.of(64, 512),
                                    Shape.of(16, 64),
                                    Shape.of(16, 32, 4, 4)))
                    .build();

    /** The gradient of W. */
    public static final OpDef GRAD_W =
            OpDef.named("FCGradW")
                    .summary("The gradient of FC with respect to W.")
                    .formula("dW = transpose(dY) * X")
                    .input("X", "the rows")
                    .input("dY", "the gradient of Y")
                    .shapeOf("W", "the weights")
                    .output("dW", "the gradient of W")
                    .attrs(ATTRS)
                    .types(site -> List.of(site.in(2)))
                    .flops(new Products("dY", "dW"))
                    .gradient(g -> Bilinear.ofGradW(g, GRAD_X, FC::unbiased))
                    .kernel(FC::gradW)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            matrix(1, 3, 1, 2, 3),
                                            matrix(1, 2, 1, 10),
                                            matrix(2, 3, 0, 0, 0, 0, 0, 0)),
                                    List.of(matrix(2, 3, 1, 2, 3, 10, 20, 30))))
                    .sample(Sample.of(Map.of(), Shape.of(3, 2, 3), Shape.of(3, 4), Shape.of(4, 6)))
                    .wide(
                            Sample.of(
                                    Map.of(),
                                    Shape.of(16, 32, 4, 4),
                                    Shape.of(16, 64),
                                    Shape.of(64, 512)))
                    .build();

    /** The gradient of b. */
    public static final OpDef GRAD_B =
            OpDef.named("FCGradB")
                    .summary("The gradient of FC with respect to b.")
                    .formula("db[m] = sum over rows of dY[row, m]")
                    .input("dY", "the gradient of Y; outputs stand last")
                    .output("db", "the gradient of b, one number per output")
                    .types(site -> List.of(site.in(0).withShape(site.shape(0).dim(-1))))
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            new Terms(g)
                                                    .spread(g.outputGradient(0), g.input(0), -1)))
                    .kernel(FC::gradB)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(matrix(2, 2, 1, 2, 3, 4)),
                                    List.of(NDArray.vector(4, 6))))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3, 4)))
                    .wide(Sample.of(Map.of(), Shape.of(16, 64)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("FC")
                    .summary("Multiplies each row by a matrix of weights and adds a bias.")
                    .formula("Y = X * transpose(W) + b")
                    .input("X", "rows of K numbers: a x b x ..., flattened before axis")
                    .input("W", "weights, M x K")
                    .input("b", "bias, M")
                    .output("Y", "the dimensions of X before axis, then M")
                    .attrs(ATTRS)
                    .types(site -> List.of(site.in(0).withShape(outputShape(site))))
                    .gradient(FC::gradient)
                    .flops(new Products("Y", "W"))
                    .withRelu("FCRelu")
                    .kernel(FC::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            matrix(2, 3, 1, 2, 3, 4, 5, 6),
                                            matrix(2, 3, 1, 0, 0, 0, 1, 1),
                                            NDArray.vector(10, 20)),
                                    List.of(matrix(2, 2, 11, 25, 14, 31))))
                    .sample(Sample.of(Map.of(), Shape.of(3, 5), Shape.of(4, 5), Shape.of(4)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 2, 3), Shape.of(4, 6), Shape.of(4)))
                    .sample(
                            Sample.of(
                                    Map.of("axis", 2, "axis_w", 3),
                                    Shape.of(2, 2, 3),
                                    Shape.of(1, 1, 4, 3),
                                    Shape.of(4)))
                    .wide(
                            Sample.of(
                                    Map.of(),
                                    Shape.of(16, 32, 4, 4),
                                    Shape.of(64, 512),
                                    Shape.of(64)))
                    .build();

    private FC() {}

    private static NDArray matrix(int rows, int columns, float... numbers) {
        return NDArray.of(Shape.of(rows, columns), numbers);
    }

    /** The product's sizes: X is rows x k, W is m x k, Y is rows x m. */
    private record Sizes(int rows, int k, int m) {
        static Sizes of(Shape x, Shape w, long axis, long axisW) {
            int a = Axes.cut(x, axis);
            int rows = w.sizeOf(0, Axes.cut(w, axisW));
            return new Sizes(x.sizeOf(0, a), x.sizeOf(a, x.rank()), rows);
        }
    }

    private static Shape outputShape(TypeRule.Site site) {
        Shape x = site.shape(0);
        Shape w = site.shape(1);
        long axis = site.attrs().i("axis");
        Sizes s = Sizes.of(x, w, axis, site.attrs().i("axis_w"));
        site.require(
                (long) s.m * s.k == w.size(),
                "X %s gives rows of %d numbers, but W %s takes rows of %d",
                x,
                s.k,
                w,
                s.m == 0 ? 0 : w.size() / s.m);
        site.require(
                site.shape(2).equals(Shape.of(s.m)),
                "b must have one number per output (%d), found %s",
                s.m,
                site.in(2));
        int before = Axes.cut(x, axis);
        int[] y = Arrays.copyOf(x.toArray(), before + 1);
        y[before] = s.m;
        return Shape.of(y);
    }

    private static void gradient(GradientRule.Site g) {
        Bilinear.ofLayer(g, GRAD_X, GRAD_W);
        g.inputGradient(2, g.append(GRAD_B, Map.of(), g.outputGradient(0)));
    }

    /** The rows of {@code x} times {@code w}, with a bias of zeros. */
    private static Value unbiased(GradientRule.Site g, Value x, Value w) {
        long axis = g.attrs().i("axis");
        int outputs = Sizes.of(x.shape(), w.shape(), axis, g.attrs().i("axis_w")).m;
        Map<String, ?> zeros = Map.of("shape", List.of(outputs), "dtype", x.type().dtype());
        return g.append(OP, g.attrs().given(), x, w, g.append(ConstantFill.OP, zeros));
    }

    private static Sizes sizes(Operands o, Shape x, Shape w) {
        return Sizes.of(x, w, o.attrs().i("axis"), o.attrs().i("axis_w"));
    }

    private static void run(Operands o) {
        Sizes s = sizes(o, o.inShape(0), o.inShape(1));
        double[] b = o.in(2);
        double[] y = o.out(0);
        for (int i = 0; i < s.rows; i++) {
            System.arraycopy(b, 0, y, i * s.m, s.m);
        }
        new MatrixProduct(o.in(0), false, o.in(1), true, y, s.rows, s.m, s.k).add(0, 0, 0);
    }

    private static void gradX(Operands o) {
        Sizes s = sizes(o, o.inShape(2), o.inShape(0));
        double[] dX = o.out(0);
        Arrays.fill(dX, 0, s.rows * s.k, 0);
        new MatrixProduct(o.in(1), false, o.in(0), false, dX, s.rows, s.k, s.m).add(0, 0, 0);
    }

    private static void gradW(Operands o) {
        Sizes s = sizes(o, o.inShape(0), o.inShape(2));
        double[] dW = o.out(0);
        Arrays.fill(dW, 0, s.m * s.k, 0);
        new MatrixProduct(o.in(1), true, o.in(0), false, dW, s.m, s.k, s.rows).add(0, 0, 0);
    }

    private static void gradB(Operands o) {
        double[] dY = o.in(0);
        double[] db = o.out(0);
        int m = o.outShape(0).intSize();
        Arrays.fill(db, 0, m, 0);
        for (int at = 0; at < o.inShape(0).intSize(); at += m) {
            MatrixProduct.addScaled(dY, at, 1, db, 0, m);
        }
    }
}
