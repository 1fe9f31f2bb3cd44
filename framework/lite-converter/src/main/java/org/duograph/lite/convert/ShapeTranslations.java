package org.duograph.lite.convert;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.lite.model.OperatorCode;
import org.duograph.ops.shape.Transpose;
import org.duograph.ops.view.Axes;
import org.duograph.tensor.Shape;

/** Operators that move numbers: shapes, orders of axes, borders, parts. */
final class ShapeTranslations {
    private static final int[] TO_LAST = {0, 2, 3, 1};
    private static final int[] TO_PLANES = {0, 3, 1, 2};

    private ShapeTranslations() {}

    static void addTo(Map<String, Translation> table) {
        for (String type :
                List.of(
                        "Reshape",
                        "Flatten",
                        "FlattenToVec",
                        "Squeeze",
                        "ExpandDims",
                        "ResizeLike")) {
            table.put(type, ShapeTranslations::reshape);
        }
        for (String type : List.of("Transpose", "NCHW2NHWC", "NHWC2NCHW")) {
            table.put(type, ShapeTranslations::transpose);
        }
        table.put("Concat", ShapeTranslations::concat);
        table.put("Pad", ShapeTranslations::pad);
        table.put("Slice", ShapeTranslations::slice);
        table.put("ChannelShuffle", ShapeTranslations::shuffle);
    }

    private static void reshape(NodeSite site) {
        site.give(site.reshaped(site.plain(0), site.outShape().toArray()));
    }

    private static void transpose(NodeSite site) {
        int[] order = Transpose.order(site.node()).stream().mapToInt(Long::intValue).toArray();
        if (site.isChannelsLast(0) && Arrays.equals(order, TO_LAST)) {
            site.give(site.held(0).tensor());
            return;
        }
        if (!site.isChannelsLast(0) && Arrays.equals(order, TO_PLANES)) {
            site.give(site.held(0).tensor(), true);
            return;
        }
        LiteTensor x = site.plain(0);
        int[] shape = site.outShape().toArray();
        LiteTensor axes = LiteTensor.constant(site.name(), order);
        LiteTensor y = new LiteTensor(site.name(), x.type, shape, null, null);
        site.give(site.append(OperatorCode.TRANSPOSE, List.of(), y, x, axes));
    }

    private static void concat(NodeSite site) {
        site.require(!site.attrs().flag("add_axis"), "it adds an axis");
        boolean last = false;
        for (int i = 0; i < site.inputCount(); i++) {
            last |= site.isChannelsLast(i);
        }
        int axis = Axes.axis(site.attrs(), site.outShape().rank());
        if (last) {
            axis = new int[] {0, 3, 1, 2}[axis];
        }
        LiteTensor[] parts = new LiteTensor[site.inputCount()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = last ? site.lastOf(i) : site.plain(i);
        }
        List<Object> options = List.of(axis, (byte) 0);
        int[] shape = site.outShape(last);
        LiteTensor y = new LiteTensor(site.name(), parts[0].type, shape, null, null);
        site.give(site.append(OperatorCode.CONCATENATION, options, y, parts), last);
    }

    private static void pad(NodeSite site) {
        boolean last = site.isChannelsLast(0);
        List<Long> before = site.attrs().ints("before");
        List<Long> after = site.attrs().ints("after");
        int rank = site.shape(0).rank();
        int[] pads = new int[2 * rank];
        for (int i = 0; i < rank; i++) {
            int axis = last ? TO_LAST[i] : i;
            pads[2 * i] = before.get(axis).intValue();
            pads[2 * i + 1] = after.get(axis).intValue();
        }
        float filling = (float) site.attrs().f("value");
        site.give(Padding.border(site, site.held(0).tensor(), pads, filling), last);
    }

    /** The part of images that begins somewhere and has a shape. */
    static LiteTensor slice(NodeSite site, LiteTensor x, int[] begin, int[] shape) {
        int[] end = new int[shape.length];
        int[] ones = new int[shape.length];
        for (int i = 0; i < shape.length; i++) {
            end[i] = begin[i] + shape[i];
            ones[i] = 1;
        }
        LiteTensor y = new LiteTensor(site.name(), x.type, shape, null, null);
        return site.append(
                OperatorCode.STRIDED_SLICE,
                List.of(0, 0, 0, 0, 0),
                y,
                x,
                LiteTensor.constant(site.name(), begin),
                LiteTensor.constant(site.name(), end),
                LiteTensor.constant(site.name(), ones));
    }

    private static void slice(NodeSite site) {
        Shape x = site.shape(0);
        List<Long> starts = site.attrs().ints("starts");
        boolean last = site.isChannelsLast(0);
        int[] begin = new int[x.rank()];
        for (int i = 0; i < starts.size(); i++) {
            long start = starts.get(i);
            begin[i] = (int) (start < 0 ? start + x.dim(i) + 1 : start);
        }
        int[] shape = site.outShape(last);
        int[] here = last ? Translator.channelsLast(begin) : begin;
        site.give(slice(site, site.held(0).tensor(), here, shape), last);
    }

    /** Channels as groups x members, the other way round, and back. */
    private static void shuffle(NodeSite site) {
        LiteTensor x = site.images(0);
        int group = site.attrs().int32("group");
        int[] s = x.shape;
        int pixels = s[0] * s[1] * s[2];
        int each = s[3] / group;
        LiteTensor apart = site.reshaped(x, pixels, group, each);
        LiteTensor turned =
                site.append(
                        OperatorCode.TRANSPOSE,
                        List.of(),
                        new int[] {pixels, each, group},
                        apart,
                        LiteTensor.constant(site.name(), 0, 2, 1));
        site.give(site.reshaped(turned, s), site.takesPlanes());
    }
}
