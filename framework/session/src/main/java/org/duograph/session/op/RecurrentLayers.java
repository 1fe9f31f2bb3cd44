package org.duograph.session.op;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.duograph.graph.OpDef;
import org.duograph.graph.Operand;
import org.duograph.graph.Value;
import org.duograph.ops.recurrent.GRU;
import org.duograph.ops.recurrent.LSTM;
import org.duograph.ops.recurrent.RNN;
import org.duograph.tensor.NDArray;

/**
 * Recurrent layers along all steps at once, one direction each: operators that only Duograph has.
 * Gates stand in the order of the core's. In graphs for TensorFlow they are {@code BlockLSTM}, or
 * all steps one by one.
 */
final class RecurrentLayers {
    static final List<Operator> OPERATORS =
            List.of(
                    Operator.of(
                            "LSTM",
                            "x:T h0:T c0:T w:T r:T b:T p:peepholes*T lengths:limits*int32 -> y:T hn:T cn:T",
                            "T:type peepholes:int=0 limits:int=0 reverse:bool=false",
                            RecurrentLayers::lstm),
                    Operator.of(
                            "GRU",
                            "x:T h0:T w:T r:T b:T lengths:limits*int32 -> y:T hn:T",
                            "T:type limits:int=0 reverse:bool=false reset_after:bool=false",
                            site ->
                                    simple(
                                            site,
                                            GRU.OP,
                                            GRU.LENGTHS,
                                            Map.of("reset_after", flag(site, "reset_after")))),
                    Operator.of(
                            "RNN",
                            "x:T h0:T w:T r:T b:T lengths:limits*int32 -> y:T hn:T",
                            "T:type limits:int=0 reverse:bool=false activation:string=tanh",
                            site ->
                                    simple(
                                            site,
                                            RNN.OP,
                                            RNN.LENGTHS,
                                            Map.of(
                                                    "activation",
                                                    site.attrs().text("activation")))));

    private RecurrentLayers() {}

    private static int flag(LoweringSite site, String name) {
        return site.attrs().flag(name) ? 1 : 0;
    }

    private static void lstm(LoweringSite site) {
        SortedMap<Integer, Value> optional = new TreeMap<>();
        if (site.attrs().integer("peepholes") > 0) {
            optional.put(LSTM.P, site.input(6));
        }
        lower(site, LSTM.OP, 6, optional, LSTM.LENGTHS, Map.of(), 3);
    }

    private static void simple(LoweringSite site, OpDef op, int lengths, Map<String, ?> more) {
        lower(site, op, 5, new TreeMap<>(), lengths, more, 2);
    }

    /**
     * Appends an operator.
     *
     * @param optional inputs that may be left out, by their number
     * @param lengths the number of the input that lengths are
     */
    private static void lower(
            LoweringSite site,
            OpDef op,
            int always,
            SortedMap<Integer, Value> optional,
            int lengths,
            Map<String, ?> more,
            int outputs) {
        if (site.attrs().integer("limits") > 0) {
            optional.put(lengths, site.input(site.inputCount() - 1));
        }
        List<Value> inputs = new ArrayList<>(site.inputs(0, always));
        for (int i = always; !optional.isEmpty() && i <= optional.lastKey(); i++) {
            Value given = optional.get(i);
            inputs.add(given != null ? given : site.constant(NDArray.zeros(Operand.ABSENT)));
        }
        Map<String, Object> attrs = new LinkedHashMap<>(more);
        attrs.put("reverse", flag(site, "reverse"));
        List<Value> all = site.append(op, attrs, inputs).outputs();
        site.give(all.subList(0, outputs).toArray(Value[]::new));
    }
}
