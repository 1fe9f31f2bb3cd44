package org.duograph.session.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duograph.graph.Value;
import org.duograph.ops.shape.Pad;
import org.duograph.ops.shape.Slice;
import org.duograph.ops.shape.Transpose;
import org.duograph.tensor.Shape;

/** Pixels of a block that become channels or images, and back. */
final class Blocks {
    private static final String DEPTH = "T:type block_size:int data_format:string=NHWC";
    private static final String BATCH = "T:type Tblock_shape:type=int32 ";

    static final List<Operator> OPERATORS =
            List.of(
                    Operator.of("SpaceToDepth", "input:T -> output:T", DEPTH, Blocks::toDepth),
                    Operator.of("DepthToSpace", "input:T -> output:T", DEPTH, Blocks::fromDepth),
                    Operator.of(
                            "SpaceToBatchND",
                            "input:T block_shape:Tblock_shape paddings:Tpaddings -> output:T",
                            BATCH + "Tpaddings:type=int32",
                            site -> toBatch(site, site.numbers(1, "block_shape"), 2)),
                    Operator.of(
                            "BatchToSpaceND",
                            "input:T block_shape:Tblock_shape crops:Tcrops -> output:T",
                            BATCH + "Tcrops:type=int32",
                            site -> fromBatch(site, site.numbers(1, "block_shape"), 2)),
                    Operator.of(
                            "SpaceToBatch",
                            "input:T paddings:Tpaddings -> output:T",
                            "T:type Tpaddings:type=int32 block_size:int",
                            site -> toBatch(site, square(site), 1)),
                    Operator.of(
                            "BatchToSpace",
                            "input:T crops:Tidx -> output:T",
                            "T:type block_size:int Tidx:type=int32",
                            site -> fromBatch(site, square(site), 1)));

    private Blocks() {}

    private static List<Long> square(LoweringSite site) {
        long size = site.attrs().integer("block_size");
        return List.of(size, size);
    }

    private static Value moved(LoweringSite site, Value x, List<Integer> axes) {
        return site.value(Transpose.OP, Map.of("axes", axes), x);
    }

    private static long divided(long extent, long by) {
        if (by < 1 || extent % by != 0) {
            throw new IllegalArgumentException(
                    "Dimension size must be evenly divisible by %d but is %d"
                            .formatted(by, extent));
        }
        return extent / by;
    }

    /** The images with channels last, whatever the format says. */
    private static Value channelsLast(LoweringSite site) {
        Value x = site.input(0);
        if (x.shape().rank() != 4) {
            throw new IllegalArgumentException("input must be 4-dimensional, found " + x.shape());
        }
        return Images.of(site).channelsLast() ? x : moved(site, x, List.of(0, 2, 3, 1));
    }

    private static void giveImages(LoweringSite site, Value y) {
        site.give(Images.of(site).channelsLast() ? y : moved(site, y, List.of(0, 3, 1, 2)));
    }

    private static void toDepth(LoweringSite site) {
        Formula f = new Formula(site);
        Value x = channelsLast(site);
        long b = site.attrs().integer("block_size");
        Shape s = x.shape();
        long h = divided(s.dim(1), b);
        long w = divided(s.dim(2), b);
        Value cut = f.reshape(x, List.of(s.dim(0), h, b, w, b, s.dim(3)));
        Value together = moved(site, cut, List.of(0, 1, 3, 2, 4, 5));
        giveImages(site, f.reshape(together, List.of(s.dim(0), h, w, b * b * s.dim(3))));
    }

    private static void fromDepth(LoweringSite site) {
        Formula f = new Formula(site);
        Value x = channelsLast(site);
        long b = site.attrs().integer("block_size");
        Shape s = x.shape();
        long c = divided(s.dim(3), b * b);
        Value cut = f.reshape(x, List.of(s.dim(0), s.dim(1), s.dim(2), b, b, c));
        Value apart = moved(site, cut, List.of(0, 1, 3, 2, 4, 5));
        giveImages(site, f.reshape(apart, List.of(s.dim(0), s.dim(1) * b, s.dim(2) * b, c)));
    }

