package org.duograph.interop.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.duograph.tensor.Shape;

/**
 * The window of a convolution or pooling over any number of axes: for each its cells, how far it
 * moves, how far its cells stand apart, and the border before and after.
 */
record OnnxWindow(
        List<Long> kernel,
        List<Long> strides,
        List<Long> dilations,
        List<Long> before,
        List<Long> after) {

    /**
     * Reads it.
     *
     * @param extents of the axes over which it slides
     * @param kernel its cells, where the attribute is not given; null if it must be
     */
    static OnnxWindow of(NodeSite site, List<Integer> extents, List<Long> kernel) {
        int n = extents.size();
        List<Long> cells = site.ints("kernel_shape");
        cells = cells == null || cells.isEmpty() ? kernel : cells;
        site.require(cells != null, "kernel_shape is missing");
        List<Long> strides = orOnes(site.ints("strides"), n);
        List<Long> dilations = orOnes(site.ints("dilations"), n);
        site.require(
                n > 0 && cells.size() == n && strides.size() == n && dilations.size() == n,
                "kernel %s, strides %s and dilations %s do not fit %d axes",
                cells,
                strides,
                dilations,
                n);
        for (List<Long> numbers : List.of(cells, strides, dilations)) {
            site.require(
                    numbers.stream().allMatch(k -> k > 0 && k <= 1 << 20),
                    "kernel %s, strides %s and dilations %s must be positive, and modest",
                    cells,
                    strides,
                    dilations);
        }
        List<Long> pads = site.ints("pads");
        pads = pads == null || pads.isEmpty() ? Collections.nCopies(2 * n, 0L) : pads;
        site.require(
                pads.size() == 2 * n && pads.stream().allMatch(p -> Math.abs(p) <= 1 << 20),
                "pads must be two for each axis, and modest, found %s",
                pads);
        List<Long> before = new ArrayList<>(pads.subList(0, n));
        List<Long> after = new ArrayList<>(pads.subList(n, 2 * n));
        OnnxWindow window = new OnnxWindow(cells, strides, dilations, before, after);
        String auto = site.s("auto_pad", "NOTSET");
        switch (auto) {
            case "NOTSET", "" -> {}
            case "VALID" -> {
                Collections.fill(before, 0L);
                Collections.fill(after, 0L);
            }
            case "SAME_UPPER", "SAME_LOWER" -> window.same(extents, auto.equals("SAME_LOWER"));
            default -> throw site.refuse("auto_pad \"%s\" is not known", auto);
        }
        return window;
    }

    private static List<Long> orOnes(List<Long> given, int n) {
        return given == null || given.isEmpty() ? Collections.nCopies(n, 1L) : given;
    }

    /** A border with which there is an output for each stride; what is odd goes to one side. */
    private void same(List<Integer> extents, boolean lower) {
        for (int i = 0; i < extents.size(); i++) {
            long outputs = (extents.get(i) + strides.get(i) - 1) / strides.get(i);
            long pad = Math.max(0, (outputs - 1) * strides.get(i) + span(i) - extents.get(i));
            long less = pad / 2;
            before.set(i, lower ? pad - less : less);
            after.set(i, lower ? less : pad - less);
        }
    }

    /** The cells from the first to the last along axis {@code i}. */
    long span(int i) {
        return (kernel.get(i) - 1) * dilations.get(i) + 1;
    }

    /** How many places it has along axis {@code i}. */
    long places(int i, long extent) {
        long way = extent + before.get(i) + after.get(i) - span(i);
        if (way < 0) {
            throw new IllegalArgumentException(
                    "a window of %d does not fit into %d with its border"
                            .formatted(span(i), extent));
        }
        return way / strides.get(i) + 1;
    }

    /** Without a border, where that was put around before. */
    OnnxWindow bare() {
        List<Long> none = Collections.nCopies(kernel.size(), 0L);
        return new OnnxWindow(kernel, strides, dilations, none, none);
    }

    /** Axes {@code from} to {@code to}. */
    OnnxWindow axes(int from, int to) {
        return new OnnxWindow(
                kernel.subList(from, to),
                strides.subList(from, to),
                dilations.subList(from, to),
                before.subList(from, to),
                after.subList(from, to));
    }

    /** The border as an operator of the core takes it: top, left, bottom, right. */
    List<Long> pad() {
        List<Long> all = new ArrayList<>(before);
        all.addAll(after);
        return all;
    }

    /** With one more axis of extent 1 behind the others. */
    OnnxWindow flat() {
        return new OnnxWindow(
                with(kernel, 1),
                with(strides, 1),
                with(dilations, 1),
                with(before, 0),
                with(after, 0));
    }

    private static List<Long> with(List<Long> list, long last) {
        List<Long> all = new ArrayList<>(list);
        all.add(last);
        return all;
    }

    /** The extents of a shape behind images and channels. */
    static List<Integer> extents(Shape x) {
        if (x.rank() < 3) {
            throw new IllegalArgumentException("N x C x ... is wanted, found shape " + x);
        }
        return x.toList().subList(2, x.rank());
    }
}
