package org.duograph.ops.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attr.Kind;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Powers: the exponent is one number, an attribute, or an input of its own. */
public final class Pow {
    private static final Attr EXPONENT =
            Attr.optional("exponent", Kind.FLOAT, "The exponent, where B is not given.");
    private static final Sample.Input A = Sample.real(Shape.of(2, 3, 4), 0.5, 2);
    private static final Sample.Input B = Sample.real(Shape.of(3), -2, 3);
    private static final Map<String, ?> AXIS_1 = Map.of("broadcast", 1, "axis", 1);

    /** {@code dA = dY * B * A^(B - 1)}. */
    public static final OpDef GRAD_A =
            named("PowGradA")
                    .summary("The gradient of Pow with respect to A.")
                    .formula("dA = dY * B * A^(B - 1)")
                    .input("dY", "the gradient of Y")
                    .input("A", "the base")
                    .optionalInput("B", "the exponent")
                    .output("dA", "the gradient of A")
                    .types(site -> check(site, 1))
                    .gradient(Pow::gradientOfGradA)
                    .kernel(
                            o ->
                                    forEach(
                                            o,
                                            1,
                                            (at, a, b) ->
                                                    o.out(0)[at] = o.in(0)[at] * slopeInA(a, b)))
                    .example(
                            Example.of(
                                    Map.of("exponent", 2),
                                    NDArray.vector(1, 2),
                                    NDArray.vector(3, 4),
                                    NDArray.vector(6, 16)))
                    .sample(Sample.of(Map.of("exponent", 2.5), A, A))
                    .sample(Sample.of(AXIS_1, A, A, B))
                    .build();

    /** {@code dY * log(A) * Y}, to be summed where B was broadcast. */
    public static final OpDef GRAD_B =
            named("PowGradB")
                    .summary(
                            "The gradient of Pow with respect to B, before summing over broadcasts.")
                    .formula("dB = dY * A^B * log(A)")
                    .input("dY", "the gradient of Y")
                    .input("A", "the base")
                    .input("B", "the exponent")
                    .output("dB", "the gradient of B, in the shape of Y")
                    .types(site -> check(site, 1))
                    .gradient(Pow::gradientOfGradB)
                    .kernel(
                            o ->
                                    forEach(
                                            o,
                                            1,
                                            (at, a, b) ->
                                                    o.out(0)[at] = o.in(0)[at] * slopeInB(a, b)))
                    .example(
                            Example.of(
                                    NDArray.vector(1, 2),
                                    NDArray.vector(1, 2),
                                    NDArray.vector(3, 1),
                                    NDArray.vector(0, 2.7725887f)))
                    .sample(Sample.of(AXIS_1, A, A, B))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            named("Pow")
                    .summary("Raises A to a power, element by element.")
                    .formula("Y = A^exponent, or A^B")
                    .input("A", "the base, any shape")
                    .optionalInput("B", "the exponent, its shape a block of A's")
                    .output("Y", "the shape of A")
                    .inPlace(0, 0)
                    .types(site -> check(site, 0))
                    .gradient(Pow::gradient)
                    .kernel(o -> forEach(o, 0, (at, a, b) -> o.out(0)[at] = Math.pow(a, b)))
                    .example(
                            Example.of(
                                    Map.of("exponent", 2),
                                    NDArray.vector(-3, 4),
                                    NDArray.vector(9, 16)))
                    .sample(Sample.of(Map.of("exponent", 2.5), A))
                    .sample(Sample.of(Map.of(), A, A))
                    .sample(Sample.of(AXIS_1, A, B))
                    .build();

    private Pow() {}

    /** {@code b * a^(b - 1)}, which is zero everywhere where b is. */
    public static double slopeInA(double a, double b) {
        return b == 0 ? 0 : b * Math.pow(a, b - 1);
    }

    /** {@code a^b * log(a)}, which nears zero with a where b is not negative. */
    public static double slopeInB(double a, double b) {
        double power = Math.pow(a, b);
        return power == 0 || a == 0 && b == 0 ? 0 : power * Math.log(a);
    }

    /** A definition with Pow's attributes: the exponent, and those of {@link Broadcast}. */
    private static OpBuilder named(String type) {
        List<Attr> attrs = new ArrayList<>(Broadcast.ATTRS);
        attrs.add(0, EXPONENT);
        return OpDef.named(type).attrs(attrs);
    }

