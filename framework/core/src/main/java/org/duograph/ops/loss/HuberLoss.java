package org.duograph.ops.loss;

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
import org.duograph.ops.math.Clip;
import org.duograph.ops.math.Terms;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Squares of small differences, and beyond delta straight lines, which outliers pull less. */
public final class HuberLoss {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("HuberLoss")
                    .summary("Half the square of each difference, or a line where that is large.")
                    .formula(
                            "Y = d^2 / 2 where |d| <= delta, else delta * (|d| - delta / 2), d = A - B")
                    .input("A", "any shape")
                    .input("B", "the shape of A")
                    .output("Y", "the shape of A")
                    .attrs(Attr.ofFloat("delta", 1, "Where the line begins; above 0."))
                    .byElement()
                    .types(HuberLoss::types)
                    .gradient(HuberLoss::gradient)
                    .kernel(HuberLoss::run)
                    .example(
                            Example.of(
                                    NDArray.vector(1, 5),
                                    NDArray.vector(1.5f, 2),
                                    NDArray.vector(0.125f, 2.5f)))
                    .sample(
                            Sample.of(
                                    Map.of("delta", 0.5),
                                    Sample.real(Shape.of(2, 3), -1, 1),
                                    Sample.real(Shape.of(2, 3), -1, 1)))
                    .build();

    private HuberLoss() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        site.requireSameShape(0, 1);
        double delta = site.attrs().f("delta");
        site.require(delta > 0, "delta must be above 0, found %s", delta);
        return List.of(site.in(0));
    }

    /** The slope is the difference, kept within [-delta, delta]. */
    private static void gradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        double delta = g.attrs().f("delta");
        Value d = t.minus(g.input(0), g.input(1));
        Value slope = g.append(Clip.OP, Map.of("min", -delta, "max", delta), d);
        Value dA = t.times(g.outputGradient(0), slope);
        g.inputGradient(0, dA);
        g.inputGradient(1, t.scaled(dA, -1));
    }

    private static void run(Operands o) {
        double delta = o.attrs().f("delta");
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            double d = Math.abs(o.in(0)[i] - o.in(1)[i]);
            o.out(0)[i] = d <= delta ? d * d / 2 : delta * (d - delta / 2);
        }
    }
}
