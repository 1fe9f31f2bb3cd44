package org.duograph.ops.norm;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.view.Lines;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Lines of numbers brought to the length 1, as the square root of squares or in absolute sums. */
public final class Normalize {
    private static final Attr AXIS = Attr.ofInt("axis", -1, "Along which dimension; -1: the last.");
    private static final double LEAST = 1e-12;
    private static final Sample.Input X = Sample.awayFromZero(Shape.of(2, 3, 2), 0.04);
    private static final Sample.Input DY = Sample.real(Shape.of(2, 3, 2), -1, 1);

    /** The gradient of {@link #OP}. */
    public static final OpDef GRAD_X =
            gradX("Normalize", false)
                    .formula("dX = (dY - Y * sum of dY * Y) / norm(X)")
                    .example(
                            Example.of(
                                    NDArray.vector(3, 4),
                                    NDArray.vector(5, 0),
                                    NDArray.vector(0.64f, -0.48f)))
                    .build();

    /** To the length 1. */
    public static final OpDef OP =
            named("Normalize", GRAD_X, false)
                    .summary("Divides each line by its length, the square root of its squares.")
                    .formula("Y = X / max(sqrt(sum of X^2), 1e-12)")
                    .example(Example.of(NDArray.vector(3, 4), NDArray.vector(0.6f, 0.8f)))
                    .build();

    /** The gradient of {@link #L1}. */
    public static final OpDef L1_GRAD_X =
            gradX("NormalizeL1", true)
                    .formula("dX = (dY - sign(X) * sum of dY * Y) / norm(X)")
                    .example(
                            Example.of(
                                    NDArray.vector(1, -3),
                                    NDArray.vector(8, 0),
                                    NDArray.vector(1.5f, 0.5f)))
                    .build();

    /** To the absolute sum 1. */
    public static final OpDef L1 =
            named("NormalizeL1", L1_GRAD_X, true)
                    .summary("Divides each line by the sum of its absolute numbers.")
                    .formula("Y = X / max(sum of |X|, 1e-12)")
                    .example(Example.of(NDArray.vector(1, -3), NDArray.vector(0.25f, -0.75f)))
                    .build();

    private Normalize() {}

    private static OpBuilder named(String type, OpDef gradX, boolean absolute) {
        return OpDef.named(type)
                .input("X", "any shape but scalars")
                .output("Y", "the shape of X")
                .attrs(AXIS)
                .types(
                        site -> {
                            site.require(
                                    site.shape(0).rank() > 0,
                                    "X must have a dimension, found %s",
                                    site.in(0));
                            site.shape(0).axis(site.attrs().i("axis"));
                            return List.of(site.in(0));
                        })
                .gradient(
                        g ->
                                g.inputGradient(
                                        0,
                                        g.append(
                                                gradX,
                                                g.attrs().given(),
                                                g.input(0),
                                                g.outputGradient(0))))
                .kernel(o -> run(o, absolute))
                .sample(Sample.of(Map.of(), X))
                .sample(Sample.of("axis=1", X));
    }

    private static OpBuilder gradX(String type, boolean absolute) {
        return OpDef.named(type + "GradX")
                .summary("The gradient of " + type + " with respect to X.")
                .input("X", "the input of " + type)
                .input("dY", "the gradient of Y")
                .output("dX", "the gradient of X")
                .attrs(AXIS)
                .types(TypeRule.sameAs(0))
                .kernel(o -> gradX(o, absolute))
                .sample(Sample.of("axis=1", X, DY));
    }

    private static double norm(double[] x, Lines lines, int line, boolean absolute) {
        double sum = 0;
        for (int i = 0; i < lines.length(); i++) {
            double number = x[lines.at(line, i)];
            sum += absolute ? Math.abs(number) : number * number;
        }
        return Math.max(absolute ? sum : Math.sqrt(sum), LEAST);
    }

    private static void run(Operands o, boolean absolute) {
        Lines lines = Lines.along(o.attrs().int32("axis"), o.inShape(0));
        double[] x = o.in(0);
        for (int line = 0; line < lines.count(); line++) {
            double norm = norm(x, lines, line, absolute);
            for (int i = 0; i < lines.length(); i++) {
                o.out(0)[lines.at(line, i)] = x[lines.at(line, i)] / norm;
            }
        }
    }

    private static void gradX(Operands o, boolean absolute) {
        Lines lines = Lines.along(o.attrs().int32("axis"), o.inShape(0));
        double[] x = o.in(0);
        double[] dY = o.in(1);
        for (int line = 0; line < lines.count(); line++) {
            double norm = norm(x, lines, line, absolute);
            double product = 0;
            for (int i = 0; i < lines.length(); i++) {
                product += dY[lines.at(line, i)] * x[lines.at(line, i)] / norm;
            }
            for (int i = 0; i < lines.length(); i++) {
                int at = lines.at(line, i);
                double direction = absolute ? Math.signum(x[at]) : x[at] / norm;
                o.out(0)[at] = (dY[at] - direction * product) / norm;
            }
        }
    }
}
