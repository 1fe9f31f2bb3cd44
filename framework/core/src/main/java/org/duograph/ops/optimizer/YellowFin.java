package org.duograph.ops.optimizer;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Momentum whose rate and momentum are tuned on the way (Zhang and Mitliagkas, "YellowFin and the
 * Art of Momentum Tuning", 2017), for each parameter by itself, as in Caffe2.
 */
public final class YellowFin {
    private static final Sample.Input WEIGHTS = Sample.real(Shape.of(2, 2), -1, 1);
    private static final Sample.Input SQUARES = Sample.real(Shape.of(2, 2), 0.1, 1);
    private static final Sample.Input ONE = Sample.real(Shape.of(1), 0.1, 0.5);
    private static final NDArray NONE = NDArray.vector(0, 0);

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("YellowFin")
                    .summary("Takes a step of momentum and tunes rate and momentum for the next.")
                    .formula(
                            "m' = mu m + lr g; p' = p - m'; then lr and mu are those that the moving"
                                    + " averages of g, g^2, |g|, |g|^2, its range and the distance"
                                    + " make best for a quadratic")
                    .input("param", "the parameter")
                    .input("moment", "its momentum, the shape of param")
                    .input("lr", "the learning rate, one number")
                    .input("mu", "the momentum, one number")
                    .input("curv_win", "logarithms of the last |g|^2, curv_win_width of them")
                    .input("g_avg", "the moving average of g, the shape of param")
                    .input("g2_avg", "that of g^2, the shape of param")
                    .input("scalars", "those of |g|, |g|^2, its least, its greatest, the distance")
                    .input("grad", "the gradient, the shape of param")
                    .input("iter", "the number of the step, from 1 on")
                    .ofType(ElementTypes.of(DType.INT64))
                    .output("param_out", "the new parameter")
                    .output("moment_out", "the new momentum")
                    .output("lr_out", "the next learning rate")
                    .output("mu_out", "the next momentum")
                    .output("curv_win_out", "the window with this step in it")
                    .output("g_avg_out", "the new average")
                    .output("g2_avg_out", "the new average")
                    .output("scalars_out", "the new averages")
                    .attrs(
                            Attr.ofInt("curv_win_width", 20, "How many steps the range is of."),
                            Attr.ofInt("nesterov", 0, "1: Nesterov's momentum."),
                            Attr.ofInt(
                                    "zero_debias", 1, "1: averages make up for their start at 0."),
                            Attr.ofFloat("epsilon", 1e-6, "The least of what is divided by."),
                            Attr.ofFloat("beta", 0.999, "How much of an average stays."))
                    .types(YellowFin::types)
                    .kernel(YellowFin::run)
                    .example(
                            new Example(
                                    Map.of("curv_win_width", 2, "beta", 0.5),
                                    List.of(
                                            NDArray.vector(1, 2),
                                            NDArray.vector(0, 1),
                                            NDArray.vector(0.1f),
                                            NDArray.vector(0.5f),
                                            NONE,
                                            NONE,
                                            NONE,
                                            NDArray.vector(0, 0, 0, 0, 0),
                                            NDArray.vector(3, 4),
                                            NDArray.of(Shape.of(1), 1L)),
                                    List.of(
                                            NDArray.vector(0.7f, 1.1f),
                                            NDArray.vector(0.3f, 0.9f),
                                            NDArray.vector(0.1f),
                                            NDArray.vector(0.5f),
                                            NDArray.vector(3.2188759f, 0),
                                            NDArray.vector(1.5f, 2),
                                            NDArray.vector(4.5f, 8))))
                    .sample(
                            Sample.of(
                                    Map.of("curv_win_width", 3),
                                    WEIGHTS,
                                    WEIGHTS,
                                    ONE,
                                    ONE,
                                    Sample.real(Shape.of(3), -1, 1),
                                    WEIGHTS,
                                    SQUARES,
                                    Sample.real(Shape.of(5), 0.1, 1),
                                    WEIGHTS,
                                    Sample.whole(DType.INT64, Shape.of(1), 5, 6)))
                    .build();

    private YellowFin() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        for (int i : new int[] {1, 5, 6, 8}) {
            site.requireSameShape(0, i);
        }
        for (int i : new int[] {2, 3, 9}) {
            site.requireOne(i);
        }
        site.attrs().atLeast(1, "curv_win_width");
        int width = site.attrs().int32("curv_win_width");
        site.require(
                site.shape(4).equals(Shape.of(width)),
                "curv_win must hold curv_win_width %d numbers, found %s",
                width,
                site.in(4));
        site.require(
                site.shape(7).equals(Shape.of(5)),
                "scalars must hold 5 numbers, found %s",
                site.in(7));
        return site.inputs().subList(0, 8);
    }

    private static void run(Operands o) {
        for (int i = 0; i < 8; i++) {
            SparseRows.copy(o, i, i);
        }
        new Step(o).run();
    }

    /** One step: the outputs hold what there was, and are brought on. */
    private static final class Step {
        private final Operands o;
        private final double beta;
        private final double epsilon;
        private final double debias;
        private final long iter;
        private final int size;

        Step(Operands o) {
            Attrs attrs = o.attrs();
            this.o = o;
            this.beta = attrs.f("beta");
            this.epsilon = attrs.f("epsilon");
            this.iter = o.wholesIn(9)[0];
            this.debias = attrs.flag("zero_debias") ? 1 / (1 - Math.pow(beta, iter)) : 1;
            this.size = o.inShape(0).intSize();
            if (iter < 1) {
                throw new IllegalArgumentException("iter must be 1 or more, found " + iter);
            }
        }

        /** Brings number {@code i} of output {@code y} on, and gives it without its start at 0. */
        private double average(int y, int i, double number) {
            double next = beta * o.out(y)[i] + (1 - beta) * number;
            o.out(y)[i] = next;
            return debias * next;
        }

        private void descend() {
            double lr = o.in(2)[0];
            double mu = o.in(3)[0];
            boolean nesterov = o.attrs().flag("nesterov");
            for (int i = 0; i < size; i++) {
                double before = o.in(1)[i];
                double moment = mu * before + lr * o.in(8)[i];
                o.out(1)[i] = moment;
                o.out(0)[i] -= nesterov ? (1 + mu) * moment - mu * before : moment;
            }
        }

        void run() {
            descend();
            double squares = 0;
            double mean = 0;
            for (int i = 0; i < size; i++) {
                double g = o.in(8)[i];
                squares += g * g;
                double average = average(5, i, g);
                average(6, i, g * g);
                mean += average * average;
            }
            squares = Math.max(epsilon, squares);
            double squaresMean = average(7, 1, squares);
            average(7, 0, Math.sqrt(squares));
            int width = o.outShape(4).intSize();
            o.out(4)[(int) ((iter - 1) % width)] = Math.log(squares);
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < Math.min(width, iter); i++) {
                least = Math.min(least, o.out(4)[i]);
                most = Math.max(most, o.out(4)[i]);
            }
            double low = Math.max(epsilon, Math.exp(average(7, 2, least)));
            double high = Math.max(epsilon, Math.exp(average(7, 3, most)));
            double variance = Math.max(epsilon, squaresMean - mean);
            double distance = average(7, 4, o.out(7)[0] / o.out(7)[1]);
            if (iter > 1) {
                tune(low, high, variance, distance);
            }
        }

        /** The momentum at which the cubic of the paper has its root, and the rate for it. */
        private void tune(double low, double high, double variance, double distance) {
            double ratio = Math.sqrt(high / low);
            double limit = (ratio - 1) / (ratio + 1);
            double pre = distance * low;
            double p = pre * pre / (2 * variance);
            double w3 = (-Math.sqrt(p * p + 4.0 / 27 * p * p * p) - p) / 2;
            double w = Math.copySign(Math.cbrt(Math.abs(w3)), w3);
            double root = w - p / 3 / w + 1;
            double mu = Math.max(root * root, limit * limit);
            double slack = 1 - Math.sqrt(mu);
            average(3, 0, mu);
            average(2, 0, slack * slack / low);
        }
    }
}
