package org.duograph.ops.loss;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.ops.math.Negative;
import org.duograph.ops.math.Terms;
import org.duograph.ops.reduce.SumElements;
import org.duograph.ops.view.Rows;
import org.duograph.ops.view.Types;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Softmax and the cross entropy of its result in one, with the simplest of gradients: softmax minus
 * what was wanted.
 *
 * <p>The loss is the mean over the rows, weighted where weights are given; with weights that sum to
 * zero it is zero. With {@code label_prob} the probabilities that are wanted must sum to 1, but for
 * what rounding makes of it. Gradients flow to X and to wanted probabilities, not to the weights.
 */
public final class SoftmaxWithLoss {
    private static final List<Attr> ATTRS =
            List.of(
                    Attr.ofFloat("scale", 1, "A factor for the loss, not below zero."),
                    Attr.ofInt("label_prob", 0, "1: label holds the wanted probabilities."),
                    Rows.AXIS);
    private static final Map<String, ?> PROBABILITIES = Map.of("label_prob", 1, "scale", 0.5);
    private static final Sample.Input X = Sample.real(Shape.of(4, 5), -1, 1);
    private static final ElementTypes LABELS =
            ElementTypes.of(
                    DType.INT32,
                    DType.INT64,
                    DType.FLOAT32,
                    DType.FLOAT64,
                    DType.FLOAT16,
                    DType.BFLOAT16);
    private static final Sample.Input LABEL = Sample.whole(DType.INT32, Shape.of(4), 0, 5);
    private static final Sample.Input FIFTHS = Sample.real(Shape.of(4, 5), 0.2, 0.2);
    private static final Sample.Input WEIGHT = Sample.real(Shape.of(4), 0.5, 2);
    private static final Sample.Input DLOSS = Sample.real(Shape.SCALAR, -1, 1);

