package org.duograph.session.gradient;

import java.util.Map;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;

/** Gradients of what folds axes. */
final class ReductionGradients {
    static final Map<String, GradientFunction> FUNCTIONS =
            Map.of(
                    "Sum",
                    s -> s.give(0, () -> sum(s)),
                    "Mean",
                    s -> s.give(0, () -> mean(s)),
                    "Prod",
                    s -> s.give(0, () -> product(s)),
                    "Max",
                    ReductionGradients::extreme,
                    "Min",
                    ReductionGradients::extreme,
                    "EuclideanNorm",
                    ReductionGradients::norm,
                    "Cumsum",
                    ReductionGradients::cumulated,
                    "L2Loss",
                    s -> s.give(0, () -> s.of("Mul", s.x(0), s.dy())));

    private ReductionGradients() {}

    /** The shape of the input, int32, with 1 for each axis that is folded. */
    private static Tensor kept(GradientSite s) {
        Tensor shape = s.shape(s.x(0));
        Tensor rank = s.rank(s.x(0));
        Tensor axes = s.node("Cast").input(s.x(1)).attr("DstT", DType.INT32).tensor();
        Tensor folded = s.of("FloorMod", s.of("AddV2", axes, rank), rank);
        Tensor all = s.of("Range", s.whole(0), rank, s.whole(1));
        Tensor ones = s.of("Fill", s.shape(folded), s.whole(1));
        return s.node("DynamicStitch").input(all, folded).input(shape, ones).tensor();
    }

    /** The gradient of each sum for all that was added. */
    private static Tensor sum(GradientSite s) {
        Tensor kept = kept(s);
        Tensor often = s.of("FloorDiv", s.shape(s.x(0)), s.of("Maximum", kept, s.whole(1)));
        return s.of("Tile", s.of("Reshape", s.dy(), kept), often);
    }

    private static Tensor mean(GradientSite s) {
        Tensor sum = sum(s);
        Tensor many = s.of("Prod", s.shape(s.x(0)), s.ints(0));
        Tensor left = s.of("Maximum", s.of("Prod", s.shape(s.y(0)), s.ints(0)), s.whole(1));
        Tensor each = s.of("FloorDiv", many, left);
        return s.of("RealDiv", sum, s.node("Cast").input(each).attr("DstT", sum.dtype()).tensor());
    }

    /**
     * Of each factor the product of the others: of a matrix with the factors in each row, those on
     * the diagonal replaced by one. So it holds where factors are zero too.
     */
    private static Tensor product(GradientSite s) {
        int[] axes = s.knownAxes(1);
        int[] order = s.order(axes);
        Tensor x = s.of("Transpose", s.x(0), s.ints(order));
        Tensor shape = s.shape(x);
        Tensor count = s.of("Prod", s.of("Gather", shape, s.range(0, axes.length)), s.ints(0));
        Tensor one = s.number(x.dtype(), 1);
        Tensor line =
                s.of("Reshape", x, s.node("Pack").input(s.whole(1), count, s.whole(-1)).tensor());
        Tensor numbers = s.of("Range", s.whole(0), count, s.whole(1));
        Tensor column = s.of("ExpandDims", numbers, s.whole(1));
        Tensor same =
                s.node("Cast")
                        .input(s.of("Equal", column, numbers))
                        .attr("DstT", x.dtype())
                        .tensor();
        Tensor diagonal = s.of("ExpandDims", same, s.whole(2));
        Tensor others = s.of("AddV2", s.of("Mul", line, s.of("Sub", one, diagonal)), diagonal);
        Tensor product = s.of("Reshape", s.of("Prod", others, s.ints(1)), shape);
        Tensor back = s.of("Transpose", product, s.of("InvertPermutation", s.ints(order)));
        return s.of("Mul", back, s.of("Reshape", s.dy(), kept(s)));
    }

    /** Where several are the largest, they share the gradient. */
    private static void extreme(GradientSite s) {
        s.give(
                0,
                () -> {
                    Tensor kept = kept(s);
                    Tensor best = s.of("Reshape", s.y(0), kept);
                    Tensor are =
                            s.node("Cast")
                                    .input(s.of("Equal", best, s.x(0)))
                                    .attr("DstT", s.x(0).dtype())
                                    .tensor();
                    Tensor count = s.of("Reshape", s.sum(are, s.x(1), false), kept);
                    Tensor dy = s.of("Reshape", s.dy(), kept);
                    return s.of("Mul", s.of("RealDiv", are, count), dy);
                });
    }

    private static void norm(GradientSite s) {
        s.give(
                0,
                () -> {
                    Tensor kept = kept(s);
                    Tensor y = s.of("Reshape", s.y(0), kept);
                    Tensor dy = s.of("Reshape", s.dy(), kept);
                    return s.of("RealDiv", s.x(0), s.of("RealDiv", y, dy));
                });
    }

    private static void cumulated(GradientSite s) {
        s.give(
                0,
                () ->
                        s.nodeLike("Cumsum", "exclusive")
                                .input(s.dy(), s.x(1))
                                .attr("reverse", !s.attrs().flag("reverse"))
                                .tensor());
    }
}
