package org.duograph.plan;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes a plan as text: one line per step with its backend, implementation, layouts and slots,
 * then the memory that sharing saved. The same graph on the same machine gives the same text.
 */
public final class PlanPrinter {
    private PlanPrinter() {}

    static String print(PlanBinder.Bound plan) {
        StringBuilder text = new StringBuilder("plan of " + plan.name() + "\n");
        List<Step> steps = plan.steps();
        for (int i = 0; i < steps.size(); i++) {
            text.append(String.format(Locale.ROOT, "%4d  %s%n", i, line(steps.get(i))));
        }
        return text.append(memory(plan)).append(Fallbacks.describe(steps)).toString();
    }

    private static String line(Step step) {
        return "%s%s(%s)  [%s, %s]"
                .formatted(
                        step.outputs().isEmpty() ? "" : join(step.outputs()) + " = ",
                        step.kind(),
                        join(step.inputs()),
                        step.backend().device(),
                        step.blueprint().implementation());
    }

    private static String join(List<PlannedValue> values) {
        return values.stream()
                .map(v -> v == null ? "-" : describe(v))
                .collect(Collectors.joining(", "));
    }

    /**
     * For example {@code conv1:nChw16c@4096} (where its slot begins), or {@code
     * conv1_w:OIhw16i16o@conv1_w}.
     */
    private static String describe(PlannedValue v) {
        String where =
                v.variable() != null
                        ? v.variable()
                        : v.isConstant() ? "constant" : Long.toString(v.offset());
        return v.value() + ":" + v.layout() + "@" + where;
    }

    private static String memory(PlanBinder.Bound plan) {
        long saved = plan.unplannedBytes() - plan.plannedBytes();
        return "memory: %,d bytes in slots and scratch; without sharing %,d (%,d saved); variables %,d%n"
                .formatted(plan.plannedBytes(), plan.unplannedBytes(), saved, plan.variableBytes());
    }
}
