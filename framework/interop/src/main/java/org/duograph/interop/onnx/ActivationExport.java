package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duograph.tensor.Shape;

/** Functions of single numbers in operators of ONNX, where names or settings differ. */
final class ActivationExport {
    static final Map<String, ExportRules.Writing> RULES =
            Map.ofEntries(
                    entry("Clip", ActivationExport::clip),
                    entry("Elu", s -> with(s, "Elu", Map.of("alpha", "alpha"))),
                    entry("Celu", s -> with(s, "Celu", Map.of("alpha", "alpha"))),
                    entry("Selu", s -> with(s, "Selu", Map.of("alpha", "alpha", "gamma", "scale"))),
                    entry("LeakyRelu", s -> with(s, "LeakyRelu", Map.of("alpha", "alpha"))),
                    entry(
                            "ThresholdedRelu",
                            s -> with(s, "ThresholdedRelu", Map.of("alpha", "alpha"))),
                    entry(
                            "HardSigmoid",
                            s -> with(s, "HardSigmoid", Map.of("alpha", "alpha", "beta", "beta"))),
                    entry(
                            "Shrink",
                            s -> with(s, "Shrink", Map.of("lambd", "lambda", "bias", "bias"))),
                    entry("HardSwish", ActivationExport::hardSwish),
                    entry("PRelu", ActivationExport::prelu),
                    entry("Swish", s -> times(s, s.part("Sigmoid", List.of(s.in(0)), Map.of()))),
                    entry("Gelu", ActivationExport::gelu));

    private ActivationExport() {}

    /** The same operator, whose settings are called otherwise: {@code names} has ours by theirs. */
    private static void with(ExportSite s, String type, Map<String, String> names) {
        Map<String, Object> attrs = new TreeMap<>();
        names.forEach((theirs, ours) -> attrs.put(theirs, s.attrs().f(ours)));
        s.give(type, List.of(s.in(0)), attrs);
    }

    private static void times(ExportSite s, String factor) {
        s.give("Mul", List.of(s.in(0), factor), Map.of());
    }

    private static void clip(ExportSite s) {
        double min = s.attrs().f("min");
        double max = s.attrs().f("max");
        s.give(
                "Clip",
                List.of(
                        s.in(0),
                        min == Double.NEGATIVE_INFINITY ? "" : s.number(min),
                        max == Double.POSITIVE_INFINITY ? "" : s.number(max)),
                Map.of());
    }

    private static void hardSwish(ExportSite s) {
        Map<String, ?> line = Map.of("alpha", 1.0 / 6, "beta", 0.5);
        times(s, s.part("HardSigmoid", List.of(s.in(0)), line));
    }

    private static void prelu(ExportSite s) {
        boolean last = LayerExport.channelsLast(s);
        List<Integer> slopes = new ArrayList<>(Collections.nCopies(s.shape(0).rank() - 1, 1));
        slopes.set(last ? slopes.size() - 1 : 0, s.shape(1).intSize());
        s.give("PRelu", List.of(s.in(0), s.reshaped(s.in(1), Shape.of(slopes))), Map.of());
    }

    /** Written out: ONNX has Gelu from version 20 on. */
    private static void gelu(ExportSite s) {
        String curve;
        if (s.attrs().s("approximate").equals("tanh")) {
            String square = s.part("Mul", List.of(s.in(0), s.in(0)), Map.of());
            String bent = s.part("Mul", List.of(square, s.number(0.044715)), Map.of());
            String slope = s.part("Add", List.of(bent, s.number(1)), Map.of());
            String x = s.part("Mul", List.of(s.in(0), slope), Map.of());
            String scaled = s.part("Mul", List.of(x, s.number(Math.sqrt(2 / Math.PI))), Map.of());
            curve = s.part("Tanh", List.of(scaled), Map.of());
        } else {
            String scaled = s.part("Div", List.of(s.in(0), s.number(Math.sqrt(2))), Map.of());
            curve = s.part("Erf", List.of(scaled), Map.of());
        }
        String more = s.part("Add", List.of(curve, s.number(1)), Map.of());
        times(s, s.part("Mul", List.of(more, s.number(0.5)), Map.of()));
    }
}
