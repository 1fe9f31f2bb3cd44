package org.duograph.ops.segment;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** How operators are told which rows belong together. */
enum Segments {
    /** How many rows each segment has: the first ones belong to the first segment, and so on. */
    LENGTHS("lengths", "how many rows each segment has, S of them; they add up to N"),

    /** The number of its segment at each row, never less than at the row before. */
    SORTED("segment_ids", "the number of its segment for each row, N of them, ascending"),

    /** The number of its segment at each row, in any order. */
    UNSORTED("segment_ids", "the number of its segment for each row, N of them");

    /** How many segments there are, where the numbers of segments are given. */
    static final Attr NUM_SEGMENTS =
            Attr.optional(
                    "num_segments",
                    Attr.Kind.INT,
                    "How many segments there are, S. Nets may leave it out: then the greatest of"
                            + " segment_ids says it.");

    /** The operand's name. */
    final String operand;

    private final String doc;

    Segments(String operand, String doc) {
        this.operand = operand;
        this.doc = doc;
    }

    /** The attributes that go with it. */
    List<Attr> attrs() {
        return this == LENGTHS ? List.of() : List.of(NUM_SEGMENTS);
    }

    /** Adds the operand to a definition. */
    OpBuilder input(OpBuilder op) {
        return op.input(operand, doc).ofType(ElementTypes.INDICES).attrs(attrs());
    }

    /** To test with: six rows in three segments of two, or in the last of three. */
    Sample.Input sample() {
        return this == UNSORTED
                ? Sample.whole(DType.INT32, Shape.of(6), 0, 3)
                : this == SORTED
                        ? Sample.whole(DType.INT64, Shape.of(6), 2, 3)
                        : Sample.whole(DType.INT32, Shape.of(3), 2, 3);
    }

    /** The attributes of such a sample, as text. */
    String sampleAttrs() {
        return this == LENGTHS ? "" : "num_segments=3";
    }

    /** Three rows in two segments, of two rows and of one. */
    NDArray example() {
        return this == LENGTHS ? NDArray.of(Shape.of(2), 2, 1) : NDArray.of(Shape.of(3), 0, 0, 1);
    }

    /** The attributes of such an example. */
    Map<String, ?> exampleAttrs() {
        return this == LENGTHS ? Map.of() : Map.of("num_segments", 2);
    }

    /**
     * How many segments input {@code i} gives.
     *
     * @param rows how many rows there are
     * @throws IllegalArgumentException if it does not fit
     */
    int count(TypeRule.Site site, int i, long rows) {
        site.requireRank(i, 1);
        if (this == LENGTHS) {
            return site.shape(i).dim(0);
        }
        site.require(
                site.shape(i).dim(0) == rows,
                "segment_ids must hold a number for each of the %d rows, found %s",
                rows,
                site.in(i));
        site.require(
                site.attrs().has("num_segments"),
                "the number of segments must be known before the net runs; give it as the argument"
                        + " num_segments");
        site.attrs().atLeast(0, "num_segments");
        return site.attrs().int32("num_segments");
    }

    /**
     * The segment of each row.
     *
     * @param i the input that tells
     * @param rows how many rows there are
     * @param count how many segments there are
     * @throws IllegalArgumentException if lengths do not add up, or a number is out of range
     */
    int[] of(Operands o, int i, int rows, int count) {
        return this == LENGTHS
                ? ofLengths(o.wholesIn(i), o.inShape(i).intSize(), rows)
                : ofNumbers(o.wholesIn(i), rows, count);
    }

    /** The segment of each row, by the lengths of segments. */
    static int[] ofLengths(long[] lengths, int count, int rows) {
        int[] segments = new int[rows];
        long total = 0;
        for (int s = 0; s < count; s++) {
            if (lengths[s] < 0) {
                throw new IllegalArgumentException(
                        "lengths[%d] must not be negative, found %d".formatted(s, lengths[s]));
            }
            for (long k = total; k < Math.min(rows, total + lengths[s]); k++) {
                segments[(int) k] = s;
            }
            total += lengths[s];
        }
        if (total != rows) {
            throw new IllegalArgumentException(
                    "lengths must add up to the %d rows, found %d".formatted(rows, total));
        }
        return segments;
    }

    private int[] ofNumbers(long[] numbers, int rows, int count) {
        int[] segments = new int[rows];
        for (int k = 0; k < rows; k++) {
            if (numbers[k] < 0 || numbers[k] >= count) {
                throw new IllegalArgumentException(
                        "segment_ids[%d] must be from 0 to %d, found %d"
                                .formatted(k, count - 1, numbers[k]));
            }
            if (this == SORTED && k > 0 && numbers[k] < numbers[k - 1]) {
                throw new IllegalArgumentException(
                        "segment_ids must ascend, found %d behind %d at %d; the operators of"
                                        .formatted(numbers[k], numbers[k - 1], k)
                                + " unsorted segments take any order");
            }
            segments[k] = (int) numbers[k];
        }
        return segments;
    }

    /** How many rows each segment has. */
    static int[] sizes(int[] segments, int count) {
        int[] sizes = new int[count];
        for (int segment : segments) {
            sizes[segment]++;
        }
        return sizes;
    }
}
