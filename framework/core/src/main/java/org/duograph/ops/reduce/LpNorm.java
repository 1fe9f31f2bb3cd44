package org.duograph.ops.reduce;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.math.Terms;
import org.duograph.ops.shape.ResizeLike;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The sum of absolute or of squared numbers: Caffe2's norms, which take no root. */
public final class LpNorm {
    private static final List<Attr> ATTRS =
            List.of(
                    Attr.ofInt("p", 2, "1: absolute numbers; 2: squares."),
                    Attr.ofInt("average", 0, "1: their mean in place of their sum."));
    private static final Sample.Input X = Sample.awayFromZero(Shape.of(2, 3), 0.04);
    private static final Sample.Input ONE = Sample.real(Shape.of(1), -1, 1);

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("LpNormGradX")
                    .summary("The gradient of LpNorm with respect to X.")
                    .formula("dX = dY * sign(X) for p = 1, dY * 2 X for p = 2")
                    .input("X", "the input of LpNorm")
                    .input("dY", "the gradient of Y, one number")
                    .output("dX", "the gradient of X")
                    .attrs(ATTRS)
                    .types(
                            site -> {
                                site.requireOne(1);
                                return List.of(site.in(0));
                            })
                    .gradient(LpNorm::gradientOfGradient)
                    .kernel(LpNorm::gradX)
                    .example(
                            Example.of(
                                    NDArray.vector(3, -4),
                                    NDArray.vector(10),
                                    NDArray.vector(60, -80)))
                    .sample(Sample.of("average=1", X, ONE))
                    .sample(Sample.of("p=1", X, ONE))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("LpNorm")
                    .summary("Adds up the absolute numbers, or the squares, of an array.")
                    .formula("Y = sum of |X|^p")
                    .input("X", "any shape")
                    .output("Y", "one number, a vector of 1")
                    .attrs(ATTRS)
                    .types(
                            site -> {
                                long p = site.attrs().i("p");
                                site.require(p == 1 || p == 2, "p must be 1 or 2, found %d", p);
                                return List.of(site.in(0).withShape(Shape.of(1)));
                            })
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(
                                                    GRAD_X,
                                                    g.attrs().given(),
                                                    g.input(0),
                                                    g.outputGradient(0))))
                    .kernel(LpNorm::run)
                    .example(Example.of(NDArray.vector(3, -4), NDArray.vector(25)))
                    .sample(Sample.of("average=1", X))
                    .sample(Sample.of("p=1", X))
                    .build();

    private LpNorm() {}

    private static void gradientOfGradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        Map<String, Object> attrs = g.attrs().given();
        Value u = g.outputGradient(0);
        Value slope = g.append(GRAD_X, attrs, g.input(0), t.filled(g.input(1), 1));
        Value sum = t.of(SumElements.OP, t.times(u, slope));
        g.inputGradient(1, g.append(ResizeLike.OP, Map.of(), sum, g.input(1)));
        boolean squares = g.attrs().i("p") == 2;
        double factor = squares ? 2 * share(g.attrs(), g.input(0).shape()) : 0; // else it is flat
        g.inputGradient(0, t.scaled(t.times(u, g.input(1)), factor));
    }

    private static double share(Attrs attrs, Shape x) {
        return attrs.flag("average") ? 1.0 / Math.max(1, x.size()) : 1;
    }

    private static void run(Operands o) {
        boolean squares = o.attrs().i("p") == 2;
        double sum = 0;
        for (int i = 0; i < o.inShape(0).intSize(); i++) {
            double x = o.in(0)[i];
            sum += squares ? x * x : Math.abs(x);
        }
        o.out(0)[0] = sum * share(o.attrs(), o.inShape(0));
    }

    private static void gradX(Operands o) {
        boolean squares = o.attrs().i("p") == 2;
        double dY = o.in(1)[0] * share(o.attrs(), o.inShape(0));
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            double x = o.in(0)[i];
            o.out(0)[i] = dY * (squares ? 2 * x : Math.signum(x));
        }
    }
}
