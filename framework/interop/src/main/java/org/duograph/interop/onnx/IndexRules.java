package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Elements, rows and blocks picked by their places. */
final class IndexRules {
    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("Compress", IndexRules::compress),
                    entry("Gather", IndexRules::gather),
                    entry("GatherElements", IndexRules::gatherElements),
                    entry("GatherND", IndexRules::gatherNd),
                    entry("NonZero", IndexRules::nonZero),
                    entry("OneHot", IndexRules::oneHot),
                    entry("Pad", IndexRules::pad),
                    entry("ReverseSequence", IndexRules::reverseSequence),
                    entry("Slice", IndexRules::slice),
                    entry("Trilu", IndexRules::trilu),
                    entry("Unique", UniqueRule::lower),
                    entry(
                            "Where",
                            s -> s.give(s.op("Where", Map.of(), s.in(0), s.in(1), s.in(2)))));

    private IndexRules() {}

    private static void slice(NodeSite site) {
        Value x = site.in(0);
        boolean old = site.opset() < 10;
        List<Long> starts = old ? site.ints("starts") : site.wholes(1, "the starts");
        List<Long> ends = old ? site.ints("ends") : site.wholes(2, "the ends");
        List<Long> axes = old ? site.ints("axes") : null;
        axes = !old && site.has(3) ? site.wholes(3, "the axes") : axes;
        List<Long> steps = !old && site.has(4) ? site.wholes(4, "the steps") : null;
        site.require(starts != null && ends != null, "starts or ends are missing");
        if (axes == null) {
            axes = LongStream.range(0, starts.size()).boxed().toList();
        }
        site.require(
                ends.size() == starts.size()
                        && axes.size() == starts.size()
                        && (steps == null || steps.size() == starts.size()),
                "starts, ends, axes and steps must be as many, found %s, %s, %s and %s",
                starts,
                ends,
                axes,
                steps);
        int rank = x.shape().rank();
        List<Long> from = new ArrayList<>(Collections.nCopies(rank, 0L));
        List<Long> counts =
                new ArrayList<>(x.shape().toList().stream().map(d -> (long) d).toList());
        List<Long> by = new ArrayList<>(Collections.nCopies(rank, 1L));
        for (int i = 0; i < axes.size(); i++) {
            int axis = x.shape().axis(axes.get(i));
            long step = steps == null ? 1 : steps.get(i);
            site.require(step != 0 && step != Long.MIN_VALUE, "a step is %d", step);
            long extent = x.shape().dim(axis);
            long low = step > 0 ? 0 : -1; // backwards the end may lie before the first
            long high = step > 0 ? extent : extent - 1;
            long start = Math.max(low, Math.min(high, counted(starts.get(i), extent)));
            long end = Math.max(low, Math.min(high, counted(ends.get(i), extent)));
            long way = step > 0 ? end - start : start - end;
            long stride = Math.abs(step);
            from.set(axis, start);
            counts.set(axis, way <= 0 ? 0 : 1 + (way - 1) / stride);
            by.set(axis, Math.max(-extent - 1, Math.min(extent + 1, step))); // far is far enough
        }
        Value y = new Formula(site).slice(x, from, counts, by);
        site.give(y == x ? site.op("Copy", Map.of(), x) : y);
    }

    private static long counted(long place, long extent) {
        return place < 0 ? Math.max(place, -extent - 1) + extent : place;
    }

    private static void gather(NodeSite site) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        int axis = x.shape().axis(site.i("axis", 0));
        site.give(f.take(x, axis, f.wrapped(site.in(1), x.shape().dim(axis))));
    }

    private static void gatherElements(NodeSite site) {
        Value x = site.in(0);
        Map<String, ?> attrs = Map.of("axis", x.shape().axis(site.i("axis", 0)));
        site.give(site.op("GatherElements", attrs, x, site.in(1)));
    }

    /** The places stand one below the other; how many there are must be known. */
    private static void nonZero(NodeSite site) {
        Formula f = new Formula(site);
        Node places = site.append(OpCatalog.get("NonZero"), Map.of(), List.of(site.in(0)));
        long count = site.count(places.output(1), "how many are not zero");
        site.give(f.slice(places.output(0), 1, 0, count, 1));
    }

    /** Batch axes become places like others, which count up. */
    private static void gatherNd(NodeSite site) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        Value indices = site.in(1);
        int batch = (int) site.i("batch_dims", 0);
        site.give(f.of("GatherNd", x, wrappedNd(f, x, indices, batch)));
    }

    /** Places with as many numbers as axes are named, none below zero, batch axes in front. */
    static Value wrappedNd(Formula f, Value x, Value indices, int batch) {
        Shape shape = indices.shape();
        if (shape.rank() == 0 || batch < 0 || shape.dim(-1) + batch > x.shape().rank()) {
            throw new IllegalArgumentException(
                    "indices %s do not point into %s".formatted(shape, x.shape()));
        }
        int k = shape.dim(-1);
        DType dtype = indices.type().dtype();
        List<Long> extents = new ArrayList<>();
        IntStream.range(0, k).forEach(i -> extents.add((long) x.shape().dim(batch + i)));
        Value end = f.plus(indices, f.wholes(dtype, extents));
        Value places = f.where(f.less(indices, f.number(indices, 0)), end, indices);
        for (int d = batch - 1; d >= 0; d--) {
            List<Integer> column = new ArrayList<>(Collections.nCopies(shape.rank(), 1));
            column.set(d, shape.dim(d));
            Shape one = shape.with(-1, 1);
            Value own = f.stretch(f.reshape(f.range(dtype, shape.dim(d)), column), one);
            places = f.concat(shape.rank() - 1, List.of(own, places));
        }
        return places;
    }

    private static void oneHot(NodeSite site) {
        Formula f = new Formula(site);
        Value indices = site.in(0);
        long depth = (long) site.known(1, "the depth").item();
        f.requireModest(depth);
        Value offOn = site.in(2);
        int rank = indices.shape().rank();
        long given = site.i("axis", -1);
        int axis = (int) (given < 0 ? given + rank + 1 : given);
        site.require(axis >= 0 && axis <= rank, "there is no axis %d", given);
        List<Integer> column = new ArrayList<>(indices.shape().toList());
        column.add(axis, 1);
        List<Integer> line = new ArrayList<>(Collections.nCopies(rank + 1 - axis, 1));
        line.set(0, (int) depth);
        Value places = f.wrapped(f.cast(indices, DType.INT64), depth);
        Value range = f.reshape(f.range(DType.INT64, depth), line);
        Value hot = f.equal(f.reshape(places, column), range);
        Value on = f.reshape(f.slice(offOn, 0, 1, 1, 1), List.of());
        Value off = f.reshape(f.slice(offOn, 0, 0, 1, 1), List.of());
        site.give(f.where(hot, on, off));
    }

    private static void trilu(NodeSite site) {
        Value x = site.in(0);
        Map<String, ?> attrs =
                Map.of("upper", site.i("upper", 1), "k", site.has(1) ? site.whole(1, "k") : 0);
        site.give(
                site.op(
                        x.shape().size() == 0 ? "Copy" : "Trilu",
                        x.shape().size() == 0 ? Map.of() : attrs,
                        x));
    }

    /** How many stay must be known; which those are follows from the same numbers. */
    private static void compress(NodeSite site) {
        Formula f = new Formula(site);
        NDArray wanted = site.known(1, "the condition");
        boolean flat = !site.hasAttr("axis");
        Value x = flat ? f.reshape(site.in(0), List.of(site.in(0).shape().size())) : site.in(0);
        int axis = flat ? 0 : x.shape().axis(site.i("axis", 0));
        List<Long> places = new ArrayList<>();
        for (int i = 0; i < Math.min(wanted.size(), x.shape().dim(axis)); i++) {
            if (wanted.getWhole(i) != 0) {
                places.add((long) i);
            }
        }
        site.give(f.take(x, axis, f.wholes(DType.INT64, places)));
    }

    private static void reverseSequence(NodeSite site) {
        Map<String, ?> attrs =
                Map.of(
                        "time_axis", site.i("time_axis", 0),
                        "batch_axis", site.i("batch_axis", 1));
        site.give(site.op("ReverseSequence", attrs, site.in(0), site.in(1)));
    }

    /** Negative pads cut first. */
    private static void pad(NodeSite site) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        int rank = x.shape().rank();
        List<Long> pads =
                site.opset() < 11 ? site.ints("pads") : site.wholes(1, "how wide the border is");
        List<Long> named =
                site.has(3)
                        ? site.wholes(3, "the axes")
                        : LongStream.range(0, rank).boxed().toList();
        site.require(
                pads != null && pads.size() == 2 * named.size(),
                "pads must be two for each of %d axes, found %s",
                named.size(),
                pads);
        List<Long> before = new ArrayList<>(Collections.nCopies(rank, 0L));
        List<Long> after = new ArrayList<>(Collections.nCopies(rank, 0L));
        for (int i = 0; i < named.size(); i++) {
            before.set(x.shape().axis(named.get(i)), pads.get(i));
            after.set(x.shape().axis(named.get(i)), pads.get(named.size() + i));
        }
        Value inner = cut(f, x, before, after);
        String mode = site.s("mode", "constant");
        if (mode.equals("constant")) {
            site.give(bordered(site, inner, before, after));
            return;
        }
        Value y = inner;
        for (int axis = 0; axis < rank; axis++) {
            if (before.get(axis) > 0 || after.get(axis) > 0) {
                List<Long> from =
                        places(site, mode, y.shape().dim(axis), before.get(axis), after.get(axis));
                y = f.take(y, axis, f.wholes(DType.INT64, from));
            }
        }
        site.give(y);
    }

    private static Value cut(Formula f, Value x, List<Long> before, List<Long> after) {
        Value y = x;
        for (int axis = 0; axis < before.size(); axis++) {
            long first = Math.max(0, -before.get(axis));
            long left = y.shape().dim(axis) - first - Math.max(0, -after.get(axis));
            if (left < 0) {
                throw new IllegalArgumentException(
                        "pads cut more than there is of axis %d of %s".formatted(axis, x.shape()));
            }
            y = f.slice(y, axis, first, left, 1);
            before.set(axis, Math.max(0, before.get(axis)));
            after.set(axis, Math.max(0, after.get(axis)));
        }
        return y;
    }

    /** A number that is fed takes the place of zeros, where a table of truth values says so. */
    private static Value bordered(NodeSite site, Value x, List<Long> before, List<Long> after) {
        Formula f = new Formula(site);
        Value number = site.opset() < 11 ? null : site.inOrNull(2);
        if (number == null || number.node().isConstant()) {
            double value = number == null ? site.f("value", 0) : number.node().constant().item();
            return f.pad(x, before, after, value);
        }
        Value inside = f.filled(DType.BOOL, x.shape().toList(), 1);
        Value padded = f.pad(x, before, after, 0);
        return f.where(f.pad(inside, before, after, 0), padded, f.reshape(number, List.of()));
    }

    /** Where each element of a longer axis comes from. */
    private static List<Long> places(
            NodeSite site, String mode, int extent, long before, long after) {
        new Formula(site).requireModest(before + after + extent);
        site.require(extent > 0, "there is nothing to repeat");
        List<Long> places = new ArrayList<>();
        for (long i = -before; i < extent + after; i++) {
            long period = Math.max(1, 2L * (extent - 1));
            long folded = Math.floorMod(i, period);
            places.add(
                    switch (mode) {
                        case "edge" -> Math.max(0, Math.min(extent - 1, i));
                        case "reflect" -> extent == 1 ? 0 : Math.min(folded, period - folded);
                        case "wrap" -> (long) Math.floorMod(i, extent);
                        default -> throw site.refuse("mode \"%s\" is not known", mode);
                    });
        }
        return places;
    }
}
