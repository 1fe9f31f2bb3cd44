package org.duograph.session.gradient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duograph.session.Operation;
import org.duograph.session.OperationBuilder;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/** Gradients of what only moves elements: other shapes, parts, several tensors as one. */
final class ShapeGradients {
    static final String[] MASKS = {
        "begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask"
    };

    static final Map<String, GradientFunction> FUNCTIONS = all();

    private ShapeGradients() {}

    private static Map<String, GradientFunction> all() {
        Map<String, GradientFunction> all = new HashMap<>();
        for (String type : new String[] {"Reshape", "ExpandDims", "Squeeze"}) {
            all.put(type, s -> s.give(0, () -> s.reshaped(s.dy(), s.x(0))));
        }
        all.put(
                "Transpose",
                s -> s.give(0, () -> s.of("Transpose", s.dy(), s.of("InvertPermutation", s.x(1)))));
        all.put("Concat", s -> parts(s, 0));
        all.put("ConcatV2", s -> parts(s, s.inputCount() - 1));
        all.put("Pack", ShapeGradients::unpack);
        all.put("Unpack", ShapeGradients::pack);
        all.put("Split", s -> s.give(1, () -> together(s, s.x(0))));
        all.put("SplitV", s -> s.give(0, () -> together(s, s.x(2))));
        all.put("Slice", s -> s.give(0, () -> padded(s)));
        all.put("StridedSlice", ShapeGradients::stridedSlice);
        all.put("Tile", s -> s.give(0, () -> folded(s)));
        all.put("Pad", s -> s.give(0, () -> inside(s)));
        all.put("PadV2", ShapeGradients::pad);
        for (String type : new String[] {"ReverseV2", "Reverse"}) {
            all.put(type, s -> s.give(0, () -> s.of(type, s.dy(), s.x(1))));
        }
        both(all, "SpaceToDepth", "DepthToSpace", "block_size", "data_format");
        both(all, "SpaceToBatch", "BatchToSpace", "block_size");
        both(all, "SpaceToBatchND", "BatchToSpaceND");
        both(all, "MirrorPad", "MirrorPadGrad", "mode");
        all.put("Fill", s -> s.give(1, () -> all(s, s.dy())));
        all.put("BroadcastTo", s -> s.give(0, () -> unstretched(s)));
        return all;
    }

    /** Two operators of which each is the other's gradient; what is not moved, both take. */
    private static void both(
            Map<String, GradientFunction> all, String there, String back, String... attributes) {
        all.put(there, s -> s.give(0, () -> moved(s, back, attributes)));
        all.put(back, s -> s.give(0, () -> moved(s, there, attributes)));
    }

    private static Tensor moved(GradientSite s, String type, String... attributes) {
        OperationBuilder node = s.nodeLike(type, attributes).input(s.dy());
        for (int i = 1; i < s.inputCount(); i++) {
            node.input(s.x(i));
        }
        return node.tensor();
    }

    private static Tensor cast(GradientSite s, Tensor x, DType to) {
        return x.dtype() == to ? x : s.node("Cast").input(x).attr("DstT", to).tensor();
    }

    /** A vector as a column. */
    private static Tensor column(GradientSite s, Tensor vector) {
        return s.of("ExpandDims", vector, s.whole(1));
    }

    /** Each part of what stands behind each other along an axis. */
    private static void parts(GradientSite s, int axisAt) {
        List<Integer> places = new ArrayList<>();
        List<Tensor> shapes = new ArrayList<>();
        for (int i = 0; i < s.inputCount(); i++) {
            if (i != axisAt) {
                places.add(i);
                shapes.add(s.shape(s.x(i)));
            }
        }
        Tensor axis = cast(s, s.x(axisAt), DType.INT32);
        NDArray known = GradientSite.known(s.x(axisAt));
        if (known == null || known.getWhole(0) < 0) {
            axis = s.of("FloorMod", axis, s.rank(s.y(0)));
        }
        Operation offsets = s.node("ConcatOffset").input(axis).inputs(shapes).build();
        for (int i = 0; i < places.size(); i++) {
            int part = i;
            s.give(
                    places.get(i),
                    () -> s.of("Slice", s.dy(), offsets.output(part), shapes.get(part)));
        }
    }

    private static void unpack(GradientSite s) {
        Operation parts =
                s.nodeLike("Unpack", "axis").input(s.dy()).attr("num", s.inputCount()).build();
        for (int i = 0; i < s.inputCount(); i++) {
            Tensor part = parts.output(i);
            s.give(i, () -> part);
        }
    }

    private static List<Tensor> gradients(GradientSite s) {
        List<Tensor> all = new ArrayList<>();
        for (int i = 0; i < s.outputCount(); i++) {
            all.add(s.dy(i));
        }
        return all;
    }

    private static void pack(GradientSite s) {
        s.give(0, () -> s.nodeLike("Pack", "axis").inputs(gradients(s)).tensor());
    }

    private static Tensor together(GradientSite s, Tensor axis) {
        return s.node("ConcatV2").inputs(gradients(s)).input(axis).tensor();
    }

    /** A slice with a border of zeros: what is before it and after it. */
    private static Tensor padded(GradientSite s) {
        Tensor begin = cast(s, s.x(1), DType.INT32);
        Tensor size = s.shape(s.y(0));
        Tensor after = s.of("Sub", s.of("Sub", s.shape(s.x(0)), size), begin);
        return s.of("Pad", s.dy(), s.joined(1, column(s, begin), column(s, after)));
    }

    private static void stridedSlice(GradientSite s) {
        s.give(
                0,
                () ->
                        s.nodeLike("StridedSliceGrad", MASKS)
                                .input(cast(s, s.shape(s.x(0)), s.x(1).dtype()))
                                .input(s.x(1), s.x(2), s.x(3), s.dy())
                                .tensor());
    }

    /** The sum over all copies: each axis is split in how often and what. */
    private static Tensor folded(GradientSite s) {
        Tensor often = cast(s, s.x(1), DType.INT32);
        Tensor pairs = s.joined(1, column(s, often), column(s, s.shape(s.x(0))));
        Tensor split = s.of("Reshape", pairs, s.ints(-1));
        Tensor axes = s.of("Range", s.whole(0), s.of("Size", split), s.whole(2));
        Tensor sum = s.sum(s.of("Reshape", s.dy(), split), axes, false);
        return s.reshaped(sum, s.x(0));
    }

    /** What stands inside of a border. */
    private static Tensor inside(GradientSite s) {
        Tensor paddings = cast(s, s.x(1), DType.INT32);
        Tensor begin =
                s.node("StridedSlice")
                        .input(paddings, s.ints(0, 0), s.ints(0, 1), s.ints(1, 1))
                        .attr("begin_mask", 1)
                        .attr("end_mask", 1)
                        .attr("shrink_axis_mask", 2)
                        .tensor();
        return s.of("Slice", s.dy(), begin, s.shape(s.x(0)));
    }

    private static void pad(GradientSite s) {
        s.give(0, () -> inside(s));
        s.give(2, () -> s.of("Sub", all(s, s.dy()), all(s, inside(s))));
    }

    /** The sum of all elements. */
    private static Tensor all(GradientSite s, Tensor x) {
        Tensor axes = s.of("Range", s.whole(0), s.rank(x), s.whole(1));
        return s.sum(x, axes, false);
    }

    private static Tensor unstretched(GradientSite s) {
        Tensor shape = s.shape(s.x(0));
        Tensor axes = s.node("BroadcastGradientArgs").input(shape, s.shape(s.y(0))).tensor();
        return s.of("Reshape", s.sum(s.dy(), axes, false), shape);
    }
}
