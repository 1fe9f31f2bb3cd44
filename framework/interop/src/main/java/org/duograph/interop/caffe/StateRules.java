package org.duograph.interop.caffe;

import java.util.HashSet;
import java.util.Set;
import org.duograph.interop.caffe.proto.LayerParameter;
import org.duograph.interop.caffe.proto.NetState;
import org.duograph.interop.caffe.proto.NetStateRule;

/**
 * Which layers take part in a phase: those with a rule in {@code include} that is met, those with
 * rules in {@code exclude} of which none is met, and those without rules.
 */
final class StateRules {
    private StateRules() {}

    /**
     * Whether a layer takes part.
     *
     * @throws IllegalArgumentException if it both includes and excludes, which Caffe refuses too
     */
    static boolean takesPart(LayerParameter layer, NetState state) {
        if (layer.getIncludeCount() > 0 && layer.getExcludeCount() > 0) {
            throw new IllegalArgumentException(
                    "Layer \"%s\" has rules in include and in exclude; keep one kind"
                            .formatted(layer.getName()));
        }
        if (layer.getIncludeCount() > 0) {
            return layer.getIncludeList().stream().anyMatch(rule -> isMet(rule, state));
        }
        return layer.getExcludeList().stream().noneMatch(rule -> isMet(rule, state));
    }

    private static boolean isMet(NetStateRule rule, NetState state) {
        Set<String> stages = new HashSet<>(state.getStageList());
        return (!rule.hasPhase() || rule.getPhase() == state.getPhase())
                && (!rule.hasMinLevel() || state.getLevel() >= rule.getMinLevel())
                && (!rule.hasMaxLevel() || state.getLevel() <= rule.getMaxLevel())
                && stages.containsAll(rule.getStageList())
                && rule.getNotStageList().stream().noneMatch(stages::contains);
    }
}
