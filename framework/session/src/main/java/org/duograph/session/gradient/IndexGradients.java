package org.duograph.session.gradient;

import java.util.Map;
import java.util.stream.IntStream;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/** Gradients of what picks and puts by places. */
final class IndexGradients {
    static final Map<String, GradientFunction> FUNCTIONS =
            Map.of(
                    "Gather",
                    s -> s.give(0, () -> rows(s, s.dy(), s.x(0))),
                    "GatherV2",
                    IndexGradients::gather,
                    "GatherNd",
                    IndexGradients::gatherNd,
                    "ScatterNd",
                    s -> s.give(1, () -> s.of("GatherNd", s.dy(), s.x(0))),
                    "UnsortedSegmentSum",
                    IndexGradients::segments,
                    "DynamicStitch",
                    IndexGradients::stitch,
                    "TopK",
                    s -> s.give(0, () -> top(s)),
                    "TopKV2",
                    s -> s.give(0, () -> top(s)));

    private IndexGradients() {}

    private static Tensor part(GradientSite s, Tensor vector, int from, int to) {
        boolean toEnd = to == Integer.MAX_VALUE;
        return s.node("StridedSlice")
                .input(vector, s.ints(from), s.ints(toEnd ? 0 : to), s.ints(1))
                .attr("end_mask", toEnd ? 1 : 0)
                .tensor();
    }

    private static Tensor element(GradientSite s, Tensor vector, int i) {
        return s.node("StridedSlice")
                .input(vector, s.ints(i), s.ints(i + 1), s.ints(1))
                .attr("shrink_axis_mask", 1)
                .tensor();
    }

    /** Adds up rows by the places from which they were taken. */
    private static Tensor rows(GradientSite s, Tensor dy, Tensor params) {
        Tensor shape = s.shape(params);
        Tensor tail = part(s, shape, 1, Integer.MAX_VALUE);
        Tensor values = s.of("Reshape", dy, s.joined(0, s.ints(-1), tail));
        return s.of("UnsortedSegmentSum", values, flat(s), element(s, shape, 0));
    }

    /** The indices as a vector. */
    private static Tensor flat(GradientSite s) {
        return s.of("Reshape", s.x(1), s.ints(-1));
    }

    /** Along another axis than the first, that axis comes first meanwhile. */
    private static void gather(GradientSite s) {
        NDArray known = GradientSite.known(s.x(2));
        if (known == null) {
            return;
        }
        s.give(
                0,
                () -> {
                    long given = known.getWhole(0);
                    if (given == 0) {
                        return rows(s, s.dy(), s.x(0));
                    }
                    int rank = s.knownRank(s.x(0));
                    int axis = (int) (given < 0 ? given + rank : given);
                    Tensor shape = s.shape(s.x(0));
                    Tensor before = part(s, shape, 0, axis);
                    Tensor after = part(s, shape, axis + 1, Integer.MAX_VALUE);
                    Tensor lined = s.of("Reshape", s.dy(), s.joined(0, before, s.ints(-1), after));
                    int[] first =
                            IntStream.range(0, rank)
                                    .map(i -> i == 0 ? axis : i <= axis ? i - 1 : i)
                                    .toArray();
                    Tensor moved = s.of("Transpose", lined, s.ints(first));
                    Tensor sums =
                            s.of("UnsortedSegmentSum", moved, flat(s), element(s, shape, axis));
                    int[] back =
                            IntStream.range(0, rank)
                                    .map(i -> i == axis ? 0 : i < axis ? i + 1 : i)
                                    .toArray();
                    return s.of("Transpose", sums, s.ints(back));
                });
    }

    private static void gatherNd(GradientSite s) {
        s.give(
                0,
                () -> {
                    DType places = s.x(1).dtype();
                    Tensor shape = s.shape(s.x(0));
                    Tensor typed =
                            places == shape.dtype()
                                    ? shape
                                    : s.node("Cast").input(shape).attr("DstT", places).tensor();
                    return s.of("ScatterNd", s.x(1), s.dy(), typed);
                });
    }

    /** The gradient of a row's sum; zeros for rows that went nowhere. */
    private static void segments(GradientSite s) {
        s.give(
                0,
                () -> {
                    Tensor ids = s.x(1);
                    Tensor zero = s.number(ids.dtype(), 0);
                    Tensor taken =
                            s.node("GatherV2")
                                    .input(s.dy(), s.of("Maximum", ids, zero), s.whole(0))
                                    .tensor();
                    Tensor there =
                            s.node("Cast")
                                    .input(s.of("GreaterEqual", ids, zero))
                                    .attr("DstT", taken.dtype())
                                    .tensor();
                    int more = s.knownRank(s.x(0)) - s.knownRank(ids);
                    int[] ones = IntStream.generate(() -> 1).limit(more).toArray();
                    Tensor column = s.of("Reshape", there, s.joined(0, s.shape(ids), s.ints(ones)));
                    return s.of("Mul", taken, column);
                });
    }

    private static void stitch(GradientSite s) {
        int n = s.inputCount() / 2;
        for (int i = 0; i < n; i++) {
            Tensor places = s.x(i);
            s.give(n + i, () -> s.node("GatherV2").input(s.dy(), places, s.whole(0)).tensor());
        }
    }

    /** Puts each gradient where its number stood, counted through all rows. */
    private static Tensor top(GradientSite s) {
        Tensor shape = s.shape(s.x(0));
        Tensor row = element(s, shape, -1);
        Tensor many = s.of("Prod", shape, s.ints(0));
        Tensor k = element(s, s.shape(s.y(1)), -1);
        Tensor byRow = s.of("Reshape", s.y(1), s.node("Pack").input(s.whole(-1), k).tensor());
        Tensor starts = s.of("ExpandDims", s.of("Range", s.whole(0), many, row), s.whole(-1));
        Tensor places = s.of("Reshape", s.of("AddV2", byRow, starts), s.ints(-1, 1));
        Tensor flat = s.of("Reshape", s.dy(), s.ints(-1));
        Tensor all = s.of("ScatterNd", places, flat, s.of("ExpandDims", many, s.whole(0)));
        return s.of("Reshape", all, shape);
    }
}
