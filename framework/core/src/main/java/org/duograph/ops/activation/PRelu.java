package org.duograph.ops.activation;

import java.util.Arrays;
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
import org.duograph.graph.Unusual;
import org.duograph.graph.Value;
import org.duograph.ops.math.Mul;
import org.duograph.ops.math.SumReduceLike;
import org.duograph.ops.math.Terms;
import org.duograph.ops.view.Channels;
import org.duograph.ops.view.Window;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** A Relu whose slope for negative numbers is learned, for each channel or for all (He 2015). */
public final class PRelu {
    private static final Attr ORDER = Window.CHANNELS_LAST;
    private static final Sample.Input X = Sample.awayFromZero(Shape.of(2, 3, 2, 2), 0.04);
    private static final Sample.Input X_NHWC = Sample.awayFromZero(Shape.of(2, 2, 2, 3), 0.04);
    private static final Sample.Input SLOPES = Sample.real(Shape.of(3), -1, 1);
    private static final Sample.Input SLOPE = Sample.real(Shape.of(1), -1, 1);
    private static final Map<String, ?> NHWC = Map.of("channels_last", 1);

    /** The gradients of X and of the slope, which libraries compute in one pass. */
    public static final OpDef GRAD =
            OpDef.named("PReluGrad")
                    .mayDiffer(
                            "Where the slope is not a number, a backend may take another for it;"
                                    + " where X is infinite, the slope's gradient may be NaN.",
                            Unusual.NAN,
                            Unusual.INFINITY)
                    .summary("The gradients of PRelu with respect to X and slope.")
                    .formula(
                            "dX = dY where X > 0, else slope * dY;"
                                    + " dslope[c] = sum of dY * X where X <= 0 in channel c")
                    .input("X", "the input of PRelu")
                    .input("slope", "the slope")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .output("dslope", "the gradient of slope")
                    .inPlace(0, 2)
                    .attrs(ORDER)
                    .types(site -> List.of(checkX(site).get(0), site.in(1)))
                    .gradient(PRelu::gradientOfGradient)
                    .kernel(PRelu::grad)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.of(Shape.of(1, 2), -1f, 2),
                                            NDArray.vector(0.5f),
                                            NDArray.of(Shape.of(1, 2), 4f, 4)),
                                    List.of(NDArray.of(Shape.of(1, 2), 2f, 4), NDArray.vector(-4))))
                    .sample(Sample.of(Map.of(), X, SLOPES, X))
                    .sample(Sample.of(NHWC, X_NHWC, SLOPES, X_NHWC))
                    .wide(
                            Sample.of(
                                    Map.of(),
                                    Shape.of(2, 35, 5, 6),
                                    Shape.of(35),
                                    Shape.of(2, 35, 5, 6)))
                    .wide(
                            Sample.of(
                                    Map.of(),
                                    Shape.of(2, 35, 5, 6),
                                    Shape.of(1),
                                    Shape.of(2, 35, 5, 6)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("PRelu")
                    .mayDiffer(
                            "Where a slope is not finite, all numbers of its channel may become NaN.",
                            Unusual.NAN,
                            Unusual.INFINITY)
                    .summary(
                            "Keeps positive numbers and multiplies negative ones by a learned slope.")
                    .formula("Y = X where X > 0, else slope * X")
                    .input("X", "N x C x ... (or N x ... x C)")
                    .input("slope", "C numbers, or one for all channels")
                    .output("Y", "the shape of X")
                    .attrs(ORDER)
                    .inPlace(0, 0)
                    .types(PRelu::checkX)
                    .gradient(PRelu::gradient)
                    .kernel(PRelu::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 3), -2f, -2, 4),
                                    NDArray.vector(0.5f, 0.25f, 0),
                                    NDArray.of(Shape.of(1, 3), -1, -0.5f, 4)))
                    .sample(Sample.of(Map.of(), X, SLOPES))
                    .sample(Sample.of(Map.of(), X, SLOPE))
                    .sample(Sample.of(NHWC, X_NHWC, SLOPES))
                    .wide(Sample.of(Map.of(), Shape.of(2, 32, 5, 5), Shape.of(32)))
                    .build();

    private PRelu() {}

    private static List<ArrayType> checkX(TypeRule.Site site) {
        Channels channels = Channels.check(site);
        if (site.shape(1).size() != 1) {
            channels.requireOnePerChannel(site, 1);
        }
        return List.of(site.in(0));
    }

    private static void gradient(GradientRule.Site g) {
        g.inputGradients(
                g.appendNode(GRAD, g.attrs().given(), g.input(0), g.input(1), g.outputGradient(0)));
    }

    /** Where X is negative, dX has dY times the slope, and dslope the sum of dY times X. */
    private static void gradientOfGradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        Value x = g.input(0);
        Value slope = g.input(1);
        Value dY = g.input(2);
        Value u = t.outputGradient(0);
        Value v = t.outputGradient(1);
        Map<String, Object> attrs = g.attrs().given();
        boolean last = g.attrs().flag("channels_last");
        Map<String, ?> axis = Map.of("axis", last ? x.shape().rank() - 1 : 1);
        Value vY = g.append(Mul.OP, block(axis), dY, v);
        g.inputGradient(0, t.minus(vY, t.of(Relu.GRAD_X, x, vY)));
        Value uY = t.times(u, dY);
        Value negative = t.minus(uY, t.of(Relu.GRAD_X, x, uY));
        g.inputGradient(1, g.append(SumReduceLike.OP, axis, negative, slope));
        Value ofSlope = t.minus(g.append(OP, attrs, x, v), t.of(Relu.OP, x));
        g.inputGradient(2, t.plus(g.append(GRAD, attrs, x, slope, u), ofSlope));
    }

    private static Map<String, ?> block(Map<String, ?> axis) {
        Map<String, Object> block = new HashMap<>(axis);
        block.put("broadcast", 1);
        return block;
    }

    private static void run(Operands o) {
        double[] x = o.in(0);
        double[] slope = o.in(1);
        double[] y = o.out(0);
        int slopes = o.inShape(1).intSize();
        int run = Channels.of(o.attrs(), o.inShape(0)).inner();
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            y[i] = x[i] > 0 ? x[i] : slope[i / run % slopes] * x[i];
        }
    }

    private static void grad(Operands o) {
        double[] x = o.in(0);
        double[] slope = o.in(1);
        double[] dY = o.in(2);
        double[] dX = o.out(0);
        double[] dSlope = o.out(1);
        int slopes = o.inShape(1).intSize();
        int run = Channels.of(o.attrs(), o.inShape(0)).inner();
        Arrays.fill(dSlope, 0, slopes, 0);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            int c = i / run % slopes;
            if (x[i] <= 0) {
                dSlope[c] += dY[i] * x[i];
            }
            dX[i] = x[i] > 0 ? dY[i] : slope[c] * dY[i];
        }
    }
}
