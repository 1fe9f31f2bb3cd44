package org.duograph.ops.logic;

import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.math.Terms;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.NDArray;

/** What is not a number becomes one. */
public final class ReplaceNaN {
    /** The operator. */
    public static final OpDef OP =
            Unary.named("ReplaceNaN", Unary.ANY)
                    .summary("Replaces what is not a number by a number.")
                    .formula("Y = value where X is NaN, else X")
                    .attrs(Attr.ofFloat("value", 0, "What stands where there was no number."))
                    .gradient(ReplaceNaN::gradient)
                    .kernel(
                            Unary.eachWith(
                                    attrs -> {
                                        double value = attrs.f("value");
                                        return x -> Double.isNaN(x) ? value : x;
                                    }))
                    .example(
                            Example.of(
                                    "value=7.0",
                                    NDArray.vector(1, Float.NaN),
                                    NDArray.vector(1, 7)))
                    .build();

    private ReplaceNaN() {}

    /** What was replaced learns nothing. */
    private static void gradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        Value dY = g.outputGradient(0);
        Value none = t.of(IsNaN.OP, g.input(0));
        g.inputGradient(0, t.of(Where.OP, none, t.filled(dY, 0), dY));
    }
}