    /** Y has the type of A, which is input {@code a}; B follows or the exponent is given. */
    private static List<ArrayType> check(TypeRule.Site site, int a) {
        boolean hasB = site.has(a + 1);
        site.require(
                hasB != site.attrs().has("exponent"),
                "Pow takes either an argument \"exponent\" or an input B, found %s",
                hasB ? "both" : "neither");
        if (hasB) {
            Shape y = Broadcast.of(site.attrs(), site.shape(a), site.shape(a + 1)).y();
            site.require(
                    y.equals(site.shape(a)),
                    "B can't be larger than A, found A %s and B %s",
                    site.in(a),
                    site.in(a + 1));
        }
        return List.of(site.in(a));
    }

    private static void gradient(GradientRule.Site g) {
        Map<String, Object> attrs = g.attrs().given();
        Value dY = g.outputGradient(0);
        if (!g.has(1)) {
            g.inputGradient(0, g.append(GRAD_A, attrs, dY, g.input(0)));
            return;
        }
        g.inputGradient(0, g.append(GRAD_A, attrs, dY, g.input(0), g.input(1)));
        Value dB = g.append(GRAD_B, attrs, dY, g.input(0), g.input(1));
        g.inputGradient(1, Broadcast.sumToInput(g, 1, dB));
    }

    /** dY * B * A^(B - 1): with P = weight * B * A^(B - 1), to A goes P * (B - 1) / A. */
    private static void gradientOfGradA(GradientRule.Site g) {
        Map<String, Object> attrs = g.attrs().given();
        Terms t = new Terms(g);
        Value dA = g.outputGradient(0);
        Value weight = t.times(dA, g.input(0));
        Value a = g.input(1);
        if (!g.has(2)) {
            g.inputGradient(0, g.append(GRAD_A, attrs, dA, a));
            double exponent = g.attrs().f("exponent");
            if (exponent != 0) {
                Map<String, ?> less = Map.of("exponent", exponent - 1);
                g.inputGradient(1, t.scaled(g.append(GRAD_A, less, weight, a), exponent));
            }
            return;
        }
        Value b = g.input(2);
        g.inputGradient(0, g.append(GRAD_A, attrs, dA, a, b));
        Value p = g.append(GRAD_A, attrs, weight, a, b);
        g.inputGradient(1, t.over(t.minus(g.append(Mul.OP, attrs, p, b), p), a));
        Value slope = t.over(t.times(weight, g.append(OP, attrs, a, b)), a);
        Value dB = t.plus(slope, t.times(p, t.of(Log.OP, a)));
        g.inputGradient(2, Broadcast.sumToInput(g, 2, dB));
    }

    /** dY * A^B * log(A), in the shape of Y. */
    private static void gradientOfGradB(GradientRule.Site g) {
        Map<String, Object> attrs = g.attrs().given();
        Terms t = new Terms(g);
        Value dB = g.outputGradient(0);
        Value weight = t.times(dB, g.input(0));
        Value a = g.input(1);
        Value b = g.input(2);
        Value log = t.of(Log.OP, a);
        g.inputGradient(0, g.append(GRAD_B, attrs, dB, a, b));
        Value slope = t.over(t.times(weight, g.append(OP, attrs, a, b)), a);
        g.inputGradient(1, t.plus(slope, t.times(g.append(GRAD_A, attrs, weight, a, b), log)));
        Value bend = t.times(g.append(GRAD_B, attrs, weight, a, b), log);
        g.inputGradient(2, Broadcast.sumToInput(g, 2, bend));
    }

    /** What to do with a base and its exponent; {@code at} is the place in A and Y. */
    private interface Visitor {
        void at(int at, double a, double b);
    }

    private static void forEach(Operands o, int a, Visitor visitor) {
        double[] bases = o.in(a);
        if (o.has(a + 1)) {
            double[] exponents = o.in(a + 1);
            Broadcast.of(o.attrs(), o.inShape(a), o.inShape(a + 1))
                    .forEach((at, aAt, bAt) -> visitor.at(at, bases[aAt], exponents[bAt]));
            return;
        }
        double exponent = o.attrs().f("exponent");
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            visitor.at(i, bases[i], exponent);
        }
    }
}
