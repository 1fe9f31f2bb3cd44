package org.duograph.backend.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duograph.backend.Layout;
import org.duograph.graph.Node;
import org.duograph.graph.Value;

/**
 * How the arrays of a node are arranged when it is run alone.
 *
 * @param given the layouts in which the inputs are brought
 * @param outputs which outputs are read
 * @param over for each output that is written over an input, which one; others have memory of their
 *     own
 * @param frozen whether inputs never change, so that kernels may have them as they like
 */
record Arrangement(
        List<Layout> given, Outputs outputs, Map<Integer, Integer> over, boolean frozen) {
    /** Which outputs are read. */
    enum Outputs {
        /** All of them. */
        ALL,
        /** Not those that are saved for the gradient. */
        NOT_SAVED,
        /** Only the first. */
        FIRST,
        /** Only the last. */
        LAST;

        /** Those choices that differ for {@code node}. */
        static List<Outputs> of(Node node) {
            Map<List<Boolean>, Outputs> different = new LinkedHashMap<>();
            for (Outputs choice : values()) {
                different.putIfAbsent(choice.used(node), choice);
            }
            return List.copyOf(different.values());
        }

        /** Whether each output of {@code node} is read. */
        List<Boolean> used(Node node) {
            int last = node.outputs().size() - 1;
            return node.outputs().stream()
                    .map(
                            output ->
                                    switch (this) {
                                        case ALL -> true;
                                        case NOT_SAVED -> !isSaved(output);
                                        case FIRST -> output.index() == 0;
                                        case LAST -> output.index() == last && !isSaved(output);
                                    })
                    .toList();
        }

        private static boolean isSaved(Value output) {
            return NodeRun.isSaved(output.node(), output.index());
        }
    }

    /** Each output has memory of its own. */
    Arrangement(List<Layout> given, Outputs outputs) {
        this(given, outputs, Map.of(), false);
    }

    /** The same with outputs written over inputs. */
    Arrangement with(Map<Integer, Integer> over) {
        return new Arrangement(given, outputs, over, frozen);
    }

    /** The same with inputs that never change. */
    Arrangement withFrozenInputs() {
        return new Arrangement(given, outputs, over, true);
    }

    /** The inputs that never change, by their numbers. */
    Set<Integer> frozenInputs() {
        return frozen
                ? IntStream.range(0, given.size()).boxed().collect(Collectors.toSet())
                : Set.of();
    }
}
