package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.tensor.Shape;

/** Elements and blocks put where indices say. */
final class ScatterRules {
    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("MaxUnpool", ScatterRules::maxUnpool),
                    entry("Scatter", ScatterRules::elements),
                    entry("ScatterElements", ScatterRules::elements),
                    entry("ScatterND", ScatterRules::blocks));

    private ScatterRules() {}

    private static void elements(NodeSite site) {
        Value x = site.in(0);
        Map<String, ?> attrs =
                Map.of(
                        "axis", x.shape().axis(site.i("axis", 0)),
                        "reduction", site.s("reduction", "none"));
        site.give(site.op("ScatterElements", attrs, x, site.in(1), site.in(2)));
    }

    private static void blocks(NodeSite site) {
        Value places = IndexRules.wrappedNd(new Formula(site), site.in(0), site.in(1), 0);
        Map<String, ?> attrs = Map.of("reduction", site.s("reduction", "none"));
        site.give(site.op("ScatterNdUpdate", attrs, site.in(0), places, site.in(2)));
    }

    /** Puts maxima back where a pooling found them: indices count all of the larger array. */
    private static void maxUnpool(NodeSite site) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        if (site.has(2)) {
            throw site.refuse(
                    "with an output_shape programs differ in what the indices count; leave it out");
        }
        Shape shape = x.shape();
        int axes = shape.rank() - 2;
        List<Long> kernel = site.ints("kernel_shape");
        List<Long> strides = site.ints("strides");
        List<Long> pads = site.ints("pads");
        site.require(
                axes > 0 && kernel != null && kernel.size() == axes,
                "kernel_shape %s does not fit %s",
                kernel,
                shape);
        List<Long> full = new ArrayList<>(List.of((long) shape.dim(0), (long) shape.dim(1)));
        for (int i = 0; i < axes; i++) {
            long stride = strides == null ? 1 : strides.get(i);
            long pad = pads == null ? 0 : pads.get(i) + pads.get(axes + i);
            full.add((shape.dim(2 + i) - 1) * stride + kernel.get(i) - pad);
        }
        int count = shape.intSize();
        Value places = f.reshape(site.in(1), List.of(count, 1));
        Map<String, ?> flat = Map.of("shape", List.of(Shape.of(full).intSize()));
        Value y = site.op("ScatterNd", flat, places, f.reshape(x, List.of(count)));
        site.give(f.reshape(y, full));
    }
}
