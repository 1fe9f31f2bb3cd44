package org.duograph.ops.loss;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.math.Terms;
import org.duograph.ops.view.Rows;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The cross entropy of probabilities, as Softmax gives them, against the number of a class. */
public final class LabelCrossEntropy {
    /** Smaller probabilities are taken for this, so that no logarithm is infinite. */
    public static final double LEAST = 1e-20;

    private static final Sample.Input X = Sample.real(Shape.of(4, 3), 0.1, 1);
    private static final Sample.Input LABEL = Sample.whole(DType.INT32, Shape.of(4), 0, 3);
    private static final Sample.Input DY = Sample.real(Shape.of(4), -1, 1);

    /** {@code dX = -dY / X at the label, else 0}. */
    public static final OpDef GRAD_X =
            OpDef.named("LabelCrossEntropyGradX")
                    .summary("The gradient of LabelCrossEntropy with respect to X.")
                    .formula("dX[n, c] = -dY[n] / max(X[n, c], 1e-20) where c = label[n], else 0")
                    .input("X", "the probabilities")
                    .input("label", "the class of each row")
                    .ofType(ElementTypes.INDICES)
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .types(site -> List.of(site.in(0)))
                    .gradient(LabelCrossEntropy::gradientOfGradient)
                    .kernel(LabelCrossEntropy::gradX)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 2), 0.25f, 0.75f),
                                    NDArray.of(Shape.of(1), 0),
                                    NDArray.vector(1),
                                    NDArray.of(Shape.of(1, 2), -4f, 0)))
                    .sample(Sample.of(Map.of(), X, LABEL, DY))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("LabelCrossEntropy")
                    .summary("How surprising the true class of each row is, given probabilities.")
                    .formula("Y[n] = -log(max(X[n, label[n]], 1e-20))")
                    .input("X", "probabilities, N x D; a vector is one row")
                    .input("label", "the class of each row, N or N x 1")
                    .ofType(ElementTypes.INDICES)
                    .output("Y", "N")
                    .types(
                            site -> {
                                Rows rows = Rows.first(site.shape(0));
                                rows.requireLabels(site, 1);
                                return List.of(site.in(0).withShape(rows.n()));
                            })
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(
                                                    GRAD_X,
                                                    Map.of(),
                                                    g.input(0),
                                                    g.input(1),
                                                    g.outputGradient(0))))
                    .kernel(LabelCrossEntropy::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 0.25f, 0.75f, 1, 0),
                                    NDArray.of(Shape.of(2), 1, 0),
                                    NDArray.vector(0.28768207f, 0)))
                    .sample(Sample.of(Map.of(), X, LABEL))
                    .build();

    private LabelCrossEntropy() {}

    private static void gradientOfGradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        Value x = g.input(0);
        Value u = g.outputGradient(0);
        Value dY = g.input(2);
        // What stands at the label comes back divided by X once more.
        Value again = RowTerms.products(t, u, t.of(GRAD_X, x, g.input(1), dY), dY);
        g.inputGradient(0, t.of(GRAD_X, x, g.input(1), again));
        Value slope = t.of(GRAD_X, x, g.input(1), t.filled(dY, 1));
        g.inputGradient(2, RowTerms.products(t, u, slope, dY));
    }

    private static void run(Operands o) {
        Rows rows = Rows.first(o.inShape(0));
        double[] x = o.in(0);
        long[] label = o.wholesIn(1);
        double[] y = o.out(0);
        for (int row = 0; row < rows.n(); row++) {
            y[row] = -Math.log(Math.max(x[rows.place(row, label)], LEAST));
        }
    }

    private static void gradX(Operands o) {
        Rows rows = Rows.first(o.inShape(0));
        double[] x = o.in(0);
        long[] label = o.wholesIn(1);
        double[] dY = o.in(2);
        double[] dX = o.out(0);
        Arrays.fill(dX, 0, o.outShape(0).intSize(), 0);
        for (int row = 0; row < rows.n(); row++) {
            int i = rows.place(row, label);
            dX[i] = -dY[row] / Math.max(x[i], LEAST);
        }
    }
}
