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
import org.duograph.ops.copy.Cast;
import org.duograph.ops.logic.LT;
import org.duograph.ops.math.Abs;
import org.duograph.ops.math.Terms;
import org.duograph.ops.reduce.SumElements;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * A loss for boxes: squared while they are near, absolute when they are far (Girshick, "Fast
 * R-CNN", 2015).
 */
public final class SmoothL1Loss {
    private static final List<Attr> ATTRS =
            List.of(
                    Attr.ofFloat("beta", 1, "From which difference on the loss is absolute."),
                    Attr.ofFloat("scale", 1, "What the loss is multiplied by."));
    private static final Sample.Input BOXES = Sample.real(Shape.of(3, 4), -1, 1);
    private static final NDArray ONES = NDArray.of(Shape.of(1, 2), 1f, 1);
    private static final NDArray NOTHING = NDArray.of(Shape.of(1, 2), 0f, 0);

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("SmoothL1LossGradX")
                    .summary("The gradient of SmoothL1Loss with respect to X.")
                    .formula("dX = dY * scale / N * outside * inside * clip(v / beta, -1, 1)")
                    .input("X", "what was predicted")
                    .input("T", "what was wanted")
                    .input("inside", "weights of the differences")
                    .input("outside", "weights of the losses")
                    .input("dY", "the gradient of Y, one number")
                    .output("dX", "the gradient of X")
                    .attrs(ATTRS)
                    .types(site -> List.of(site.in(0)))
                    .gradient(SmoothL1Loss::gradientOfGradient)
                    .kernel(SmoothL1Loss::gradX)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 2), 0.5f, -3),
                                    NOTHING,
                                    ONES,
                                    ONES,
                                    NDArray.scalar(2),
                                    NDArray.of(Shape.of(1, 2), 1f, -2)))
                    .sample(
                            Sample.of(
                                    "beta=0.6",
                                    BOXES,
                                    BOXES,
                                    BOXES,
                                    BOXES,
                                    Sample.real(Shape.SCALAR, -1, 1)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("SmoothL1Loss")
                    .summary(
                            "The sum of differences, squared where small and absolute where large.")
                    .formula(
                            "Y = scale / N * sum of outside * f(v), v = inside * (X - T); f(v) = 0.5"
                                    + " v^2 / beta for |v| < beta, else |v| - 0.5 beta")
                    .input("X", "what is predicted, N x ...")
                    .input("T", "what is wanted, the shape of X")
                    .input("inside", "weights of the differences; no gradient flows back to them")
                    .input("outside", "weights of the losses; no gradient flows back to them")
                    .output("Y", "one number, scalar")
                    .attrs(ATTRS)
                    .types(SmoothL1Loss::types)
                    .gradient(SmoothL1Loss::gradient)
                    .kernel(SmoothL1Loss::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 2), 0.5f, -3),
                                    NOTHING,
                                    ONES,
                                    ONES,
                                    NDArray.scalar(2.625f)))
                    .sample(Sample.of("beta=0.6, scale=2.0", BOXES, BOXES, BOXES, BOXES))
                    .build();

    private SmoothL1Loss() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        site.require(site.shape(0).rank() > 0, "X must have rows, found %s", site.in(0));
        site.require(
                site.attrs().f("beta") > 0,
                "beta must be positive, found %s",
                site.attrs().f("beta"));
        for (int i = 1; i < 4; i++) {
            site.requireSameShape(0, i);
        }
        return List.of(site.in(0).withShape(Shape.SCALAR));
    }

    private static void gradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        Value dX =
                g.append(
                        GRAD_X,
                        g.attrs().given(),
                        g.input(0),
                        g.input(1),
                        g.input(2),
                        g.input(3),
                        g.outputGradient(0));
        g.inputGradient(0, dX);
        g.inputGradient(1, t.scaled(dX, -1));
        g.stop(2);
        g.stop(3);
    }

    /** The slope bends where the loss is squared; the weights are given. */
    private static void gradientOfGradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        double beta = g.attrs().f("beta");
        double share = g.attrs().f("scale") / Math.max(1, g.input(0).shape().dim(0));
        Value u = g.outputGradient(0);
        Value inside = g.input(2);
        Value v = t.times(inside, t.minus(g.input(0), g.input(1)));
        Value near = t.of(LT.OP, t.of(Abs.OP, v), t.number(v, beta));
        Value squared = g.append(Cast.OP, Map.of("to", u.type().dtype()), near);
        Value weights = t.times(t.times(inside, inside), t.times(g.input(3), squared));
        Value bend = t.times(t.scaled(t.times(u, weights), share / beta), g.input(4));
        g.inputGradient(0, bend);
        g.inputGradient(1, t.scaled(bend, -1));
        g.stop(2);
        g.stop(3);
        Value slope =
                g.append(
                        GRAD_X,
                        g.attrs().given(),
                        g.input(0),
                        g.input(1),
                        inside,
                        g.input(3),
                        t.filled(g.input(4), 1));
        g.inputGradient(4, t.of(SumElements.OP, t.times(u, slope)));
    }

    private static double difference(Operands o, int i) {
        return o.in(2)[i] * (o.in(0)[i] - o.in(1)[i]);
    }

    private static double share(Operands o) {
        return o.attrs().f("scale") / Math.max(1, o.inShape(0).dim(0));
    }

    private static void run(Operands o) {
        double beta = o.attrs().f("beta");
        double sum = 0;
        for (int i = 0; i < o.inShape(0).intSize(); i++) {
            double v = Math.abs(difference(o, i));
            sum += o.in(3)[i] * (v < beta ? 0.5 * v * v / beta : v - 0.5 * beta);
        }
        o.out(0)[0] = share(o) * sum;
    }

    private static void gradX(Operands o) {
        double beta = o.attrs().f("beta");
        double weight = o.in(4)[0] * share(o);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            double slope = Math.max(-1, Math.min(1, difference(o, i) / beta));
            o.out(0)[i] = weight * o.in(3)[i] * o.in(2)[i] * slope;
        }
    }
}
