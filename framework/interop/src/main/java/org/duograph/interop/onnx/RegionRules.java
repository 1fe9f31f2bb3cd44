package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;

/** Parts of images: points of a grid, regions, boxes. */
final class RegionRules {
    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("GridSample", RegionRules::gridSample),
                    entry("NonMaxSuppression", RegionRules::suppression),
                    entry("RoiAlign", RegionRules::roiAlign));

    private RegionRules() {}

    private static void gridSample(NodeSite site) {
        String mode =
                switch (site.s("mode", "bilinear")) {
                    case "bilinear", "linear" -> "linear";
                    case "bicubic", "cubic" -> "cubic";
                    case "nearest" -> "nearest";
                    default -> throw site.refuse("mode \"%s\" is not known", site.s("mode", ""));
                };
        Map<String, ?> attrs =
                Map.of(
                        "mode", mode,
                        "padding", site.s("padding_mode", "zeros"),
                        "align_corners", site.i("align_corners", 0));
        site.give(site.op("GridSample", attrs, site.in(0), site.in(1)));
    }

    /** What is chosen stands in front; how many these are must be known. */
    private static void suppression(NodeSite site) {
        Formula f = new Formula(site);
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("max_boxes", site.has(2) ? site.whole(2, "the most boxes") : 0);
        if (site.has(3)) {
            attrs.put("iou_threshold", site.known(3, "iou_threshold").item());
        }
        if (site.has(4)) {
            attrs.put("score_threshold", site.known(4, "score_threshold").item());
        }
        attrs.put("center_point_box", site.i("center_point_box", 0));
        List<Value> inputs = List.of(site.in(0), site.in(1));
        Node chosen = site.append(OpCatalog.get("NonMaxSuppression"), attrs, inputs);
        long count = site.count(chosen.output(1), "how many boxes are chosen");
        site.give(f.slice(chosen.output(0), 0, 0, count, 1));
    }

    private static void roiAlign(NodeSite site) {
        if (!site.s("mode", "avg").equals("avg")) {
            throw site.refuse("mode \"%s\" is not offered, avg is", site.s("mode", ""));
        }
        String usual = site.opset() < 16 ? "output_half_pixel" : "half_pixel";
        boolean aligned = site.s("coordinate_transformation_mode", usual).equals("half_pixel");
        Map<String, ?> attrs =
                Map.of(
                        "spatial_scale", site.f("spatial_scale", 1),
                        "pooled_h", site.i("output_height", 1),
                        "pooled_w", site.i("output_width", 1),
                        "sampling_ratio", site.i("sampling_ratio", 0),
                        "aligned", aligned ? 1 : 0);
        site.give(site.op("RoIAlign", attrs, site.in(0), site.in(1), site.in(2)));
    }
}
