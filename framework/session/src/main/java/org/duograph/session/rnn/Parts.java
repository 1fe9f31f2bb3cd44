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
        return g.op("Range").input(g.constant(0), extent(rows, 0), g.constant(1)).tensor();
    }

    /** Rows of one tensor where a vector of truth values holds, else of the other. */
    static Tensor choose(Tensor which, Tensor yes, Tensor no) {
        return which.graph().op("Select").input(which, yes, no).tensor();
    }

    /** How long an axis is: an int32 scalar. */
    static Tensor extent(Tensor x, int axis) {
        int known = x.shape().dim(axis);
        return known < 0 ? element(x.shapeTensor(), axis) : x.graph().constant(known);
    }

    /** With another axis, of extent 1. */
    static Tensor expanded(Tensor x, int axis) {
        return x.graph().op("ExpandDims").input(x, x.graph().constant(axis)).tensor();
    }

    /** Without an axis of extent 1. */
    static Tensor squeezed(Tensor x, int axis) {
        return x.graph().op("Squeeze").input(x).attr("squeeze_dims", List.of(axis)).tensor();
    }

    /** The products of matrices, pair by pair. */
    static Tensor batchProduct(Tensor a, Tensor b) {
        return a.graph().op("BatchMatMul").input(a, b).tensor();
    }

    /** All rows of [n, steps, features] times a matrix. */
    static Tensor product(Tensor x, Tensor matrix) {
        Graph g = x.graph();
        Tensor rows = x.reshape(-1, x.shape().dim(2)).matmul(matrix);
        Tensor width = g.constant(matrix.shape().dim(1));
        Tensor shape = g.op("Pack").input(extent(x, 0), extent(x, 1), width).tensor();
        return g.op("Reshape").input(rows, shape).tensor();
    }
}
