package org.duograph.interop.onnx;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.duograph.graph.Suggestion;

/** All operators of ONNX that are known here, family by family. */
final class Rules {
    private static final Map<String, Rule> ALL = new TreeMap<>();

    static {
        List.of(
                        ArithmeticRules.RULES,
                        ActivationRules.RULES,
                        ReductionRules.RULES,
                        ShapeRules.RULES,
                        IndexRules.RULES,
                        ScatterRules.RULES,
                        FillRules.RULES,
                        ConvRules.RULES,
                        PoolRules.RULES,
                        NormRules.RULES,
                        LossRules.RULES,
                        ProductRules.RULES,
                        QuantizedRules.RULES,
                        RecurrentRules.RULES,
                        ControlRules.RULES,
                        SequenceRules.RULES,
                        ImageRules.RULES,
                        RegionRules.RULES,
                        SignalRules.RULES,
                        TextRules.RULES,
                        OptimizerRules.RULES)
                .forEach(ALL::putAll);
    }

    private Rules() {}

    /** The rule of an operator, by domain and name, or null. */
    static Rule find(String key) {
        return ALL.get(key);
    }

    /** The operators that are known. */
    static Set<String> names() {
        return ALL.keySet();
    }

    /** What to add to a message about an unknown operator. */
    static String near(String key) {
        return Suggestion.among(key, ALL.keySet());
    }
}
