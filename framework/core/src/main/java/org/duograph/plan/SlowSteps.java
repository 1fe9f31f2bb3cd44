package org.duograph.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Says which steps run in a slow way because there is no fast one. */
final class SlowSteps {
    private SlowSteps() {}

    /**
     * A line per slow implementation, such as {@code slow: steps 3 and 12 (Softmax, SoftmaxGradX)
     * run ref:any on onednn}; an empty text where there is none. Steps of graphs inside nodes are
     * among them, such as {@code slow: step 0 (Sqr) of graph square runs reference on java}.
     */
    static String describe(Steps steps) {
        return describe(steps, "");
    }

    private static String describe(Steps steps, String where) {
        StringBuilder text = new StringBuilder(lines(steps.all(), where));
        for (InnerSteps inner : steps.inner()) {
            text.append(describe(inner.steps(), " of graph " + inner.steps().name()));
        }
        return text.toString();
    }

    private static String lines(List<Step> steps, String where) {
        Map<String, List<Integer>> slow = new LinkedHashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).blueprint().isSlow()) {
                slow.computeIfAbsent(how(steps.get(i)), how -> new ArrayList<>()).add(i);
            }
        }
        StringBuilder text = new StringBuilder();
        slow.forEach(
                (how, numbers) ->
                        text.append("slow: ")
                                .append(numbers.size() == 1 ? "step " : "steps ")
                                .append(words(numbers))
                                .append(" (")
                                .append(kinds(steps, numbers))
                                .append(")")
                                .append(where)
                                .append(numbers.size() == 1 ? " runs " : " run ")
                                .append(how)
                                .append(System.lineSeparator()));
        return text.toString();
    }

    private static String how(Step step) {
        return step.blueprint().implementation() + " on " + step.backend().device();
    }

    private static String words(List<Integer> numbers) {
        String all = numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return all.replaceFirst(", (\\d+)$", " and $1");
    }

    private static String kinds(List<Step> steps, List<Integer> numbers) {
        return numbers.stream()
                .map(i -> steps.get(i).kind())
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
