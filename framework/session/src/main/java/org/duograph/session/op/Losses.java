package org.duograph.session.op;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.ops.copy.Cast;
import org.duograph.ops.loss.LogSoftmax;
import org.duograph.ops.loss.Softmax;
import org.duograph.ops.math.Mul;
import org.duograph.ops.math.Negative;
import org.duograph.ops.math.Sub;
import org.duograph.ops.reduce.ReduceSum;
import org.duograph.ops.shape.OneHot;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Cross entropies; each also gives the gradient of its loss with respect to the scores. */
final class Losses {
    static final List<Operator> OPERATORS =
            List.of(
                    Operator.of(
                            "SparseSoftmaxCrossEntropyWithLogits",
                            "features:T labels:Tlabels -> loss:T backprop:T",
                            "T:type Tlabels:type=int64",
                            Losses::sparse),
                    Operator.of(
                            "SoftmaxCrossEntropyWithLogits",
                            "features:T labels:T -> loss:T backprop:T",
                            "T:type",
                            site -> cross(site, site.input(0), site.input(1))));

    private Losses() {}

    private static void sparse(LoweringSite site) {
        Value scores = site.input(0);
        Value labels = site.input(1);
        if (scores.shape().rank() != 2
                || labels.shape().rank() != 1
                || labels.shape().dim(0) != scores.shape().dim(0)) {
            throw new IllegalArgumentException(
                    "logits and labels must have the same first dimension, got logits shape %s and labels shape %s"
                            .formatted(scores.shape(), labels.shape()));
        }
        DType dtype = scores.type().dtype();
        NDArray depth = NDArray.zeros(new ArrayType(DType.INT64, Shape.SCALAR));
        depth.setWhole(0, scores.shape().dim(1));
        Value hot = site.value(OneHot.OP, Map.of(), labels, site.constant(depth));
        cross(site, scores, site.value(Cast.OP, Map.of("to", dtype), hot));
    }

    private static void cross(LoweringSite site, Value scores, Value probabilities) {
        Map<String, Object> rows = Lowerings.lastAxis(scores);
        Value logs = site.value(LogSoftmax.OP, rows, scores);
        Value products = site.value(Mul.OP, Map.of(), logs, probabilities);
        Value sums = site.value(ReduceSum.OP, Map.of("axes", List.of(1), "keepdims", 0), products);
        Value loss = site.value(Negative.OP, Map.of(), sums);
        Value softmax = site.value(Softmax.OP, rows, scores);
        site.give(loss, site.value(Sub.OP, Map.of(), softmax, probabilities));
    }
}
