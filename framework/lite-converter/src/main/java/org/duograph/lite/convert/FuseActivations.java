package org.duograph.lite.convert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duograph.lite.model.OperatorCode;

/** Makes RELU and RELU6 an option of the operator in front of them, where nothing else reads it. */
final class FuseActivations {
    private static final Map<OperatorCode, Byte> NUMBERS =
            Map.of(OperatorCode.RELU, (byte) 1, OperatorCode.RELU6, (byte) 3);

    private FuseActivations() {}

    /** The graph with what can be fused fused. */
    static LiteGraph apply(LiteGraph graph) {
        Map<LiteTensor, Integer> reads = graph.reads();
        Map<LiteTensor, Integer> places = new HashMap<>();
        List<LiteNode> nodes = new ArrayList<>();
        for (LiteNode node : graph.nodes()) {
            Byte number = NUMBERS.get(node.code());
            Integer place = number == null ? null : places.get(node.inputs().get(0));
            LiteNode before = place == null ? null : nodes.get(place);
            int slot = before == null ? -1 : before.activationSlot();
            if (slot >= 0
                    && before.options().get(slot).equals((byte) 0)
                    && reads.get(before.output()) == 1) {
                nodes.set(
                        place,
                        before.withOption(slot, number).with(before.inputs(), node.output()));
                places.put(node.output(), place);
            } else {
                places.put(node.output(), nodes.size());
                nodes.add(node);
            }
        }
        return new LiteGraph(graph.inputs(), graph.outputs(), nodes);
    }
}
