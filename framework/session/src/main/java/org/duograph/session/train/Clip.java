package org.duograph.session.train;

import java.util.ArrayList;
import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Tensor;

/**
 * Keeps numbers, usually gradients, within bounds.
 *
 * <pre>{@code
 * List<GradientOf> gradients = optimizer.computeGradients(loss);
 * Operation step = optimizer.applyGradients(Clip.gradientsByGlobalNorm(gradients, 5), null);
 * }</pre>
 *
 * <p>Bounds are numbers or scalar tensors. What comes out has the shape of what went in.
 */
public final class Clip {
    private Clip() {}

    /** Each element between {@code low} and {@code high}. */
    public static Tensor byValue(Tensor x, Object low, Object high) {
        return x.minimum(high).maximum(low);
    }

    /** {@code x}, shortened so that its Euclidean norm is at most {@code norm}. */
    public static Tensor byNorm(Tensor x, Object norm) {
        Graph graph = x.graph();
        Tensor squares = x.square().sum();
        Tensor some = squares.greater(0); // the root of zero has no gradient
        Tensor one = graph.constantLike(1, x.dtype());
        Tensor root = graph.op("Select").input(some, squares, one).tensor().sqrt();
        Tensor length = graph.op("Select").input(some, root, squares).tensor();
        return x.times(norm).dividedBy(length.maximum(norm));
    }

    /**
     * Tensors shortened all by the same factor, so that their global norm is at most {@code norm}.
     *
     * @param all tensors; null ones stay null
     */
    public static List<Tensor> byGlobalNorm(List<Tensor> all, Object norm) {
        Tensor length = globalNorm(all);
        Tensor one = length.graph().constantLike(1, length.dtype());
        Tensor longest = length.maximum(norm);
        Tensor factor =
                one.times(norm).dividedBy(longest).plus(length.minus(length)); // NaN if infinite
        List<Tensor> clipped = new ArrayList<>();
        all.forEach(x -> clipped.add(x == null ? null : x.times(factor.cast(x.dtype()))));
        return clipped;
    }

    /**
     * Gradients shortened all by the same factor, so that their global norm is at most {@code
     * norm}.
     */
    public static List<GradientOf> gradientsByGlobalNorm(List<GradientOf> gradients, Object norm) {
        List<Tensor> before = new ArrayList<>();
        gradients.forEach(g -> before.add(g.gradient()));
        List<Tensor> after = byGlobalNorm(before, norm);
        List<GradientOf> clipped = new ArrayList<>();
        for (int i = 0; i < after.size(); i++) {
            clipped.add(new GradientOf(after.get(i), gradients.get(i).variable()));
        }
        return clipped;
    }

    /**
     * The Euclidean norm of all elements of all tensors together: a scalar.
     *
     * @param all tensors of one element type; null ones are left out
     * @throws IllegalArgumentException if there is none
     */
    public static Tensor globalNorm(List<Tensor> all) {
        Tensor squares = null;
        for (Tensor x : all) {
            if (x != null) {
                Tensor half = x.graph().op("L2Loss").input(x).tensor();
                squares = squares == null ? half : squares.plus(half);
            }
        }
        if (squares == null) {
            throw new IllegalArgumentException(
                    "A global norm was asked for, but there are no tensors: " + all);
        }
        return squares.times(2).sqrt();
    }
}
