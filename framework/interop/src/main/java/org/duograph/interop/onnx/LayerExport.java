package org.duograph.interop.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.Shape;

/**
 * Layers in operators of ONNX. Images have their channels second there: where they stand last, they
 * are turned before such an operator and back behind it.
 */
final class LayerExport {
    private LayerExport() {}

    /** Whether channels stand last, as TensorFlow likes them; ONNX has them second. */
    static boolean channelsLast(ExportSite s) {
        return s.attrs().has("channels_last") && s.attrs().flag("channels_last");
    }

    /** Input {@code i} with channels second, be it images, filters or arrays of other ranks. */
    static String images(ExportSite s, int i) {
        return channelsLast(s) ? turned(s, s.in(i), s.shape(i).rank(), true) : s.in(i);
    }

    private static String turned(ExportSite s, String x, int rank, boolean second) {
        return s.part("Transpose", List.of(x), Map.of("perm", axes(rank, second)));
    }

    /** The order of axes that brings the last one to the second place, or back. */
    private static List<Integer> axes(int rank, boolean second) {
        List<Integer> perm = new ArrayList<>(Formula.axes(rank));
        perm.add(second ? 1 : rank - 1, perm.remove(second ? rank - 1 : 1));
        return perm;
    }

    /** Writes a node that gives output 0 with channels second, and turns it if they stand last. */
    static void giveImages(
            ExportSite s, String type, List<String> inputs, Map<String, ?> attributes) {
        if (channelsLast(s)) {
            String y = s.part(type, inputs, attributes);
            int rank = s.node().output(0).shape().rank();
            s.give("Transpose", List.of(y), Map.of("perm", axes(rank, false)));
        } else {
            s.give(type, inputs, attributes);
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
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("kernel_shape", kernel == null ? twice(s.attrs().ints("kernel"), 2) : kernel);
        attrs.put("strides", twice(s.attrs().ints("stride"), 2));
        attrs.put("pads", twice(s.attrs().ints("pad"), 4));
        return attrs;
    }

    private static List<String> withBias(ExportSite s) {
        List<String> inputs = new ArrayList<>(List.of(images(s, 0), images(s, 1)));
        if (s.has(2)) {
            inputs.add(s.in(2));
        }
        return inputs;
    }

    /** Height and width of the filters. */
    private static List<Integer> kernel(ExportSite s) {
        int from = channelsLast(s) ? 1 : 2;
        return s.shape(1).toList().subList(from, from + 2);
    }

    static void conv(ExportSite s) {
        Map<String, Object> attrs = window(s, kernel(s));
        attrs.put("dilations", twice(s.attrs().ints("dilation"), 2));
        attrs.put("group", s.attrs().i("group"));
        giveImages(s, "Conv", withBias(s), attrs);
    }

    static void convTranspose(ExportSite s) {
        Map<String, Object> attrs = window(s, kernel(s));
        attrs.put("output_padding", twice(s.attrs().ints("adj"), 2));
        giveImages(s, "ConvTranspose", withBias(s), attrs);
    }

    /** The mean of ONNX's average pooling counts what lies inside, as the core's does. */
    static void pool(ExportSite s, String type) {
        if (s.attrs().flag("global_pooling")) {
            giveImages(s, "Global" + type, List.of(images(s, 0)), Map.of());
            return;
        }
        Map<String, Object> attrs = window(s, null);
        List<Long> dilation = twice(s.attrs().ints("dilation"), 2);
        if (type.equals("MaxPool")) {
            attrs.put("dilations", dilation);
        } else if (!dilation.equals(List.of(1L, 1L))) {
            throw new UnsupportedModelException("a spread window of means is not written");
        }
        giveImages(s, type, List.of(images(s, 0)), attrs);
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
}
