package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.Shape;

/**
 * Convolutions. The core's have two axes: with one, a second of extent 1 is added; with three, the
 * first goes cell by cell, and what the cells give is added up.
 */
final class ConvRules {
    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("Conv", ConvRules::conv), entry("ConvTranspose", ConvRules::transposed));

    private ConvRules() {}

    private static void conv(NodeSite site) {
        Value x = site.in(0);
        Value w = site.in(1);
        List<Integer> extents = OnnxWindow.extents(x.shape());
        site.require(
                w.shape().rank() == x.shape().rank(),
                "W %s does not fit X %s",
                w.shape(),
                x.shape());
        OnnxWindow window =
                OnnxWindow.of(
                        site,
                        extents,
                        OnnxWindow.extents(w.shape()).stream().map(k -> (long) k).toList());
        site.give(conv(site, x, w, site.inOrNull(2), window, site.i("group", 1)));
    }

    /** A convolution over any number of axes. */
    static Value conv(NodeSite site, Value x, Value w, Value b, OnnxWindow window, long group) {
        Formula f = new Formula(site);
        int axes = x.shape().rank() - 2;
        if (axes == 1) {
            Value y = conv(site, column(f, x), column(f, w), b, window.flat(), group);
            return f.reshape(y, y.shape().toList().subList(0, 3));
        }
        if (axes == 2) {
            return plane(site, x, w, b, window, group);
        }
        Value padded = x;
        if (window.pad().stream().anyMatch(p -> p < 0)
                || window.before().get(0) != 0
                || window.after().get(0) != 0) {
            padded = bordered(f, x, window);
            window = window.bare();
        }
        Value sum = null;
        long places = window.places(0, padded.shape().dim(2));
        for (int k = 0; k < window.kernel().get(0); k++) {
            long stride = window.strides().get(0);
            Value cells = f.slice(padded, 2, k * window.dilations().get(0), places, stride);
            Value filter = f.slice(w, 2, k, 1, 1);
            Value part = folded(site, cells, filter, window.axes(1, axes), group);
            sum = sum == null ? part : f.plus(sum, part);
        }
        return b == null ? sum : f.plus(sum, channels(f, b, sum.shape().rank()));
    }

    /** The first of the axes becomes part of the batch. */
    private static Value folded(
            NodeSite site, Value x, Value filter, OnnxWindow window, long group) {
        Formula f = new Formula(site);
        Shape s = x.shape();
        List<Integer> flat = new ArrayList<>(List.of(s.dim(0) * s.dim(2), s.dim(1)));
        flat.addAll(s.toList().subList(3, s.rank()));
        List<Integer> one = new ArrayList<>(filter.shape().toList());
        one.remove(2);
        Value batch = f.reshape(f.moveAxis(x, 2, 1), flat);
        Value y = conv(site, batch, f.reshape(filter, one), null, window, group);
        List<Integer> back = new ArrayList<>(List.of(s.dim(0), s.dim(2)));
        back.addAll(y.shape().toList().subList(1, y.shape().rank()));
        return f.moveAxis(f.reshape(y, back), 1, 2);
    }

    private static Value plane(
            NodeSite site, Value x, Value w, Value b, OnnxWindow window, long group) {
        Formula f = new Formula(site);
        if (window.pad().stream().anyMatch(p -> p < 0)) {
            return plane(site, bordered(f, x, window), w, b, window.bare(), group);
        }
        Map<String, Object> attrs = attributes(window);
        attrs.put("group", group);
        List<Value> inputs = new ArrayList<>(List.of(x, w));
        if (b != null) {
            inputs.add(b);
        }
        return site.append(OpCatalog.get("Conv"), attrs, inputs).output(0);
    }

    /** The attributes of the core's windows. */
    static Map<String, Object> attributes(OnnxWindow window) {
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("kernel", window.kernel());
        attrs.put("stride", window.strides());
        attrs.put("pad", window.pad());
        attrs.put("dilation", window.dilations());
        return attrs;
    }

    /** Images with the window's border around, which is cut off where it is negative. */
    private static Value bordered(Formula f, Value x, OnnxWindow window) {
        return bordered(f, x, window.before(), window.after(), 0);
    }

    /** Images with a border around, which is cut off where it is negative. */
    static Value bordered(Formula f, Value x, List<Long> before, List<Long> after, double value) {
        Value y = x;
        List<Long> first = new ArrayList<>(List.of(0L, 0L));
        List<Long> last = new ArrayList<>(List.of(0L, 0L));
        for (int i = 0; i < before.size(); i++) {
            long skip = Math.max(0, -before.get(i));
            long left = y.shape().dim(2 + i) - skip - Math.max(0, -after.get(i));
            if (left < 0) {
                throw new IllegalArgumentException("a border cuts more than there is");
            }
            y = f.slice(y, 2 + i, skip, left, 1);
            first.add(Math.max(0, before.get(i)));
            last.add(Math.max(0, after.get(i)));
        }
        return f.pad(y, first, last, value);
    }

    /** One number for each channel, to be added to images. */
    static Value channels(Formula f, Value b, int rank) {
        List<Integer> shape = new ArrayList<>(Collections.nCopies(rank - 1, 1));
        shape.set(0, b.shape().intSize());
        return f.reshape(b, shape);
    }

    private static Value column(Formula f, Value x) {
        List<Integer> shape = new ArrayList<>(x.shape().toList());
        shape.add(1);
        return f.reshape(x, shape);
    }

    private static void transposed(NodeSite site) {
        Value x = site.in(0);
        Value w = site.in(1);
        List<Integer> extents = OnnxWindow.extents(x.shape());
        int n = extents.size();
        site.require(
                w.shape().rank() == x.shape().rank(),
                "W %s does not fit X %s",
                w.shape(),
                x.shape());
        List<Long> cells = OnnxWindow.extents(w.shape()).stream().map(k -> (long) k).toList();
        String auto = site.s("auto_pad", "NOTSET");
        OnnxWindow window = OnnxWindow.of(site, extents, cells);
        List<Long> given = site.ints("output_padding");
        List<Long> more = new ArrayList<>(given == null ? Collections.nCopies(n, 0L) : given);
        site.require(
                more.size() == n && more.stream().allMatch(p -> p >= 0 && p <= 1 << 20),
                "output_padding must be one for each axis, found %s",
                more);
        List<Long> before = new ArrayList<>(window.before());
        List<Long> after = new ArrayList<>(window.after());
        List<Long> wanted = site.ints("output_shape");
        boolean same = auto.startsWith("SAME");
        site.require(wanted == null || wanted.size() >= n, "output_shape %s does not fit", wanted);
        for (int i = 0; i < n && (wanted != null || same); i++) {
            long stride = window.strides().get(i);
            long size =
                    wanted == null ? extents.get(i) * stride : wanted.get(wanted.size() - n + i);
            long pad = (extents.get(i) - 1) * stride + more.get(i) + window.span(i) - size;
            long smaller = Math.floorDiv(pad, 2);
            boolean lower = !auto.equals("SAME_UPPER"); // the odd one stands at the beginning
            before.set(i, lower ? pad - smaller : smaller);
            after.set(i, lower ? smaller : pad - smaller);
        }
        OnnxWindow padded =
                new OnnxWindow(
                        window.kernel(), window.strides(), window.dilations(), before, after);
        site.give(transposed(site, padded, more));
    }

    private static Value transposed(NodeSite site, OnnxWindow window, List<Long> more) {
        Value x = site.in(0);
        Value w = site.in(1);
        Value b = site.inOrNull(2);
        long group = site.i("group", 1);
        boolean plain =
                x.shape().rank() == 4
                        && group == 1
                        && window.dilations().stream().allMatch(d -> d == 1)
                        && window.pad().stream().allMatch(p -> p >= 0)
                        && fits(window, more);
        if (plain) {
            Map<String, Object> attrs = attributes(window);
            attrs.remove("dilation");
            attrs.put("adj", more);
            List<Value> inputs = new ArrayList<>(List.of(x, w));
            if (b != null) {
                inputs.add(b);
            }
            return site.append(OpCatalog.get("ConvTranspose"), attrs, inputs).output(0);
        }
        return spread(site, window, more, group);
    }

    /** What the core's operator takes: what is added at the end is less than a stride. */
    private static boolean fits(OnnxWindow window, List<Long> more) {
        for (int i = 0; i < more.size(); i++) {
            if (more.get(i) >= window.strides().get(i)) {
                return false;
            }
        }
        return true;
    }

    /** A convolution of X with zeros in between, by the filters turned around. */
    private static Value spread(NodeSite site, OnnxWindow window, List<Long> more, long group) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        Value w = site.in(1);
        int n = more.size();
        List<Long> before = new ArrayList<>();
        List<Long> after = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            x = spaced(f, x, 2 + i, window.strides().get(i));
            before.add(window.span(i) - 1 - window.before().get(i));
            after.add(window.span(i) - 1 - window.after().get(i) + more.get(i));
            int cells = w.shape().dim(2 + i);
            w = f.slice(w, 2 + i, cells - 1, cells, -1);
        }
        Shape s = w.shape();
        site.require(group > 0 && s.dim(0) % group == 0, "%d groups do not fit W %s", group, s);
        List<Long> grouped = new ArrayList<>(List.of(group, s.dim(0) / group));
        List<Long> filters = new ArrayList<>(List.of(group * s.dim(1), s.dim(0) / group));
        for (int i = 1; i < s.rank(); i++) {
            grouped.add((long) s.dim(i));
            if (i > 1) {
                filters.add((long) s.dim(i));
            }
        }
        Value turned = f.reshape(f.moveAxis(f.reshape(w, grouped), 1, 2), filters);
        Value padded = bordered(f, x, before, after, 0);
        OnnxWindow dense =
                new OnnxWindow(
                        window.kernel(),
                        Collections.nCopies(n, 1L),
                        window.dilations(),
                        Collections.nCopies(n, 0L),
                        Collections.nCopies(n, 0L));
        return conv(site, padded, turned, site.inOrNull(2), dense, group);
    }

    /** Zeros between the elements of an axis: {@code stride - 1} after each but the last. */
    private static Value spaced(Formula f, Value x, int axis, long stride) {
        if (stride == 1) {
            return x;
        }
        List<Long> split = new ArrayList<>();
        List<Long> none = new ArrayList<>();
        List<Long> zeros = new ArrayList<>();
        List<Long> joined = new ArrayList<>();
        for (int i = 0; i < x.shape().rank(); i++) {
            split.add((long) x.shape().dim(i));
            none.add(0L);
            zeros.add(0L);
            joined.add(i == axis ? x.shape().dim(i) * stride : x.shape().dim(i));
            if (i == axis) {
                split.add(1L);
                none.add(0L);
                zeros.add(stride - 1);
            }
        }
        Value wide = f.reshape(f.pad(f.reshape(x, split), none, zeros, 0), joined);
        return f.slice(wide, axis, 0, joined.get(axis) - (stride - 1), 1);
    }
}
