package org.duograph.session.rnn;

import java.util.Arrays;
import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Tensor;

/** Tensors side by side, and their parts. */
final class Parts {
    private Parts() {}

    /** Tensors side by side along their last axis. */
    static Tensor joined(Tensor... tensors) {
        return joined(List.of(tensors), tensors[0].shape().rank() - 1);
    }

    /** Tensors behind each other along an axis. */
    static Tensor joined(List<Tensor> tensors, int axis) {
        Graph g = tensors.get(0).graph();
        return g.op("ConcatV2").inputs(tensors).input(g.constant(axis)).tensor();
    }

    /** Equal parts along the last axis. */
    static List<Tensor> split(Tensor x, int count) {
        Graph g = x.graph();
        return g.op("Split")
                .input(g.constant(x.shape().rank() - 1), x)
                .attr("num_split", count)
                .build()
                .outputs();
    }

    /** The first rows of a matrix, and the others. */
    static List<Tensor> rows(Tensor matrix, int first) {
        Graph g = matrix.graph();
        int[] sizes = {first, matrix.shape().dim(0) - first};
        return g.op("SplitV")
                .input(matrix, g.constant(sizes), g.constant(0))
                .attr("num_split", 2)
                .build()
                .outputs();
    }

    /** Parts along the last axis in another order. */
    static Tensor ordered(Tensor x, int... order) {
        List<Tensor> parts = split(x, order.length);
        return joined(Arrays.stream(order).mapToObj(parts::get).toList(), x.shape().rank() - 1);
    }

    /** A number of a vector. */
    static Tensor element(Tensor vector, int i) {
        Graph g = vector.graph();
        return g.op("StridedSlice")
                .input(vector, g.constant(new int[] {i}), g.constant(new int[] {i + 1}))
                .input(g.constant(new int[] {1}))
                .attr("shrink_axis_mask", 1)
                .tensor();
    }

    /** Numbers no further from zero than {@code limit}. */
    static Tensor clipped(Tensor x, double limit) {
        return x.maximum(-limit).minimum(limit);
    }

    /** The first two axes change places. */
    static Tensor turned(Tensor x) {
        int[] axes = new int[x.shape().rank()];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = i < 2 ? 1 - i : i;
        }
        return x.transpose(axes);
    }

    /** 0, 1, and so on, as many as the first axis has rows: int32. */
    static Tensor numbers(Tensor rows) {
        Graph g = rows.graph();
        Tensor count =
                rows.shape().dim(0) < 0
                        ? element(rows.shapeTensor(), 0)
                        : g.constant(rows.shape().dim(0));
        return g.op("Range").input(g.constant(0), count, g.constant(1)).tensor();
    }

    /** Rows of one tensor where a vector of truth values holds, else of the other. */
    static Tensor choose(Tensor which, Tensor yes, Tensor no) {
        return which.graph().op("Select").input(which, yes, no).tensor();
    }
}
