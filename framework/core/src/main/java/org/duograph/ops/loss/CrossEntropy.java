package org.duograph.ops.loss;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.math.Negative;
import org.duograph.ops.math.Terms;
import org.duograph.ops.view.Rows;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The cross entropy of probabilities against the probabilities that were wanted. */
public final class CrossEntropy {
    private static final double LEAST = LabelCrossEntropy.LEAST;
    private static final Sample.Input X = Sample.real(Shape.of(4, 3), 0.1, 1);
    private static final Sample.Input LABEL = Sample.real(Shape.of(4, 3), 0, 1);
    private static final Sample.Input DY = Sample.real(Shape.of(4), -1, 1);

    /** {@code dX = -dY * label / X}. */
    public static final OpDef GRAD_X =
            OpDef.named("CrossEntropyGradX")
                    .summary("The gradient of CrossEntropy with respect to X.")
                    .formula("dX[n, c] = -dY[n] * label[n, c] / max(X[n, c], 1e-20)")
                    .input("X", "the probabilities")
                    .input("label", "the wanted probabilities")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .inPlace(0, 0)
                    .types(site -> List.of(site.in(0)))
                    .gradient(CrossEntropy::gradientOfGradient)
                    .kernel(CrossEntropy::gradX)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 2), 0.25f, 0.75f),
                                    NDArray.of(Shape.of(1, 2), 0.25f, 0.75f),
                                    NDArray.vector(2),
                                    NDArray.of(Shape.of(1, 2), -2f, -2)))
                    .sample(Sample.of(Map.of(), X, LABEL, DY))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("CrossEntropy")
                    .summary("How surprising wanted probabilities are, given other probabilities.")
                    .formula("Y[n] = -sum over c of label[n, c] * log(max(X[n, c], 1e-20))")
                    .input("X", "probabilities, N x D; a vector is one row")
                    .input("label", "wanted probabilities, the shape of X")
                    .output("Y", "N")
                    .types(
                            site -> {
                                site.requireSameShape(0, 1);
                                int rows = Rows.first(site.shape(0)).n();
                                return List.of(site.in(0).withShape(rows));
                            })
                    .gradient(CrossEntropy::gradient)
                    .kernel(CrossEntropy::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 2), 0.25f, 0.75f),
                                    NDArray.of(Shape.of(1, 2), 0f, 1),
                                    NDArray.vector(0.28768207f)))
                    .sample(Sample.of(Map.of(), X, LABEL))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(3), 0.1, 1),
                                    Sample.real(Shape.of(3), 0, 1)))
                    .build();

    private CrossEntropy() {}

    private static void gradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        Value x = g.input(0);
        Value dY = g.outputGradient(0);
        g.inputGradient(0, t.of(GRAD_X, x, g.input(1), dY));
        if (g.wants(1)) {
            g.inputGradient(1, t.of(Negative.OP, t.timesRows(RowTerms.logarithms(t, x), dY)));
        }
    }

    private static void gradientOfGradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        Value x = g.input(0);
        Value u = g.outputGradient(0);
        Value dY = g.input(2);
        Value ones = t.filled(dY, 1);
        Value again = t.times(u, t.of(GRAD_X, x, g.input(1), dY));
        g.inputGradient(0, t.of(GRAD_X, x, again, ones));
        g.inputGradient(1, t.of(GRAD_X, x, u, dY));
        Value slope = t.of(GRAD_X, x, g.input(1), ones);
        g.inputGradient(2, RowTerms.products(t, u, slope, dY));
    }

    private static void run(Operands o) {
        Rows rows = Rows.first(o.inShape(0));
        double[] x = o.in(0);
        double[] label = o.in(1);
        double[] y = o.out(0);
        for (int row = 0; row < rows.n(); row++) {
            double sum = 0;
            for (int i = row * rows.d(); i < (row + 1) * rows.d(); i++) {
                sum -= label[i] * Math.log(Math.max(x[i], LEAST));
            }
            y[row] = sum;
        }
    }

    private static void gradX(Operands o) {
        Rows rows = Rows.first(o.inShape(0));
        double[] x = o.in(0);
        double[] label = o.in(1);
        double[] dY = o.in(2);
        double[] dX = o.out(0);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            dX[i] = -dY[i / rows.d()] * label[i] / Math.max(x[i], LEAST);
        }
    }
}
