package org.duograph.lite.convert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model in the making: nodes in the order in which they run.
 *
 * @param inputs what is given
 * @param outputs what comes out
 */
record LiteGraph(List<LiteTensor> inputs, List<LiteTensor> outputs, List<LiteNode> nodes) {

    /** How often each tensor is read, as an output of the model too. */
    Map<LiteTensor, Integer> reads() {
        Map<LiteTensor, Integer> reads = new HashMap<>();
        for (LiteNode node : nodes) {
            node.inputs().forEach(input -> reads.merge(input, 1, Integer::sum));
        }
        outputs.forEach(output -> reads.merge(output, 1, Integer::sum));
        return reads;
    }

    /** Who writes each tensor. */
    Map<LiteTensor, LiteNode> writers() {
        Map<LiteTensor, LiteNode> writers = new HashMap<>();
        nodes.forEach(node -> writers.put(node.output(), node));
        return writers;
    }

    /** The same without nodes that nobody reads. */
    LiteGraph withoutDead() {
        List<LiteNode> kept = new ArrayList<>();
        java.util.Set<LiteTensor> needed = new java.util.HashSet<>(outputs);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            LiteNode node = nodes.get(i);
            if (needed.contains(node.output())) {
                kept.add(0, node);
                needed.addAll(node.inputs());
            }
        }
        return new LiteGraph(inputs, outputs, kept);
    }
}
