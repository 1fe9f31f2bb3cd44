package org.duograph.ops.product;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.view.Rows;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** A scale and a shift for each column, learnt. */
public final class ElementwiseLinear {
    private static final NDArray X = NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4);
    private static final NDArray W = NDArray.vector(10, 100);
    private static final NDArray GRADIENT = NDArray.of(Shape.of(2, 2), 1f, 1, 2, 0);

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("ElementwiseLinearGradX")
                    .summary("The gradient of ElementwiseLinear with respect to X.")
                    .formula("dX[n, d] = dY[n, d] * W[d]")
                    .input("W", "D numbers")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .attrs(Rows.AXIS)
                    .inPlace(0, 1)
                    .types(TypeRule.sameAs(1))
                    .kernel(ElementwiseLinear::gradX)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(W, GRADIENT),
                                    List.of(NDArray.of(Shape.of(2, 2), 10f, 100, 20, 0))))
                    .sample(Sample.of(Map.of(), Shape.of(8), Shape.of(3, 4, 2)))
                    .build();

    /** The gradient of W. */
    public static final OpDef GRAD_W =
            OpDef.named("ElementwiseLinearGradW")
                    .summary("The gradient of ElementwiseLinear with respect to W.")
                    .formula("dW[d] = sum over n of dY[n, d] * X[n, d]")
                    .input("X", "the input of ElementwiseLinear")
                    .input("dY", "the gradient of Y")
                    .output("dW", "the gradient of W")
                    .attrs(Rows.AXIS)
                    .types(ElementwiseLinear::perColumn)
                    .kernel(ElementwiseLinear::gradW)
                    .example(
                            new Example(
                                    Map.of(), List.of(X, GRADIENT), List.of(NDArray.vector(7, 2))))
                    .sample(Sample.of(Map.of(), Shape.of(3, 4, 2), Shape.of(3, 4, 2)))
                    .build();

    /** The gradient of b. */
    public static final OpDef GRAD_B =
            OpDef.named("ElementwiseLinearGradB")
                    .summary("The gradient of ElementwiseLinear with respect to b.")
                    .formula("db[d] = sum over n of dY[n, d]")
                    .input("dY", "the gradient of Y")
                    .output("db", "the gradient of b")
                    .attrs(Rows.AXIS)
                    .types(ElementwiseLinear::perColumn)
                    .kernel(ElementwiseLinear::gradB)
                    .example(
                            new Example(Map.of(), List.of(GRADIENT), List.of(NDArray.vector(3, 1))))
                    .sample(Sample.of(Map.of(), Shape.of(3, 4, 2)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("ElementwiseLinear")
                    .summary("Scales and shifts each column.")
                    .formula("Y[n, d] = X[n, d] * W[d] + b[d]")
                    .input("X", "N rows of D numbers: the axes before axis, and those after")
                    .input("W", "D numbers")
                    .input("b", "D numbers")
                    .output("Y", "the shape of X")
                    .attrs(Rows.AXIS)
                    .inPlace(0, 0)
                    .types(ElementwiseLinear::types)
                    .gradient(ElementwiseLinear::gradient)
                    .kernel(ElementwiseLinear::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(X, W, NDArray.vector(1, 2)),
                                    List.of(NDArray.of(Shape.of(2, 2), 11f, 202, 31, 402))))
                    .sample(Sample.of(Map.of(), Shape.of(3, 4), Shape.of(4), Shape.of(4)))
                    .sample(
                            Sample.of(
                                    Map.of("axis", 2), Shape.of(2, 3, 4), Shape.of(4), Shape.of(4)))
                    .build();

    private ElementwiseLinear() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        int columns = Rows.at(site.attrs().int32("axis"), site.shape(0)).d();
        for (int i = 1; i <= 2; i++) {
            site.require(
                    site.shape(i).equals(Shape.of(columns)),
                    "%s must have one number per column (%d), found %s",
                    site.op().inputName(i),
                    columns,
                    site.in(i));
        }
        return List.of(site.in(0));
    }

    private static List<ArrayType> perColumn(TypeRule.Site site) {
        int columns = Rows.at(site.attrs().int32("axis"), site.shape(0)).d();
        return List.of(site.in(0).withShape(columns));
    }

    private static void gradient(GradientRule.Site g) {
        Map<String, Object> attrs = g.attrs().given();
        var dY = g.outputGradient(0);
        g.inputGradient(0, g.append(GRAD_X, attrs, g.input(1), dY));
        g.inputGradient(1, g.append(GRAD_W, attrs, g.input(0), dY));
        g.inputGradient(2, g.append(GRAD_B, attrs, dY));
    }

    private static void run(Operands o) {
        int columns = Rows.byAxis(o, 0).d();
        double[] x = o.in(0);
        double[] w = o.in(1);
        double[] b = o.in(2);
        for (int i = 0; i < o.inShape(0).intSize(); i++) {
            o.out(0)[i] = x[i] * w[i % columns] + b[i % columns];
        }
    }

    private static void gradX(Operands o) {
        int columns = Rows.byAxis(o, 1).d();
        double[] w = o.in(0);
        double[] dY = o.in(1);
        for (int i = 0; i < o.inShape(1).intSize(); i++) {
            o.out(0)[i] = dY[i] * w[i % columns];
        }
    }

    private static void gradW(Operands o) {
        int columns = Rows.byAxis(o, 0).d();
        double[] x = o.in(0);
        double[] dY = o.in(1);
        Arrays.fill(o.out(0), 0, columns, 0);
        for (int i = 0; i < o.inShape(0).intSize(); i++) {
            o.out(0)[i % columns] += dY[i] * x[i];
        }
    }

    private static void gradB(Operands o) {
        int columns = Rows.byAxis(o, 0).d();
        double[] dY = o.in(0);
        Arrays.fill(o.out(0), 0, columns, 0);
        for (int i = 0; i < o.inShape(0).intSize(); i++) {
            o.out(0)[i % columns] += dY[i];
        }
    }
}
