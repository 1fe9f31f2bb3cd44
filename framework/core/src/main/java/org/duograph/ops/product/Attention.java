package org.duograph.ops.product;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Unusual;
import org.duograph.graph.Value;
import org.duograph.ops.loss.Softmax;
import org.duograph.ops.math.Broadcast;
import org.duograph.ops.math.Terms;
import org.duograph.ops.view.MatrixProduct;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Scaled dot-product attention: each query takes the mean of the values, weighted by how well their
 * keys fit it.
 *
 * <p>Several heads are one of the leading dimensions. A query from which everything is hidden gives
 * zeros. The gradient is made of matrix products and the gradient of Softmax, which all backends
 * have. Source: Vaswani et al., "Attention is all you need", 2017.
 */
public final class Attention {
    private static final Shape ONE = Shape.of(1, 2);

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Attention")
                    .mayDiffer(
                            "On oneDNN, a query whose scores are no numbers has such weights "
                                    + "for what is hidden from it, too.",
                            Unusual.NAN,
                            Unusual.INFINITY)
                    .summary("The means of values, weighted by how well their keys fit queries.")
                    .formula("Y = W * V, W = softmax(scale * Q * K^T + mask)")
                    .input("Q", "... x T x D: the queries")
                    .input("K", "... x S x D: the keys")
                    .input("V", "... x S x E: the values")
                    .optionalInput("mask", "added; -infinity hides; stretched to ... x T x S")
                    .output("Y", "... x T x E")
                    .auxiliaryOutput("W", "the weights, ... x T x S; each row sums to 1")
                    .attrs(
                            Attr.optional("scale", Attr.Kind.FLOAT, "1 / sqrt(D) where not given."),
                            Attr.ofInt("causal", 0, "1: query i sees the keys up to i only."))
                    .types(Attention::types)
                    .gradient(Attention::gradient)
                    .flops(Attention::flops)
                    .kernel(Attention::run)
                    .example(
                            new Example(
                                    Map.of("scale", 1.0986123),
                                    List.of(
                                            NDArray.of(ONE, 1f, 0),
                                            NDArray.of(Shape.of(2, 2), 0f, 0, 1, 5),
                                            NDArray.of(Shape.of(2, 1), 4f, 8)),
                                    List.of(
                                            NDArray.of(Shape.of(1, 1), 7f),
                                            NDArray.of(ONE, 0.25f, 0.75f))))
                    .sample(
                            Sample.of(
                                    Map.of("causal", 1),
                                    Shape.of(2, 2, 3, 2),
                                    Shape.of(2, 2, 3, 2),
                                    Shape.of(2, 2, 3, 2)))
                    .sample(
                            Sample.of(
                                    Map.of("scale", 0.5),
                                    Shape.of(2, 3, 4),
                                    Shape.of(2, 2, 4),
                                    Shape.of(2, 2, 3),
                                    Shape.of(3, 2)))
                    .build();

    private Attention() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape q = site.shape(0);
        Shape k = site.shape(1);
        Shape v = site.shape(2);
        site.require(
                q.rank() >= 2 && q.rank() == k.rank() && q.rank() == v.rank(),
                "Q, K and V must have the same rank, 2 or more, found %s, %s and %s",
                q,
                k,
                v);
        site.require(
                k.with(-1, q.dim(-1)).with(-2, q.dim(-2)).equals(q) && k.dim(-1) == q.dim(-1),
                "K must be Q but for the number of keys, found Q %s and K %s",
                q,
                k);
        site.require(
                v.with(-1, k.dim(-1)).equals(k),
                "V must have a value for each of the keys, found K %s and V %s",
                k,
                v);
        site.require(
                Double.isFinite(scale(site.attrs(), q)),
                "scale must be finite, found %s",
                scale(site.attrs(), q));
        Shape weights = q.with(-1, k.dim(-2));
        if (site.has(3)) {
            site.require(
                    Broadcast.numpy(weights, site.shape(3)).y().equals(weights),
                    "mask must stretch to the shape of the weights, %s, found %s",
                    weights,
                    site.in(3));
        }
        return List.of(site.in(0).withShape(q.with(-1, v.dim(-1))), site.in(0).withShape(weights));
    }

    /** What products of queries of that shape with keys are multiplied by. */
    public static double scale(Attrs attrs, Shape q) {
        return attrs.has("scale") ? attrs.f("scale") : 1 / Math.sqrt(Math.max(1, q.dim(-1)));
    }

    private static long flops(Node node) {
        long d = node.input(0).shape().dim(-1);
        long e = node.input(2).shape().dim(-1);
        return 2 * node.output(1).shape().size() * (d + e);
    }

    private static void gradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        Value w = g.output(1);
        Value dY = g.outputGradient(0);
        double scale = scale(g.attrs(), g.input(0).shape());
        Value dW = g.append(BatchMatMul.OP, Map.of("trans_b", 1), dY, g.input(2));
        Value scores = g.append(Softmax.GRAD_X, Map.of("axis", -1), w, dW);
        Value dQ = t.of(BatchMatMul.OP, scores, g.input(1));
        Value dK = g.append(BatchMatMul.OP, Map.of("trans_a", 1), scores, g.input(0));
        g.inputGradient(0, t.scaled(dQ, scale));
        g.inputGradient(1, t.scaled(dK, scale));
        g.inputGradient(2, g.append(BatchMatMul.OP, Map.of("trans_a", 1), w, dY));
        if (g.has(3)) {
            g.inputGradient(3, Broadcast.sumToInput(g, 3, scores));
        }
    }

    private static void run(Operands o) {
        Shape weights = o.outShape(1);
        int queries = weights.dim(-2);
        int keys = weights.dim(-1);
        int d = o.inShape(0).dim(-1);
        int e = o.inShape(2).dim(-1);
        double scale = scale(o.attrs(), o.inShape(0));
        double[] w = o.out(1);
        double[] y = o.out(0);
        Arrays.fill(w, 0, weights.intSize(), 0);
        Arrays.fill(y, 0, o.outShape(0).intSize(), 0);
        if (o.has(3)) {
            Broadcast.numpy(weights, o.inShape(3)).forEach((at, i, m) -> w[at] = o.in(3)[m]);
        }
        boolean causal = o.attrs().flag("causal");
        for (int row = 0; row < weights.sizeOf(0, weights.rank() - 1); row++) {
            int head = row / queries;
            int seen = causal ? Math.min(row % queries + 1, keys) : keys;
            for (int j = 0; j < seen; j++) {
                w[row * keys + j] +=
                        scale
                                * MatrixProduct.dot(
                                        o.in(0), row * d, o.in(1), (head * keys + j) * d, d);
            }
            softmax(w, row * keys, seen, keys);
            for (int j = 0; j < seen; j++) {
                MatrixProduct.addScaled(
                        o.in(2), (head * keys + j) * e, w[row * keys + j], y, row * e, e);
            }
        }
    }

    /** Softmax of the first numbers of a row; the others become 0, and so do hidden ones. */
    private static void softmax(double[] w, int from, int seen, int keys) {
        double max = Double.NEGATIVE_INFINITY;
        for (int j = from; j < from + seen; j++) {
            max = Math.max(max, w[j]);
        }
        double sum = 0;
        for (int j = from; j < from + seen; j++) {
            w[j] = max == Double.NEGATIVE_INFINITY ? 0 : Math.exp(w[j] - max);
            sum += w[j];
        }
        for (int j = from; j < from + seen; j++) {
            w[j] = sum == 0 ? 0 : w[j] / sum;
        }
        Arrays.fill(w, from + seen, from + keys, 0);
    }
}
