package org.duograph.ops.loss;

import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.ops.math.Clip;
import org.duograph.ops.math.Log;
import org.duograph.ops.math.Terms;
import org.duograph.ops.reduce.ReduceBackSum;
import org.duograph.ops.shape.ResizeLike;

/** Terms of gradient rules that sum over rows: what Softmax and the losses share. */
final class RowTerms {
    private RowTerms() {}

    /**
     * The sum of each row of {@code x}; the axes from {@code axis} on, at least 0, stand in a row.
     */
    static Value sums(Terms t, Value x, int axis) {
        Map<String, ?> folded = Map.of("num_reduce_dim", x.shape().rank() - axis);
        return t.site().append(ReduceBackSum.OP, folded, x);
    }

    /** The logarithms of probabilities, none of which counts as less than 1e-20. */
    static Value logarithms(Terms t, Value probabilities) {
        Map<String, ?> least = Map.of("min", LabelCrossEntropy.LEAST);
        return t.of(Log.OP, t.site().append(Clip.OP, least, probabilities));
    }

    /** The inner products of the rows of two arrays, in the shape of {@code like}. */
    static Value products(Terms t, Value a, Value b, Value like) {
        int axis = a.shape().rank() == 1 ? 0 : 1; // a vector is one row
        Value sums = sums(t, t.times(a, b), axis);
        return sums.shape().equals(like.shape()) ? sums : t.of(ResizeLike.OP, sums, like);
    }
}
