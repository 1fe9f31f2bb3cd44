package org.duograph.session.op;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.ops.copy.CheckRange;
import org.duograph.ops.loss.LogSoftmax;
import org.duograph.ops.loss.Softmax;
import org.duograph.ops.loss.SoftmaxWithLoss;
import org.duograph.ops.math.Broadcast;
import org.duograph.ops.shape.Expand;
import org.duograph.ops.shape.OneHot;
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
                            Losses::dense));

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
        int classes = scores.shape().dim(1);
        Map<String, ?> range = Map.of("below", classes, "what", "label value");
        Value known = site.value(CheckRange.OP, range, labels);
        Value hot = site.value(OneHot.OP, Map.of("index_size", classes), known);
        cross(site, scores, new Formula(site).cast(hot, scores.type().dtype()));
    }

    /** The mean, at {@code site}, over the losses of the rows of a sparse cross entropy. */
    static Value mean(LoweringSite site, LoweringSite rows) {
        List<Value> inputs = List.of(rows.input(0), rows.input(1));
        return site.append(SoftmaxWithLoss.OP, Map.of(), inputs).output(1);
    }

    private static void dense(LoweringSite site) {
        Shape shape = Broadcast.numpy(site.input(0).shape(), site.input(1).shape()).y();
        if (shape.rank() != 2) {
            throw new IllegalArgumentException(
                    "logits and labels must be broadcastable to a matrix: logits_size=%s labels_size=%s"
                            .formatted(site.input(0).shape(), site.input(1).shape()));
        }
        Map<String, ?> all = Map.of("shape", shape.toList());
        cross(site, site.value(Expand.OP, all, site.input(0)), site.input(1));
    }

    /** The loss of each row, and its gradient. */
    private static void cross(LoweringSite site, Value scores, Value probabilities) {
        Formula f = new Formula(site);
        Map<String, Object> rows = Lowerings.lastAxis(scores);
        Value logs = site.value(LogSoftmax.OP, rows, scores);
        Value loss = f.negative(f.sum(f.times(logs, probabilities), 1));
        Value softmax = site.value(Softmax.OP, rows, scores);
        site.give(loss, f.minus(softmax, probabilities));
    }
}
