package org.duograph.plan;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes a plan as text: a line for each step with its lane, implementation, layouts and slots,
 * then what runs on each lane, the memory that sharing saved, and what runs slowly. The same graph
 * on the same machine gives the same text.
 */
public final class PlanPrinter {
    private final Steps steps;
    private final Slots slots;

    PlanPrinter(Steps steps, Slots slots) {
        this.steps = steps;
        this.slots = slots;
    }

    String print(Stretches stretches, long variableBytes) {
        StringBuilder text = new StringBuilder("plan of " + steps.name() + "\n");
        addSteps(text, "");
        return text.append(stretches)
                .append(memory(variableBytes))
                .append(SlowSteps.describe(steps))
                .toString();
    }

    /** The steps, each with those of the graphs inside it, which have arenas of their own. */
    private void addSteps(StringBuilder text, String indent) {
        String head = indent + "        graph %s: %,d bytes in slots and scratch%n";
        for (int i = 0; i < steps.all().size(); i++) {
            Step step = steps.all().get(i);
            text.append(indent).append(String.format(Locale.ROOT, "%4d  %s%n", i, line(step)));
            if (step.blueprint() instanceof SubPlan sub) {
                for (InnerSteps inner : sub.inner()) {
                    long bytes = inner.slots().bytes();
                    text.append(String.format(Locale.ROOT, head, inner.steps().name(), bytes));
                    inner.printer().addSteps(text, indent + "      ");
                }
            }
        }
    }

    private String line(Step step) {
        return "%s%s(%s)  [%s, %s]"
                .formatted(
                        step.outputs().isEmpty() ? "" : join(step.outputs()) + " = ",
                        step.kind(),
                        join(step.inputs()),
                        step.backend().device(),
                        step.blueprint().implementation());
    }

    private String join(List<Stand> stands) {
        return stands.stream()
                .map(stand -> stand == null ? "-" : describe(stand))
                .collect(Collectors.joining(", "));
    }

    /**
     * For example {@code conv1:nChw16c@4096} (where its slot begins), or {@code
     * conv1_w:OIhw16i16o@conv1_w}.
     */
    private String describe(Stand stand) {
        String where =
                stand.isConstant()
                        ? "constant"
                        : steps.inSlot(stand)
                                ? Long.toString(slots.offset(stand))
                                : steps.variable(stand);
        return stand.value() + ":" + stand.layout() + "@" + where;
    }

    private String memory(long variableBytes) {
        long saved = slots.unsharedBytes() - slots.bytes();
        return "memory: %,d bytes in slots and scratch; without sharing %,d (%,d saved); variables %,d%n"
                .formatted(slots.bytes(), slots.unsharedBytes(), saved, variableBytes);
    }
}
