package org.duograph.ops.product;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.ops.math.Terms;
import org.duograph.ops.view.Rows;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** A scale and a shift for each column, learnt. */
public final class ElementwiseLinear {
    private static final NDArray X = NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4);
    private static final NDArray W = NDArray.vector(10, 100);
    private static final NDArray GRADIENT = NDArray.of(Shape.of(2, 2), 1f, 1, 2, 0);

    /** The gradients of X, W and b, in one pass. */
    public static final OpDef GRAD =
            OpDef.named("ElementwiseLinearGrad")
                    .summary("The gradients of ElementwiseLinear with respect to X, W and b.")
                    .formula(
                            "dX[n, d] = dY[n, d] * W[d], dW[d] = sum over n of dY[n, d] * X[n, d],"
                                    + " db[d] = sum over n of dY[n, d]")
                    .input("X", "the input of ElementwiseLinear")
                    .input("W", "D numbers")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .output("dW", "the gradient of W")
                    .output("db", "the gradient of b")
                    .attrs(Rows.AXIS)
                    .inPlace(0, 2)
                    .types(site -> List.of(site.in(0), site.in(1), site.in(1)))
                    .gradient(ElementwiseLinear::gradientOfGradient)
                    .kernel(ElementwiseLinear::grad)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(X, W, GRADIENT),
                                    List.of(
                                            NDArray.of(Shape.of(2, 2), 10f, 100, 20, 0),
                                            NDArray.vector(7, 2),
                                            NDArray.vector(3, 1))))
                    .sample(Sample.of(Map.of(), Shape.of(3, 4, 2), Shape.of(8), Shape.of(3, 4, 2)))
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

    private static void gradient(GradientRule.Site g) {
        g.inputGradients(
                g.appendNode(GRAD, g.attrs().given(), g.input(0), g.input(1), g.outputGradient(0)));
    }

    /** dX and dW are products of two: with u for dX, v for dW, the other of each comes back. */
    private static void gradientOfGradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        Map<String, Object> axis = g.attrs().given();
        Value u = t.outputGradient(0);
        Value v = t.outputGradient(1);
        Node others = g.appendNode(GRAD, axis, u, v, g.input(2));
        g.inputGradient(0, others.output(0));
        g.inputGradient(1, others.output(1));
        Value ofX = g.append(OP, axis, u, g.input(1), t.outputGradient(2));
        Value ofW = g.append(OP, axis, g.input(0), v, t.filled(v, 0));
        g.inputGradient(2, t.plus(ofX, ofW));
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

    private static void grad(Operands o) {
        int columns = Rows.byAxis(o, 0).d();
        double[] x = o.in(0);
        double[] w = o.in(1);
        double[] dY = o.in(2);
        Arrays.fill(o.out(1), 0, columns, 0);
        Arrays.fill(o.out(2), 0, columns, 0);
        for (int i = 0; i < o.inShape(0).intSize(); i++) {
            int d = i % columns;
            o.out(1)[d] += dY[i] * x[i];
            o.out(2)[d] += dY[i];
            o.out(0)[i] = dY[i] * w[d];
        }
    }
}
