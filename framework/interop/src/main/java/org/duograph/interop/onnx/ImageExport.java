package org.duograph.interop.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** What moves pixels about, in operators of ONNX. */
final class ImageExport {
    private ImageExport() {}

    /** Two axes of channels change places. */
    static void shuffle(ExportSite s) {
        Shape x = s.shape(0);
        int axis = LayerExport.channelsLast(s) ? x.rank() - 1 : 1;
        int groups = s.attrs().int32("group");
        List<Integer> split = new ArrayList<>(x.toList());
        split.set(axis, groups);
        split.add(axis + 1, x.dim(axis) / groups);
        List<Integer> perm = new ArrayList<>(Formula.axes(x.rank() + 1));
        perm.set(axis, axis + 1);
        perm.set(axis + 1, axis);
        String turned =
                s.part(
                        "Transpose",
                        List.of(s.reshaped(s.in(0), Shape.of(split))),
                        Map.of("perm", perm));
        s.give("Reshape", List.of(turned, s.wholes(x.toList())), Map.of());
    }

    static void pad(ExportSite s) {
        List<Long> widths = new ArrayList<>(s.attrs().ints("before"));
        widths.addAll(s.attrs().ints("after"));
        List<String> inputs = List.of(s.in(0), s.wholes(widths), s.number(s.attrs().f("value")));
        s.give("Pad", inputs, Map.of("mode", "constant"));
    }

    static void padImage(ExportSite s) {
        List<Long> pads = s.attrs().ints("pad"); // top, left, bottom, right, or one for all
        int from = LayerExport.channelsLast(s) ? 1 : 2;
        List<Long> widths = new ArrayList<>(Collections.nCopies(8, 0L));
        for (int i = 0; i < 4; i++) {
            widths.set((i < 2 ? 0 : 4) + from + i % 2, pads.get(pads.size() == 4 ? i : 0));
        }
        List<String> inputs = List.of(s.in(0), s.wholes(widths), s.number(s.attrs().f("value")));
        s.give("Pad", inputs, Map.of("mode", s.attrs().s("mode")));
    }

    static void blocks(ExportSite s, String type) {
        String mode = s.attrs().flag("channels_first") ? "CRD" : "DCR";
        s.give(type, List.of(s.in(0)), Map.of("blocksize", s.attrs().i("block"), "mode", mode));
    }

    /** By repeating or leaving out pixels. */
    static void resize(ExportSite s) {
        boolean both = s.node().op().type().equals("UpsampleNearest");
        double high = both ? s.attrs().i("scale") : s.attrs().f("height_scale");
        double wide = both ? s.attrs().i("scale") : s.attrs().f("width_scale");
        NDArray scales = NDArray.vector(1, 1, (float) high, (float) wide);
        String factors = s.names().array(s.node().name() + "_scales", scales);
        LayerExport.giveImages(
                s,
                "Resize",
                List.of(LayerExport.images(s, 0), "", factors),
                Map.of(
                        "coordinate_transformation_mode", "asymmetric",
                        "mode", "nearest",
                        "nearest_mode", "floor"));
    }
}
