package org.duograph.session.rnn;

import org.duograph.session.Graph;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;

/** What sequences of different lengths in one tensor need. */
public final class Sequences {
    private static final double LITTLE = 1e-12; // so that nothing is divided by zero

    private Sequences() {}

    /**
     * Which steps belong to a sequence: true before its length.
     *
     * @param lengths int32 or int64 [n]
     * @param steps how many steps the tensor has
     * @return bool [n, steps]
     */
    public static Tensor mask(Tensor lengths, int steps) {
        return mask(lengths, lengths.graph().constant(steps));
    }

    /**
     * Which steps belong to a sequence: true before its length.
     *
     * @param lengths int32 or int64 [n]
     * @param steps how many steps the tensor has: an int32 scalar
     * @return bool [n, steps]
     */
    public static Tensor mask(Tensor lengths, Tensor steps) {
        Graph g = lengths.graph();
        Tensor numbers = g.op("Range").input(g.constant(0), steps, g.constant(1)).tensor();
        return Parts.expanded(lengths, 1).greater(numbers.cast(lengths.dtype()));
    }

    /** The mask as ones and zeros of the given elements. */
    public static Tensor mask(Tensor lengths, int steps, DType dtype) {
        return mask(lengths, steps).cast(dtype);
    }

    /**
     * The mean cross entropy of all steps that count.
     *
     * @param scores [n, steps, classes]
     * @param targets int32 or int64 [n, steps]
     * @param weights how much each step counts, [n, steps], such as a {@link #mask}
     * @return a scalar
     */
    public static Tensor loss(Tensor scores, Tensor targets, Tensor weights) {
        if (scores.shape().hasRank() && scores.shape().rank() != 3) {
            throw new IllegalArgumentException(
                    "Logits must be a [batch_size x sequence_length x logits] tensor; found "
                            + scores);
        }
        Tensor rows = scores.reshape(-1, RnnCell.width(scores));
        Tensor each = rows.sparseSoftmaxCrossEntropy(targets.reshape(-1));
        Tensor w = weights.cast(scores.dtype()).reshape(-1);
        return each.times(w).sum(0).dividedBy(w.sum(0).plus(LITTLE));
    }
}
