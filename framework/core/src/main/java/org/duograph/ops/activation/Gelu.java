package org.duograph.ops.activation;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Unusual;
import org.duograph.graph.Value;
import org.duograph.ops.math.Erf;
import org.duograph.ops.math.Exp;
import org.duograph.ops.math.Sqr;
import org.duograph.ops.math.Terms;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/**
 * X times how likely a normal number is below it: the activation of transformers.
 *
 * <p>{@code tanh} is the approximation that GPT-2 was trained with. Source: Hendrycks and Gimpel,
 * "Gaussian error linear units", 2016.
 */
public final class Gelu {
    private static final List<String> WAYS = List.of("none", "tanh");
    private static final double ROOT = Math.sqrt(2 / Math.PI);
    private static final double CUBIC = 0.044715;
    private static final Attr APPROXIMATE =
            Attr.ofString("approximate", "none", "none: by the error function; or tanh.");

    private static final String NORMAL = "P = (1 + erf(X / sqrt(2))) / 2";

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingX("Gelu", Unary.ANY)
                    .formula("dX = dY * (P + X * dP / dX), " + NORMAL)
                    .attrs(APPROXIMATE)
                    .gradient(
                            Unary.bending(
                                    (t, x, w) ->
                                            t.times(
                                                    w,
                                                    isTanh(t.site().attrs().s("approximate"))
                                                            ? tanhBend(t, x)
                                                            : bend(t, x))))
                    .kernel(
                            Unary.slopeWith(
                                    attrs ->
                                            isTanh(attrs.s("approximate"))
                                                    ? Gelu::tanhSlope
                                                    : Gelu::slope))
                    .example(Example.of(NDArray.vector(0), NDArray.vector(4), NDArray.vector(2)))
                    .sample(Sample.of(Map.of("approximate", "tanh"), Unary.ANY, Unary.ANY))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("Gelu", Unary.ANY)
                    .mayDiffer("On oneDNN, that of infinity is not a number.", Unusual.INFINITY)
                    .summary("Multiplies each number by how likely a normal number is below it.")
                    .formula("Y = X * P, " + NORMAL)
                    .attrs(APPROXIMATE)
                    .types(Gelu::types)
                    .gradient(Unary.by(GRAD_X))
                    .kernel(
                            Unary.eachWith(
                                    attrs ->
                                            isTanh(attrs.s("approximate"))
                                                    ? Gelu::ofTanh
                                                    : Gelu::of))
                    .example(
                            Example.of(
                                    NDArray.vector(-1, 0, 2),
                                    NDArray.vector(-0.15865525f, 0, 1.9544997f)))
                    .sample(Sample.of(Map.of("approximate", "tanh"), Unary.ANY))
                    .build();

    private Gelu() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        String way = site.attrs().s("approximate");
        site.require(WAYS.contains(way), "approximate must be one of %s, found \"%s\"", WAYS, way);
        return List.of(site.in(0));
    }

    /** Whether the attribute {@code approximate} asks for the approximation. */
    public static boolean isTanh(String approximate) {
        return approximate.equals("tanh");
    }

    /** X times the probability. */
    public static double of(double x) {
        return x * normal(x);
    }

    private static double normal(double x) {
        return 0.5 * (1 + Erf.of(x / Math.sqrt(2)));
    }

    /** Its slope. */
    public static double slope(double x) {
        return normal(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /** The approximation. */
    public static double ofTanh(double x) {
        return 0.5 * x * (1 + Math.tanh(ROOT * (x + CUBIC * x * x * x)));
    }

    /** The slope of the approximation. */
    public static double tanhSlope(double x) {
        double u = Math.tanh(ROOT * (x + CUBIC * x * x * x));
        return 0.5 * (1 + u) + 0.5 * x * (1 - u * u) * ROOT * (1 + 3 * CUBIC * x * x);
    }

    /** The slope's slope: (2 - x^2) times the normal density. */
    private static Value bend(Terms t, Value x) {
        Value square = t.of(Sqr.OP, x);
        Value density = t.scaled(t.of(Exp.OP, t.scaled(square, -0.5)), 1 / Math.sqrt(2 * Math.PI));
        return t.times(density, t.minus(t.filled(x, 2), square));
    }

    /** With z inside of u = tanh(z): (1 - u^2) (z' - x u z'^2 + x z'' / 2). */
    private static Value tanhBend(Terms t, Value x) {
        Value square = t.of(Sqr.OP, x);
        Value z = t.scaled(t.plus(x, t.scaled(t.times(square, x), CUBIC)), ROOT);
        Value u = t.of(Tanh.OP, z);
        Value slope = t.scaled(t.plus(t.scaled(square, 3 * CUBIC), 1), ROOT);
        Value last = t.scaled(square, 3 * CUBIC * ROOT);
        Value middle = t.times(t.times(x, u), t.of(Sqr.OP, slope));
        Value steep = t.minus(t.filled(x, 1), t.of(Sqr.OP, u));
        return t.times(steep, t.plus(t.minus(slope, middle), last));
    }
}
