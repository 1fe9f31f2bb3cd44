package org.duograph.ops.segment;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** From the lengths of segments to the number of each row's segment, back, and to copies. */
public final class SegmentLengths {
    /** How many rows all segments have together. */
    static final Attr ROWS =
            Attr.optional(
                    "rows",
                    Attr.Kind.INT,
                    "How many rows all segments have together, N. Nets may leave it out: then the"
                            + " sum of lengths says it.");

    private static final Sample.Input TWO_EACH = Sample.whole(DType.INT32, Shape.of(3), 2, 3);

    /** The number of each row's segment. */
    public static final OpDef TO_IDS =
            OpDef.named("LengthsToSegmentIds")
                    .summary("Gives, for each row, the number of the segment to which it belongs.")
                    .formula("lengths[0] times 0, lengths[1] times 1, ...")
                    .input("lengths", "how many rows each segment has")
                    .ofType(ElementTypes.INDICES)
                    .output("segment_ids", "the number of its segment for each of N rows")
                    .ofType(ElementTypes.of(DType.INT32))
                    .attrs(ROWS)
                    .types(
                            site -> {
                                site.requireRank(0, 1);
                                return List.of(new ArrayType(DType.INT32, Shape.of(rows(site))));
                            })
                    .kernel(
                            o -> {
                                int[] ids = segments(o, 0, o.outShape(0).intSize());
                                for (int i = 0; i < ids.length; i++) {
                                    o.wholesOut(0)[i] = ids[i];
                                }
                            })
                    .example(
                            Example.of(
                                    "rows=4",
                                    NDArray.of(Shape.of(3), 1, 0, 3),
                                    NDArray.of(Shape.of(4), 0, 2, 2, 2)))
                    .sample(Sample.of("rows=6", TWO_EACH))
                    .build();

    /** How many rows each segment has. */
    public static final OpDef OF_IDS =
            OpDef.named("SegmentIdsToLengths")
                    .summary("Counts the rows of each segment.")
                    .formula("Y[s] = how many of segment_ids are s")
                    .input("segment_ids", "the number of its segment for each row, ascending")
                    .ofType(ElementTypes.INDICES)
                    .output("lengths", "how many rows each of S segments has")
                    .ofType(ElementTypes.of(DType.INT32))
                    .attrs(Segments.NUM_SEGMENTS)
                    .types(
                            site -> {
                                site.requireRank(0, 1);
                                int count = Segments.SORTED.count(site, 0, site.shape(0).dim(0));
                                return List.of(new ArrayType(DType.INT32, Shape.of(count)));
                            })
                    .kernel(SegmentLengths::count)
                    .example(
                            Example.of(
                                    "num_segments=3",
                                    NDArray.of(Shape.of(4), 0, 2, 2, 2),
                                    NDArray.of(Shape.of(3), 1, 0, 3)))
                    .sample(
                            Sample.of(
                                    "num_segments=3", Sample.whole(DType.INT64, Shape.of(4), 2, 3)))
                    .build();

    /** Copies of rows. */
    public static final OpDef TILE =
            OpDef.named("LengthsTile")
                    .summary("Repeats each row as often as its length says.")
                    .formula("Y[i] = X[s], s the segment to which row i of Y belongs")
                    .input("X", "S x ...: the rows")
                    .input("lengths", "how often each row comes, S of them")
                    .ofType(ElementTypes.INDICES)
                    .output("Y", "N x ...: the copies in order")
                    .attrs(ROWS)
                    .types(
                            site -> {
                                Shape x = site.shape(0);
                                site.require(
                                        x.rank() > 0, "X must have rows, found %s", site.in(0));
                                site.require(
                                        site.shape(1).equals(Shape.of(x.dim(0))),
                                        "lengths must hold a number for each row of X %s, found %s",
                                        x,
                                        site.in(1));
                                return List.of(site.in(0).withShape(x.with(0, rows(site))));
                            })
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(
                                                    SegmentFolds.LENGTHS_SUM,
                                                    Map.of(),
                                                    g.outputGradient(0),
                                                    g.input(1))))
                    .kernel(SegmentLengths::tile)
                    .example(
                            Example.of(
                                    "rows=4",
                                    NDArray.of(Shape.of(3, 2), 1f, 2, 3, 4, 5, 6),
                                    NDArray.of(Shape.of(3), 1, 0, 3),
                                    NDArray.of(Shape.of(4, 2), 1f, 2, 5, 6, 5, 6, 5, 6)))
                    .sample(Sample.of("rows=6", Sample.real(Shape.of(3, 2), -1, 1), TWO_EACH))
                    .build();

    private SegmentLengths() {}

    /**
     * The attribute {@link #ROWS}.
     *
     * @throws IllegalArgumentException if it is not given
     */
    static int rows(TypeRule.Site site) {
        site.require(
                site.attrs().has("rows"),
                "the number of rows must be known before the net runs; give it as the argument"
                        + " rows");
        site.attrs().atLeast(0, "rows");
        return site.attrs().int32("rows");
    }

    /** The segment of each of so many rows, by the lengths in input {@code i}. */
    static int[] segments(Operands o, int i, int rows) {
        return Segments.ofLengths(o.wholesIn(i), o.inShape(i).intSize(), rows);
    }

    private static void count(Operands o) {
        int count = o.outShape(0).intSize();
        int[] ids = Segments.SORTED.of(o, 0, o.inShape(0).intSize(), count);
        int[] sizes = Segments.sizes(ids, count);
        for (int s = 0; s < count; s++) {
            o.wholesOut(0)[s] = sizes[s];
        }
    }

    private static void tile(Operands o) {
        Shape y = o.outShape(0);
        int d = y.sizeOf(1, y.rank());
        int[] from = segments(o, 1, y.dim(0));
        for (int i = 0; i < from.length; i++) {
            System.arraycopy(o.in(0), from[i] * d, o.out(0), i * d, d);
        }
    }
}
