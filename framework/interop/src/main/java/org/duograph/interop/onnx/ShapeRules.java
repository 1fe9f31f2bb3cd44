package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.duograph.graph.Value;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/** Operators that give the same elements in another shape or order, or as another type. */
final class ShapeRules {
    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("Cast", ShapeRules::cast),
                    entry("CastLike", ShapeRules::castLike),
                    entry("Concat", ShapeRules::concat),
                    entry("DepthToSpace", ShapeRules::depthToSpace),
                    entry("Expand", ShapeRules::expand),
                    entry("Flatten", ShapeRules::flatten),
                    entry("Reshape", ShapeRules::reshape),
                    entry("Shape", ShapeRules::shape),
                    entry("Size", ShapeRules::size),
                    entry("SpaceToDepth", ShapeRules::spaceToDepth),
                    entry("Split", ShapeRules::split),
                    entry("Squeeze", ShapeRules::squeeze),
                    entry("Tile", ShapeRules::tile),
                    entry("Transpose", ShapeRules::transpose),
                    entry("Unsqueeze", ShapeRules::unsqueeze));

    private ShapeRules() {}

    private static void cast(NodeSite site) {
        site.give(cast(site, OnnxType.of(site.i("to", 0))));
    }

    private static void castLike(NodeSite site) {
        site.give(cast(site, site.in(1).type().dtype()));
    }

    private static Value cast(NodeSite site, DType to) {
        DType from = site.in(0).type().dtype();
        if (from == DType.STRING && to == DType.BOOL || from == DType.BOOL && to == DType.STRING) {
            throw site.refuse("texts of truth values are not cast");
        }
        return site.op("Cast", Map.of("to", to), site.in(0));
    }

    private static void concat(NodeSite site) {
        List<Value> parts = site.inputs();
        site.require(!parts.isEmpty(), "it needs at least one input");
        int axis = parts.get(0).shape().axis(site.i("axis", site.opset() < 4 ? 1 : 0));
        List<Value> filled = parts.stream().filter(p -> p.shape().dim(axis) > 0).toList();
        site.give(new Formula(site).concat(axis, filled.isEmpty() ? parts : filled));
    }

    private static void expand(NodeSite site) {
        Value x = site.in(0);
        Shape shape = Shape.of(site.wholes(1, "the shape"));
        site.give(new Formula(site).stretch(x, Formula.stretched(x.shape(), shape)));
    }

    private static void flatten(NodeSite site) {
        Shape x = site.in(0).shape();
        long given = site.i("axis", 1);
        int axis = (int) (given < 0 ? given + x.rank() : given);
        site.require(axis >= 0 && axis <= x.rank(), "shape %s has no axis %d", x, given);
        List<Integer> flat = List.of(x.sizeOf(0, axis), x.sizeOf(axis, x.rank()));
        site.give(new Formula(site).reshape(site.in(0), flat));
    }

    private static void reshape(NodeSite site) {
        Shape x = site.in(0).shape();
        List<Long> wanted =
                new ArrayList<>(
                        site.opset() < 5
                                ? site.requiredInts("shape")
                                : site.wholes(1, "the new shape"));
        boolean zeroIsZero = site.flag("allowzero", false);
        long others = 1;
        int open = -1;
        for (int i = 0; i < wanted.size(); i++) {
            if (wanted.get(i) == 0 && !zeroIsZero) {
                site.require(i < x.rank(), "0 stands where shape %s has no extent", x);
                wanted.set(i, (long) x.dim(i));
            }
            if (wanted.get(i) == -1) {
                site.require(open < 0, "only one extent may be -1, found %s", wanted);
                open = i;
            } else {
                others = Math.multiplyExact(others, wanted.get(i));
            }
        }
        if (open >= 0) {
            site.require(
                    others != 0 && x.size() % others == 0, "shape %s can't become %s", x, wanted);
            wanted.set(open, x.size() / others);
        }
        site.give(new Formula(site).reshape(site.in(0), wanted));
    }

    private static void shape(NodeSite site) {
        if (!(site.item(0) instanceof Item.Array)) {
            throw site.refuse("a sequence has no shape");
        }
        int rank = site.in(0).shape().rank();
        int start = bound(site.i("start", 0), rank);
        int end = bound(site.i("end", rank), rank);
        List<Integer> axes = IntStream.range(start, Math.max(start, end)).boxed().toList();
        List<Long> dims = axes.stream().map(a -> (long) site.in(0).shape().dim(a)).toList();
        site.give(new Formula(site).wholes(DType.INT64, dims));
    }

    private static int bound(long place, int rank) {
        long counted = place < 0 ? place + rank : place;
        return (int) Math.max(0, Math.min(rank, counted));
    }

    private static void size(NodeSite site) {
        Formula f = new Formula(site);
        site.give(f.reshape(f.wholes(DType.INT64, List.of(site.in(0).shape().size())), List.of()));
    }

    private static void split(NodeSite site) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        int axis = x.shape().axis(site.i("axis", 0));
        List<Long> sizes = site.opset() < 13 ? site.ints("split") : null;
        sizes = site.has(1) ? site.wholes(1, "the sizes of the parts") : sizes;
        long parts = site.i("num_outputs", site.outputCount());
        site.require(parts > 0, "it gives nothing");
        if (sizes == null) {
            long each = (x.shape().dim(axis) + parts - 1) / parts;
            sizes = new ArrayList<>(Collections.nCopies((int) parts, each));
            sizes.set((int) parts - 1, x.shape().dim(axis) - each * (parts - 1));
        }
        long sum = sizes.stream().mapToLong(s -> s).sum();
        site.require(
                sum == x.shape().dim(axis) && sizes.stream().allMatch(s -> s >= 0),
                "parts of %s make no %d",
                sizes,
                x.shape().dim(axis));
        long from = 0;
        for (long size : sizes) {
            site.give(f.slice(x, axis, from, size, 1));
            from += size;
        }
    }

    private static List<Long> axes(NodeSite site) {
        return site.opset() < 13
                ? site.ints("axes")
                : site.has(1) ? site.wholes(1, "the axes") : null;
    }

    private static void squeeze(NodeSite site) {
        Shape x = site.in(0).shape();
        List<Long> given = axes(site);
        List<Integer> gone = new ArrayList<>();
        if (given == null) {
            Formula.axes(x.rank()).stream().filter(a -> x.dim(a) == 1).forEach(gone::add);
        } else {
            given.forEach(axis -> gone.add(x.axis(axis)));
        }
        List<Integer> dims = new ArrayList<>();
        for (int i = 0; i < x.rank(); i++) {
            if (!gone.contains(i)) {
                dims.add(x.dim(i));
            } else {
                site.require(x.dim(i) == 1, "axis %d of shape %s is not 1", i, x);
            }
        }
        site.give(new Formula(site).reshape(site.in(0), dims));
    }

    private static void unsqueeze(NodeSite site) {
        Shape x = site.in(0).shape();
        List<Long> given = axes(site);
        site.require(given != null, "its axes are missing");
        int rank = x.rank() + given.size();
        TreeSet<Long> places = new TreeSet<>();
        given.forEach(axis -> places.add(axis < 0 ? axis + rank : axis));
        site.require(
                places.size() == given.size()
                        && (places.isEmpty() || places.first() >= 0 && places.last() < rank),
                "axes %s do not fit rank %d",
                given,
                rank);
        List<Integer> dims = new ArrayList<>(x.toList());
        places.forEach(place -> dims.add(place.intValue(), 1));
        site.give(new Formula(site).reshape(site.in(0), dims));
    }

    private static void tile(NodeSite site) {
        Value x = site.in(0);
        List<Long> repeats = new ArrayList<>();
        if (site.opset() < 6) {
            repeats.addAll(Collections.nCopies(x.shape().rank(), 1L));
            repeats.set(x.shape().axis(site.whole(2, "the axis")), site.whole(1, "tiles"));
        } else {
            repeats.addAll(site.wholes(1, "repeats"));
        }
        site.require(
                repeats.size() == x.shape().rank(),
                "%s must name each axis of %s",
                repeats,
                x.shape());
        Value y = x;
        for (int axis = 0; axis < repeats.size(); axis++) {
            if (repeats.get(axis) != 1) {
                y = site.op("Tile", Map.of("tiles", repeats.get(axis), "axis", axis), y);
            }
        }
        site.give(y == x ? site.op("Copy", Map.of(), x) : y);
    }

    private static void transpose(NodeSite site) {
        int rank = site.in(0).shape().rank();
        List<Long> perm = site.ints("perm");
        List<Integer> order = new ArrayList<>();
        if (perm == null) {
            IntStream.range(0, rank).forEach(i -> order.add(rank - 1 - i));
        } else {
            perm.forEach(axis -> order.add(site.in(0).shape().axis(axis)));
        }
        site.require(order.size() == rank, "perm %s does not fit rank %d", perm, rank);
        site.give(new Formula(site).transpose(site.in(0), order));
    }

    private static void depthToSpace(NodeSite site) {
        Formula f = new Formula(site);
        Shape x = requireImages(site);
        int b = (int) site.i("blocksize", 0);
        site.require(b > 0 && x.dim(1) % (b * b) == 0, "%d x %d do not divide %s", b, b, x);
        int c = x.dim(1) / (b * b);
        boolean depthFirst = site.s("mode", "DCR").equals("DCR");
        List<Integer> parts =
                depthFirst
                        ? List.of(x.dim(0), b, b, c, x.dim(2), x.dim(3))
                        : List.of(x.dim(0), c, b, b, x.dim(2), x.dim(3));
        Value split = f.reshape(site.in(0), parts);
        Value moved =
                depthFirst
                        ? f.transpose(split, 0, 3, 4, 1, 5, 2)
                        : f.transpose(split, 0, 1, 4, 2, 5, 3);
        site.give(f.reshape(moved, List.of(x.dim(0), c, x.dim(2) * b, x.dim(3) * b)));
    }

    private static void spaceToDepth(NodeSite site) {
        Formula f = new Formula(site);
        Shape x = requireImages(site);
        int b = (int) site.i("blocksize", 0);
        site.require(
                b > 0 && x.dim(2) % b == 0 && x.dim(3) % b == 0, "%d does not divide %s", b, x);
        int h = x.dim(2) / b;
        int w = x.dim(3) / b;
        Value split = f.reshape(site.in(0), List.of(x.dim(0), x.dim(1), h, b, w, b));
        Value moved = f.transpose(split, 0, 3, 5, 1, 2, 4);
        site.give(f.reshape(moved, List.of(x.dim(0), x.dim(1) * b * b, h, w)));
    }

    private static Shape requireImages(NodeSite site) {
        Shape x = site.in(0).shape();
        site.require(x.rank() == 4, "images N x C x H x W are wanted, found %s", x);
        return x;
    }
}