    /** Before and after each of the dimensions that are cut; none for the others. */
    private static List<List<Long>> borders(LoweringSite site, int input, int blocks, int rank) {
        List<Long> pairs = site.numbers(input, "borders");
        if (pairs.size() != 2 * blocks || blocks >= rank) {
            throw new IllegalArgumentException(
                    "there must be a border before and after each of %d dimensions, found %s"
                            .formatted(blocks, pairs));
        }
        List<Long> before = new ArrayList<>(java.util.Collections.nCopies(rank, 0L));
        List<Long> after = new ArrayList<>(before);
        for (int i = 0; i < blocks; i++) {
            before.set(i + 1, pairs.get(2 * i));
            after.set(i + 1, pairs.get(2 * i + 1));
        }
        return List.of(before, after);
    }

    /** Each pixel of a block goes to images of its own, the first pixels' images first. */
    private static void toBatch(LoweringSite site, List<Long> block, int paddings) {
        Formula f = new Formula(site);
        Value x = site.input(0);
        int rank = x.shape().rank();
        int m = block.size();
        List<List<Long>> borders = borders(site, paddings, m, rank);
        Map<String, ?> wide = Map.of("before", borders.get(0), "after", borders.get(1));
        Value padded = site.value(Pad.OP, wide, x);
        List<Long> cut = new ArrayList<>(List.of((long) x.shape().dim(0)));
        List<Long> result = new ArrayList<>(List.of((long) x.shape().dim(0)));
        for (int i = 0; i < m; i++) {
            long left = divided(padded.shape().dim(i + 1), block.get(i));
            cut.add(left);
            cut.add(block.get(i));
            result.set(0, result.get(0) * block.get(i));
            result.add(left);
        }
        List<Integer> axes = new ArrayList<>();
        IntStream.range(0, m).forEach(i -> axes.add(2 + 2 * i));
        axes.add(0);
        IntStream.range(0, m).forEach(i -> axes.add(1 + 2 * i));
        addRest(x.shape(), m, cut, result, axes);
        site.give(f.reshape(moved(site, f.reshape(padded, cut), axes), result));
    }

    private static void fromBatch(LoweringSite site, List<Long> block, int crops) {
        Formula f = new Formula(site);
        Value x = site.input(0);
        int rank = x.shape().rank();
        int m = block.size();
        List<List<Long>> borders = borders(site, crops, m, rank);
        long each = block.stream().mapToLong(b -> b).reduce(1, (a, b) -> a * b);
        long batch = divided(x.shape().dim(0), each);
        List<Long> cut = new ArrayList<>(block);
        cut.add(batch);
        List<Long> whole = new ArrayList<>(List.of(batch));
        List<Integer> axes = new ArrayList<>(List.of(m));
        for (int i = 0; i < m; i++) {
            cut.add((long) x.shape().dim(i + 1));
            whole.add(x.shape().dim(i + 1) * block.get(i));
            axes.add(m + 1 + i);
            axes.add(i);
        }
        addRest(x.shape(), m, cut, whole, axes);
        Value joined = f.reshape(moved(site, f.reshape(x, cut), axes), whole);
        List<Long> ends = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            ends.add(whole.get(i) - borders.get(1).get(i));
        }
        site.give(site.value(Slice.OP, Map.of("starts", borders.get(0), "ends", ends), joined));
    }

    /** The dimensions behind those that are cut stay where they are. */
    private static void addRest(
            Shape x, int m, List<Long> cut, List<Long> result, List<Integer> axes) {
        for (int i = m + 1; i < x.rank(); i++) {
            axes.add(cut.size());
            cut.add((long) x.dim(i));
            result.add((long) x.dim(i));
        }
    }
}
