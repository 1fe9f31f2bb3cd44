package org.duograph.ops.segment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Segments of different lengths as an array in which each has the same, padded at its end, and
 * back. Segments stand one below the other, S x L x ..., or, for recurrent nets, step by step, L x
 * S x ....
 */
public final class PackSegments {
    /** The length that all segments get. */
    private static final Attr MAX_LENGTH =
            Attr.optional(
                    "max_length",
                    Attr.Kind.INT,
                    "The length that all segments get, L. Nets may leave it out: then the greatest"
                            + " of lengths says it.");

    private static final Attr PAD_MINF =
            Attr.ofInt("pad_minf", 0, "1: minus infinity is the padding; 0: zero is.");
    private static final Attr MASK =
            Attr.ofInt("return_presence_mask", 0, "1: a second output says where there is none.");

    private static final Sample.Input LENGTHS = Sample.whole(DType.INT32, Shape.of(3), 2, 3);
    private static final Sample.Input ROWS = Sample.real(Shape.of(6, 2), -1, 1);
    private static final NDArray EXAMPLE = NDArray.of(Shape.of(3), 5f, 6, 7);
    private static final NDArray TWO_AND_ONE = NDArray.of(Shape.of(2), 2, 1);

    /** Each segment becomes a padded block. */
    public static final OpDef PACK =
            packed("PackSegments", true)
                    .summary("Pads segments to one length and puts each into a block of its own.")
                    .formula("Y[s, k, ...] = row k of segment s, or padding")
                    .attrs(PAD_MINF, MASK)
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            1,
                                            g.append(
                                                    PackSegments.UNPACK,
                                                    Map.of("rows", g.input(1).shape().dim(0)),
                                                    g.input(0),
                                                    g.outputGradient(0))))
                    .example(
                            new Example(
                                    Map.of("max_length", 2, "return_presence_mask", 1),
                                    List.of(TWO_AND_ONE, EXAMPLE),
                                    List.of(
                                            NDArray.of(Shape.of(2, 2), 5f, 6, 7, 0),
                                            NDArray.of(Shape.of(2, 2), 1, 1, 1, 0)
                                                    .cast(DType.BOOL))))
                    .sample(Sample.of("max_length=3", LENGTHS, ROWS))
                    .sample(Sample.of("max_length=2, return_presence_mask=1", LENGTHS, ROWS))
                    .build();

    /** Padded blocks become segments again. */
    public static final OpDef UNPACK =
            unpacked("UnpackSegments", true)
                    .summary("Puts the rows of padded blocks one behind the other again.")
                    .formula("Y[i, ...] = X[s, k, ...], row i being row k of segment s")
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            1,
                                            g.append(
                                                    PACK,
                                                    Map.of("max_length", g.input(1).shape().dim(1)),
                                                    g.input(0),
                                                    g.outputGradient(0))))
                    .example(
                            Example.of(
                                    "rows=3",
                                    TWO_AND_ONE,
                                    NDArray.of(Shape.of(2, 2), 5f, 6, 7, 0),
                                    EXAMPLE))
                    .sample(Sample.of("rows=6", LENGTHS, Sample.real(Shape.of(3, 3, 2), -1, 1)))
                    .build();

    /** Segments as a recurrent net reads them, step by step. */
    public static final OpDef PACK_STEPS =
            packed("PackRNNSequence", false)
                    .summary("Puts sequences beside each other, step by step, padded with zeros.")
                    .formula("Y[k, s, ...] = row k of sequence s, or 0")
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(
                                                    PackSegments.UNPACK_STEPS,
                                                    Map.of("rows", g.input(0).shape().dim(0)),
                                                    g.outputGradient(0),
                                                    g.input(1))))
                    .example(
                            Example.of(
                                    "max_length=2",
                                    EXAMPLE,
                                    TWO_AND_ONE,
                                    NDArray.of(Shape.of(2, 2), 5f, 7, 6, 0)))
                    .sample(Sample.of("max_length=3", ROWS, LENGTHS))
                    .build();

    /** What a recurrent net gave, sequence by sequence. */
    public static final OpDef UNPACK_STEPS =
            unpacked("UnpackRNNSequence", false)
                    .summary("Puts sequences that stand step by step one behind the other again.")
                    .formula("Y[i, ...] = X[k, s, ...], row i being row k of sequence s")
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(
                                                    PACK_STEPS,
                                                    Map.of("max_length", g.input(0).shape().dim(0)),
                                                    g.outputGradient(0),
                                                    g.input(1))))
                    .example(
                            Example.of(
                                    "rows=3",
                                    NDArray.of(Shape.of(2, 2), 5f, 7, 6, 0),
                                    TWO_AND_ONE,
                                    EXAMPLE))
                    .sample(Sample.of("rows=6", Sample.real(Shape.of(3, 3, 2), -1, 1), LENGTHS))
                    .build();

    private PackSegments() {}

    /** Caffe2 has the lengths first for blocks, and last for steps. */
    private static OpBuilder named(String type, boolean blocks, String doc) {
        OpBuilder op = OpDef.named(type);
        if (!blocks) {
            op.input("X", doc);
        }
        op.input("lengths", "how many rows each of S segments has; they add up to N")
                .ofType(ElementTypes.INDICES);
        return blocks ? op.input("X", doc).ofType(ElementTypes.FLOATS) : op;
    }

    private static OpBuilder packed(String type, boolean blocks) {
        String shape = blocks ? "S x L x ..." : "L x S x ...";
        OpBuilder op =
                named(type, blocks, "N x ...: the rows")
                        .output("Y", shape)
                        .ofType(ElementTypes.sameAs("X"))
                        .attrs(MAX_LENGTH)
                        .types(site -> packedTypes(site, blocks))
                        .kernel(o -> pack(o, blocks));
        return blocks
                ? op.optionalOutput("presence_mask", "S x L: whether there is a row")
                        .ofType(ElementTypes.BOOLS)
                : op;
    }

    private static OpBuilder unpacked(String type, boolean blocks) {
        String shape = blocks ? "S x L x ..." : "L x S x ...";
        return named(type, blocks, shape)
                .output("Y", "N x ...: the rows")
                .ofType(ElementTypes.sameAs("X"))
                .attrs(SegmentLengths.ROWS)
                .attrs(
                        blocks
                                ? List.of(Attr.ofInt("max_length", -1, "Not used: X says it."))
                                : List.of())
                .types(site -> unpackedTypes(site, blocks))
                .kernel(o -> unpack(o, blocks));
    }

    private static List<ArrayType> packedTypes(TypeRule.Site site, boolean blocks) {
        int x = blocks ? 1 : 0;
        site.requireRank(1 - x, 1);
        site.require(site.shape(x).rank() > 0, "X must have rows, found %s", site.in(x));
        site.require(
                site.attrs().has("max_length"),
                "the greatest length must be known before the net runs; give it as the argument"
                        + " max_length");
        site.attrs().atLeast(0, "max_length");
        int length = site.attrs().int32("max_length");
        int count = site.shape(1 - x).dim(0);
        Shape mask = blocks ? Shape.of(count, length) : Shape.of(length, count);
        List<Integer> y = new ArrayList<>(mask.toList());
        y.addAll(site.shape(x).toList().subList(1, site.shape(x).rank()));
        ArrayType packed = site.in(x).withShape(Shape.of(y));
        return blocks && site.attrs().flag("return_presence_mask")
                ? List.of(packed, new ArrayType(DType.BOOL, mask))
                : List.of(packed);
    }

    private static List<ArrayType> unpackedTypes(TypeRule.Site site, boolean blocks) {
        int x = blocks ? 1 : 0;
        Shape packed = site.shape(x);
        site.requireRank(1 - x, 1);
        int count = site.shape(1 - x).dim(0);
        site.require(
                packed.rank() > 1 && packed.dim(blocks ? 0 : 1) == count,
                "X must hold %d segments, as many as there are lengths, along dimension %d, found"
                        + " %s",
                count,
                blocks ? 0 : 1,
                site.in(x));
        List<Integer> y = new ArrayList<>(List.of(SegmentLengths.rows(site)));
        y.addAll(packed.toList().subList(2, packed.rank()));
        return List.of(site.in(x).withShape(Shape.of(y)));
    }

    /** What is done with each row. */
    private interface Visitor {
        /** Row {@code i} of all stands at {@code packed} among the padded ones. */
        void row(int i, int packed);
    }

    private static void each(Operands o, boolean blocks, int rows, Shape packed, Visitor visitor) {
        int lengths = blocks ? 0 : 1;
        int[] segment = SegmentLengths.segments(o, lengths, rows);
        int length = packed.dim(blocks ? 1 : 0);
        int count = packed.dim(blocks ? 0 : 1);
        int k = 0;
        for (int i = 0; i < rows; i++) {
            k = i > 0 && segment[i] == segment[i - 1] ? k + 1 : 0;
            if (k >= length) {
                throw new IllegalArgumentException(
                        "segment %d is longer than the %d rows there are for it"
                                .formatted(segment[i], length));
            }
            visitor.row(i, blocks ? segment[i] * length + k : k * count + segment[i]);
        }
    }

    private static void pack(Operands o, boolean blocks) {
        int x = blocks ? 1 : 0;
        Shape y = o.outShape(0);
        int d = y.sizeOf(2, y.rank());
        Attrs attrs = o.attrs();
        double padding = blocks && attrs.flag("pad_minf") ? Double.NEGATIVE_INFINITY : 0;
        Arrays.fill(o.out(0), 0, y.intSize(), padding);
        boolean masked = o.outputCount() > 1;
        if (masked) {
            Arrays.fill(o.out(1), 0, o.outShape(1).intSize(), 0);
        }
        each(
                o,
                blocks,
                o.inShape(x).dim(0),
                y,
                (i, at) -> {
                    System.arraycopy(o.in(x), i * d, o.out(0), at * d, d);
                    if (masked) {
                        o.out(1)[at] = 1;
                    }
                });
    }

    private static void unpack(Operands o, boolean blocks) {
        int x = blocks ? 1 : 0;
        Shape packed = o.inShape(x);
        int d = packed.sizeOf(2, packed.rank());
        int rows = o.outShape(0).dim(0);
        each(
                o,
                blocks,
                rows,
                packed,
                (i, at) -> System.arraycopy(o.in(x), at * d, o.out(0), i * d, d));
    }
}