    /** {@code dX = dloss * scale * (softmax - wanted) * weight / sum of weights}. */
    public static final OpDef GRAD_X =
            OpDef.named("SoftmaxWithLossGradX")
                    .summary("The gradient of SoftmaxWithLoss with respect to X.")
                    .formula("dX = dloss * scale * (softmax - wanted) * weight / sum of weights")
                    .input("softmax", "the first output of SoftmaxWithLoss")
                    .input("label", "the class of each row, or wanted probabilities")
                    .ofType(LABELS)
                    .input("dloss", "the gradient of loss")
                    .optionalInput("weight", "the weight of each row")
                    .output("dX", "the gradient of X")
                    .inPlace(0, 0)
                    .attrs(ATTRS)
                    .types(site -> List.of(site.in(0)))
                    .gradient(SoftmaxWithLoss::gradientOfGradient)
                    .kernel(SoftmaxWithLoss::gradX)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 0.25f, 0.75f, 0.5f, 0.5f),
                                    NDArray.of(Shape.of(2), 1, 0),
                                    NDArray.scalar(2),
                                    NDArray.of(Shape.of(2, 2), 0.25f, -0.25f, -0.5f, 0.5f)))
                    .sample(Sample.of(Map.of(), X, LABEL, DLOSS))
                    .sample(Sample.of(PROBABILITIES, X, FIFTHS, DLOSS, WEIGHT))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("SoftmaxWithLoss")
                    .summary("Softmax, and the mean cross entropy of what it gives.")
                    .formula(
                            "loss = scale * sum of weight * -log(softmax[n, label[n]])"
                                    + " / sum of weight")
                    .input("X", "scores, N x D once cut at axis")
                    .input("label", "the class of each row; or wanted probabilities, N x D")
                    .ofType(LABELS)
                    .optionalInput("weight", "the weight of each row, N")
                    .output("softmax", "the probabilities, the shape of X")
                    .output("loss", "a scalar")
                    .attrs(ATTRS)
                    .types(SoftmaxWithLoss::types)
                    .gradient(SoftmaxWithLoss::gradient)
                    .kernel(SoftmaxWithLoss::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.of(Shape.of(1, 2), 0f, 1.0986123f),
                                            NDArray.of(Shape.of(1), 1)),
                                    List.of(
                                            NDArray.of(Shape.of(1, 2), 0.25f, 0.75f),
                                            NDArray.scalar(0.28768207f))))
                    .sample(Sample.of(Map.of("scale", 2), X, LABEL))
                    .sample(Sample.of(Map.of(), X, LABEL, WEIGHT))
                    .sample(Sample.of(PROBABILITIES, X, FIFTHS))
                    .sample(Sample.of(PROBABILITIES, X, FIFTHS, WEIGHT))
                    .build();

    private SoftmaxWithLoss() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        Rows rows = Rows.at(site.attrs().int32("axis"), site.shape(0));
        if (site.attrs().flag("label_prob")) {
            Types.requireSameDType(site, 0, 1);
            site.requireSameShape(0, 1);
        } else {
            site.require(
                    site.in(1).dtype().isWhole(),
                    "label must be int32 or int64, found %s; with label_prob it holds probabilities",
                    site.in(1));
            rows.requireLabels(site, 1);
        }
        site.requireNotNegative("scale");
        if (site.has(2)) {
            site.require(
                    site.shape(2).size() == rows.n(),
                    "weight must hold one number for each of %d rows, found %s",
                    rows.n(),
                    site.in(2));
        }
        return List.of(site.in(0), site.in(0).withShape());
    }

    private static void gradient(GradientRule.Site g) {
        Value dSoftmax = g.outputGradient(0);
        Map<String, Object> axis = g.attrs().sharedWith(Softmax.GRAD_X);
        gradient(
                g,
                GRAD_X,
                dSoftmax == null ? null : g.append(Softmax.GRAD_X, axis, g.output(0), dSoftmax));
        if (g.attrs().flag("label_prob") && g.outputGradient(1) != null && g.wants(1)) {
            g.inputGradient(1, ofWanted(g));
        }
    }

    /**
     * The gradient of X: what comes from the loss, and from the softmax where that was read. The
     * spatial operator does the same.
     *
     * @param ofSoftmax what comes from the softmax, or null
     */
    static void gradient(GradientRule.Site g, OpDef gradX, Value ofSoftmax) {
        g.stop(2);
        if (g.outputGradient(1) == null) {
            g.inputGradient(0, ofSoftmax);
            return;
        }
        Value ofLoss = ofLoss(g, gradX, g.output(0));
        g.inputGradient(0, ofSoftmax == null ? ofLoss : new Terms(g).plus(ofLoss, ofSoftmax));
    }

    /**
     * The gradient of wanted probabilities, {@code -dloss * scale * log(softmax) * weight / sum of
     * weights}: dX is that multiple of softmax, from which what was wanted is taken away.
     */
    private static Value ofWanted(GradientRule.Site g) {
        Terms t = new Terms(g);
        Value logs = RowTerms.logarithms(t, g.output(0));
        return t.minus(ofLoss(g, GRAD_X, t.filled(logs, 0)), ofLoss(g, GRAD_X, logs));
    }

    /** What {@code gradX} gives for that softmax. */
    private static Value ofLoss(GradientRule.Site g, OpDef gradX, Value softmax) {
        Map<String, Object> attrs = g.attrs().given();
        Value dLoss = g.outputGradient(1);
        return g.has(2)
                ? g.append(gradX, attrs, softmax, g.input(1), dLoss, g.input(2))
                : g.append(gradX, attrs, softmax, g.input(1), dLoss);
    }

    /**
     * dX is a multiple of softmax, from which a multiple of what was wanted is taken away; so to
     * softmax goes that multiple of {@code u}, and to what was wanted its opposite. The spatial
     * operator does the same.
     */
    static void gradientOfGradient(GradientRule.Site g) {
        g.stop(3);
        Terms t = new Terms(g);
        Value softmax = g.input(0);
        Value dLoss = g.input(2);
        Value u = g.outputGradient(0);
        Value ofSoftmax = t.minus(withOther(g, u, dLoss), withOther(g, t.filled(u, 0), dLoss));
        g.inputGradient(0, ofSoftmax);
        if (g.input(1).type().dtype().isFloating()) {
            g.inputGradient(1, t.of(Negative.OP, ofSoftmax));
        }
        Value slope = withOther(g, softmax, t.filled(dLoss, 1));
        g.inputGradient(2, t.of(SumElements.OP, t.times(u, slope)));
    }

    /** The same node with another softmax and another gradient of the loss. */
    private static Value withOther(GradientRule.Site g, Value softmax, Value dLoss) {
        Map<String, Object> attrs = g.attrs().given();
        return g.has(3)
                ? g.append(g.op(), attrs, softmax, g.input(1), dLoss, g.input(3))
                : g.append(g.op(), attrs, softmax, g.input(1), dLoss);
    }

    private static void run(Operands o) {
        Rows rows = Rows.byAxis(o, 0);
        boolean probabilities = o.attrs().flag("label_prob");
        double[] x = o.in(0);
        double[] wanted = probabilities ? o.in(1) : null;
        long[] label = probabilities ? null : o.wholesIn(1);
        double[] y = o.out(0);
        double loss = 0;
        double weights = 0;
        for (int row = 0; row < rows.n(); row++) {
            int from = row * rows.d();
            double logSum = Softmax.softmax(x, y, from, rows.d(), 1);
            double surprise =
                    probabilities
                            ? surprise(y, wanted, from, rows.d(), o.inType(1).dtype())
                            : logSum - x[rows.place(row, label)];
            double weight = o.has(2) ? o.in(2)[row] : 1;
            loss += weight * surprise;
            weights += weight;
        }
        o.out(1)[0] = weights == 0 ? 0 : o.attrs().f("scale") * loss / weights;
    }

    private static double surprise(double[] y, double[] wanted, int from, int d, DType dtype) {
        double total = 0;
        double surprise = 0;
        for (int i = from; i < from + d; i++) {
            total += wanted[i];
            surprise -= wanted[i] * Math.log(Math.max(y[i], LabelCrossEntropy.LEAST));
        }
        if (Math.abs(total - 1) >= Math.max(1e-4, 8 * dtype.epsilon())) {
            fail(from / d, total);
        }
        return surprise;
    }

    /**
     * Says that wanted probabilities are none.
     *
     * @throws IllegalArgumentException always
     */
    public static void fail(int row, double sum) {
        throw new IllegalArgumentException(
                "The probabilities in row %d of label must sum to 1, found %s".formatted(row, sum));
    }

    private static void gradX(Operands o) {
        Rows rows = Rows.byAxis(o, 0);
        boolean probabilities = o.attrs().flag("label_prob");
        double[] y = o.in(0);
        double[] wanted = probabilities ? o.in(1) : null;
        long[] label = probabilities ? null : o.wholesIn(1);
        double[] weight = o.has(3) ? o.in(3) : null;
        double[] dX = o.out(0);
        double weights = 0;
        for (int row = 0; row < rows.n(); row++) {
            weights += weight == null ? 1 : weight[row];
        }
        double factor = weights == 0 ? 0 : o.in(2)[0] * o.attrs().f("scale") / weights;
        for (int row = 0; row < rows.n(); row++) {
            double rowFactor = weight == null ? factor : factor * weight[row];
            int place = probabilities ? -1 : rows.place(row, label);
            for (int i = row * rows.d(); i < (row + 1) * rows.d(); i++) {
                dX[i] = rowFactor * (y[i] - (probabilities ? wanted[i] : i == place ? 1 : 0));
            }
        }
    }
}
