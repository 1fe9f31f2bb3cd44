package org.duograph.ops.product;

import java.util.HashMap;
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
 * Queries or keys turned by their places: pairs of numbers are points in a plane, and are turned by
 * an angle that grows from step to step. Products of both then tell how far they are apart.
 *
 * <p>Source: Su et al., "RoFormer: enhanced transformer with rotary position embedding", 2021.
 */
public final class RotaryEmbedding {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("RotaryEmbedding")
                    .summary("Turns pairs of numbers by angles that grow from step to step.")
                    .formula(
                            "(Y[t, i], Y[t, i + D / 2]) is (X[t, i], X[t, i + D / 2]) turned by"
                                    + " (t + start) * base^(-2 i / D)")
                    .input("X", "... x T x D: queries or keys of each step, D even")
                    .output("Y", "the shape of X")
                    .attrs(
                            Attr.ofFloat("base", 10000, "How slowly the last pair turns."),
                            Attr.ofInt("start", 0, "The place of the first step."),
                            Attr.ofInt("backwards", 0, "1: turns the other way round."))
                    .types(RotaryEmbedding::types)
                    .gradient(RotaryEmbedding::gradient)
                    .kernel(RotaryEmbedding::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 1, 0),
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 0.5403023f, 0.841471f)))
                    .sample(Sample.of(Map.of("base", 10), Shape.of(2, 3, 4)))
                    .sample(Sample.of(Map.of("start", 5, "backwards", 1), Shape.of(2, 4)))
                    .build();

    private RotaryEmbedding() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape x = site.shape(0);
        site.require(
                x.rank() >= 2 && x.dim(-1) % 2 == 0,
                "X must be ... x T x D, D even, found %s",
                site.in(0));
        double base = site.attrs().f("base");
        site.require(base > 0 && base < 1e12, "base must be positive, found %s", base);
        return List.of(site.in(0));
    }

    private static void gradient(GradientRule.Site g) {
        Map<String, Object> back = new HashMap<>(g.attrs().given());
        back.put("backwards", g.attrs().flag("backwards") ? 0 : 1);
        g.inputGradient(0, g.append(OP, back, g.outputGradient(0)));
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        int d = x.dim(-1);
        int steps = x.dim(-2);
        double sign = o.attrs().flag("backwards") ? -1 : 1;
        for (int row = 0; row < x.sizeOf(0, x.rank() - 1); row++) {
            double place = row % steps + (double) o.attrs().i("start");
            for (int i = 0; i < d / 2; i++) {
                double angle = sign * place * Math.pow(o.attrs().f("base"), -2.0 * i / d);
                double a = o.in(0)[row * d + i];
                double b = o.in(0)[row * d + i + d / 2];
                o.out(0)[row * d + i] = a * Math.cos(angle) - b * Math.sin(angle);
                o.out(0)[row * d + i + d / 2] = a * Math.sin(angle) + b * Math.cos(angle);
            }
        }
    }
}
