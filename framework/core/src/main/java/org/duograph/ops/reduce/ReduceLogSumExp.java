package org.duograph.ops.reduce;

import java.util.Arrays;
import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Value;
import org.duograph.ops.math.Broadcast;
import org.duograph.ops.math.Exp;
import org.duograph.ops.math.Terms;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The logarithm of the sum of exponentials over the given axes: a soft maximum. */
public final class ReduceLogSumExp {
    /** The operator. */
    public static final OpDef OP =
            Reduction.LISTED
                    .named("ReduceLogSumExp", ElementTypes.FLOATS)
                    .formula("Y = log(sum of exp(X) over the folded axes)")
                    .summary("The logarithm of the sum of exponentials over the given axes.")
                    .gradient(ReduceLogSumExp::gradient)
                    .kernel(ReduceLogSumExp::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 2), 0f, 1.0986123f),
                                    NDArray.of(Shape.of(1, 1), 1.3862944f)))
                    .build();

    private ReduceLogSumExp() {}

    /** dX = dY * exp(X - Y), both repeated along the folded axes. */
    private static void gradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        Map<String, ?> axes = g.attrs().given();
        Value x = g.input(0);
        Value y = g.append(ReduceSum.GRAD_X, axes, g.output(0), x);
        Value dY = g.append(ReduceSum.GRAD_X, axes, g.outputGradient(0), x);
        g.inputGradient(0, t.times(dY, t.of(Exp.OP, t.minus(x, y))));
    }

    /** Less the largest number, so that no exponential is too large. */
    private static void run(Operands o) {
        Broadcast ways = Reduction.LISTED.ways(o, o.inShape(0));
        int size = o.outShape(0).intSize();
        double[] x = o.in(0);
        double[] largest = new double[size];
        double[] sum = new double[size];
        Arrays.fill(largest, Double.NEGATIVE_INFINITY);
        ways.forEach((at, from, to) -> largest[to] = Math.max(largest[to], x[from]));
        for (int i = 0; i < size; i++) {
            largest[i] = Double.isInfinite(largest[i]) ? 0 : largest[i];
        }
        ways.forEach((at, from, to) -> sum[to] += Math.exp(x[from] - largest[to]));
        for (int i = 0; i < size; i++) {
            o.out(0)[i] = largest[i] + Math.log(sum[i]);
        }
    }
}
