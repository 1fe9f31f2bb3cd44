package org.duograph.ops.math;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.Unusual;
import org.duograph.tensor.NDArray;

/** Keeps numbers within bounds. Its gradient reads Y, so X need not be kept. */
public final class Clip {
    private static final Attr MIN =
            Attr.ofFloat("min", Double.NEGATIVE_INFINITY, "The lower bound.");

    private static final Attr MAX =
            Attr.ofFloat("max", Double.POSITIVE_INFINITY, "The upper bound.");

    /** {@code dX = dY where min < Y < max, else 0}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingY("Clip", Unary.ANY)
                    .formula("dX = dY where min < Y < max, else 0")
                    .attrs(MIN, MAX)
                    .kernel(
                            Unary.slopeWith(
                                    attrs -> {
                                        double min = attrs.f("min");
                                        double max = attrs.f("max");
                                        return y -> y > min && y < max ? 1 : 0;
                                    }))
                    .example(
                            Example.of(
                                    Map.of("min", -1.0, "max", 2.0),
                                    NDArray.vector(-1, 0, 2),
                                    NDArray.vector(5, 6, 7),
                                    NDArray.vector(0, 6, 0)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("Clip", Unary.ANY)
                    .mayDiffer("On oneDNN, what is not a number becomes min.", Unusual.NAN)
                    .summary("Moves numbers outside [min, max] to the nearer bound.")
                    .formula("Y = min(max(X, min), max)")
                    .attrs(MIN, MAX)
                    .types(
                            site -> {
                                double min = site.attrs().f("min");
                                double max = site.attrs().f("max");
                                site.require(
                                        min <= max, "min %s is above max %s", text(min), text(max));
                                return List.of(site.in(0));
                            })
                    .gradient(Unary.by(GRAD_X))
                    .kernel(
                            Unary.eachWith(
                                    attrs -> {
                                        double min = attrs.f("min");
                                        double max = attrs.f("max");
                                        return x -> Math.min(Math.max(x, min), max);
                                    }))
                    .example(
                            Example.of(
                                    Map.of("min", -1.0, "max", 2.0),
                                    NDArray.vector(-3, 0, 5),
                                    NDArray.vector(-1, 0, 2)))
                    .sample(Sample.of(Map.of("min", -0.5, "max", 0.25), Unary.ANY))
                    .build();

    private Clip() {}

    /** A bound as one writes it: {@code 1}, not {@code 1.0}. */
    private static String text(double bound) {
        return bound == (long) bound ? Long.toString((long) bound) : Double.toString(bound);
    }
}
