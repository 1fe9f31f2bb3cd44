package org.duograph.interop.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.Shape;

/** Layers in operators of ONNX. Images have their channels second there. */
final class LayerExport {
    private LayerExport() {}

    /** Fails where channels stand last. */
    static void requireChannelsSecond(ExportSite s) {
        if (s.attrs().has("channels_last") && s.attrs().flag("channels_last")) {
            throw new UnsupportedModelException(
                    "channels stand last; ONNX has them second, so build the net with these");
        }
    }

    private static List<Long> twice(List<Long> sides, int count) {
        List<Long> all = new ArrayList<>(sides);
        while (all.size() < count) {
            all.add(sides.get(0));
        }
        return all;
    }

    private static Map<String, Object> window(ExportSite s, List<Integer> kernel) {
        requireChannelsSecond(s);
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("kernel_shape", kernel == null ? twice(s.attrs().ints("kernel"), 2) : kernel);
        attrs.put("strides", twice(s.attrs().ints("stride"), 2));
        attrs.put("pads", twice(s.attrs().ints("pad"), 4));
        return attrs;
    }

    private static List<String> withBias(ExportSite s) {
        List<String> inputs = new ArrayList<>(List.of(s.in(0), s.in(1)));
        if (s.has(2)) {
            inputs.add(s.in(2));
        }
        return inputs;
    }

    static void conv(ExportSite s) {
        Map<String, Object> attrs = window(s, s.shape(1).toList().subList(2, 4));
        attrs.put("dilations", twice(s.attrs().ints("dilation"), 2));
        attrs.put("group", s.attrs().i("group"));
        s.give("Conv", withBias(s), attrs);
    }

    static void convTranspose(ExportSite s) {
        Map<String, Object> attrs = window(s, s.shape(1).toList().subList(2, 4));
        attrs.put("output_padding", twice(s.attrs().ints("adj"), 2));
        s.give("ConvTranspose", withBias(s), attrs);
    }

    /** The mean of ONNX's average pooling counts what lies inside, as the core's does. */
    static void pool(ExportSite s, String type) {
        if (s.attrs().flag("global_pooling")) {
            requireChannelsSecond(s);
            s.give("Global" + type, List.of(s.in(0)), Map.of());
            return;
        }
        Map<String, Object> attrs = window(s, null);
        List<Long> dilation = twice(s.attrs().ints("dilation"), 2);
        if (type.equals("MaxPool")) {
            attrs.put("dilations", dilation);
        } else if (!dilation.equals(List.of(1L, 1L))) {
            throw new UnsupportedModelException("a spread window of means is not written");
        }
        s.give(type, List.of(s.in(0)), attrs);
    }

    /** Rows are what stands from the axis on, so for ONNX the array becomes a matrix and back. */
    static void rows(ExportSite s, String type) {
        Shape x = s.shape(0);
        int axis = x.axis(s.attrs().i("axis"));
        if (axis == x.rank() - 1) {
            s.give(type, List.of(s.in(0)), Map.of("axis", -1));
            return;
        }
        Shape matrix = Shape.of(x.sizeOf(0, axis), x.sizeOf(axis, x.rank()));
        String rows = s.part(type, List.of(s.reshaped(s.in(0), matrix)), Map.of("axis", -1));
        s.give("Reshape", List.of(rows, s.wholes(x.toList())), Map.of());
    }

    private static String matrix(ExportSite s, int i, int axis) {
        Shape x = s.shape(i);
        return x.rank() == 2 && axis == 1
                ? s.in(i)
                : s.reshaped(s.in(i), Shape.of(x.sizeOf(0, axis), x.sizeOf(axis, x.rank())));
    }

    static void fc(ExportSite s) {
        String x = matrix(s, 0, s.shape(0).axis(s.attrs().i("axis")));
        String w = matrix(s, 1, s.shape(1).axis(s.attrs().i("axis_w")));
        Shape y = s.node().output(0).shape();
        List<String> inputs = List.of(x, w, s.in(2));
        if (y.rank() == 2) {
            s.give("Gemm", inputs, Map.of("transB", 1));
        } else {
            String rows = s.part("Gemm", inputs, Map.of("transB", 1));
            s.give("Reshape", List.of(rows, s.wholes(y.toList())), Map.of());
        }
    }

    static void matMul(ExportSite s) {
        String a = matrix(s, 0, s.shape(0).axis(s.attrs().i("axis_a")));
        String b = matrix(s, 1, s.shape(1).axis(s.attrs().i("axis_b")));
        Map<String, ?> attrs =
                Map.of("transA", s.attrs().i("trans_a"), "transB", s.attrs().i("trans_b"));
        s.give("Gemm", List.of(a, b), attrs);
    }

    static void batchMatMul(ExportSite s) {
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            boolean turned = s.attrs().flag(i == 0 ? "trans_a" : "trans_b");
            int rank = s.shape(i).rank();
            List<Integer> perm = new ArrayList<>(Formula.axes(rank));
            perm.add(perm.remove(rank - 2));
            inputs.add(
                    turned ? s.part("Transpose", List.of(s.in(i)), Map.of("perm", perm)) : s.in(i));
        }
        s.give("MatMul", inputs, Map.of());
    }

    /** For inference, with the running mean and variance, also of a net that trains. */
    static void batchNorm(ExportSite s) {
        requireChannelsSecond(s);
        s.give(
                "BatchNormalization",
                List.of(s.in(0), s.in(1), s.in(2), s.in(3), s.in(4)),
                Map.of("epsilon", s.attrs().f("epsilon")));
    }

    static void instanceNorm(ExportSite s) {
        requireChannelsSecond(s);
        s.give(
                "InstanceNormalization",
                List.of(s.in(0), s.in(1), s.in(2)),
                Map.of("epsilon", s.attrs().f("epsilon")));
    }

    /** Written out: version 13 has no such operator. */
    static void layerNorm(ExportSite s) {
        int axis = s.shape(0).axis(s.attrs().i("axis"));
        List<Integer> axes = new ArrayList<>();
        for (int i = axis; i < s.shape(0).rank(); i++) {
            axes.add(i);
        }
        Map<String, ?> over = Map.of("axes", axes, "keepdims", 1);
        String mean = s.part("ReduceMean", List.of(s.in(0)), over);
        String centred = s.part("Sub", List.of(s.in(0), mean), Map.of());
        String squares = s.part("Mul", List.of(centred, centred), Map.of());
        String var = s.part("ReduceMean", List.of(squares), over);
        String more = s.part("Add", List.of(var, s.number(s.attrs().f("epsilon"))), Map.of());
        String stdev = s.part("Sqrt", List.of(more), Map.of());
        s.give("Div", List.of(centred, stdev), Map.of());
    }

    static void lrn(ExportSite s) {
        requireChannelsSecond(s);
        s.give(
                "LRN",
                List.of(s.in(0)),
                Map.of(
                        "size", s.attrs().i("size"),
                        "alpha", s.attrs().f("alpha"),
                        "beta", s.attrs().f("beta"),
                        "bias", s.attrs().f("bias")));
    }
}
