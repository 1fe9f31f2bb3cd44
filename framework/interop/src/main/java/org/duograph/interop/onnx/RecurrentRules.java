package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * LSTM, GRU and RNN: one operator of the core for each direction. ONNX has the gates in another
 * order, the weights the other way round, and two biases that are added.
 */
final class RecurrentRules {
    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("GRU", site -> layer(site, new Kind("GRU", List.of(0, 1, 2), 1))),
                    entry("LSTM", site -> layer(site, new Kind("LSTM", List.of(0, 2, 3, 1), 2))),
                    entry("RNN", site -> layer(site, new Kind("RNN", List.of(0), 1))));

    private RecurrentRules() {}

    /**
     * A kind of layer.
     *
     * @param type the operator of the core
     * @param gates which of ONNX's gates stands where
     * @param states what goes from step to step: the outputs, and the cells of an LSTM
     */
    private record Kind(String type, List<Integer> gates, int states) {}

    private static void layer(NodeSite site, Kind kind) {
        Formula f = new Formula(site);
        boolean batchFirst = site.flag("layout", false);
        Value x = batchFirst ? f.moveAxis(site.in(0), 1, 0) : site.in(0);
        String direction = site.s("direction", "forward");
        List<Boolean> ways =
                switch (direction) {
                    case "forward" -> List.of(false);
                    case "reverse" -> List.of(true);
                    case "bidirectional" -> List.of(false, true);
                    default -> throw site.refuse("direction \"%s\" is not known", direction);
                };
        refuseOthers(site, kind, ways.size());
        site.require(x.shape().rank() == 3, "X must be T x N x I, found %s", x.shape());
        List<Value> outputs = new ArrayList<>();
        List<List<Value>> last = List.of(new ArrayList<>(), new ArrayList<>());
        int at = 0;
        for (boolean reverse : ways) {
            Node node = direction(site, kind, x, at++, reverse);
            Value y = node.output(0);
            Shape s = y.shape();
            outputs.add(f.reshape(y, List.of(s.dim(0), 1, s.dim(1), s.dim(2))));
            for (int k = 0; k < kind.states(); k++) {
                Value state = node.output(1 + k);
                last.get(k).add(f.reshape(state, List.of(1, s.dim(1), s.dim(2))));
            }
        }
        Value y = f.concat(1, outputs); // T x directions x N x H
        site.give(batchFirst ? f.transpose(y, 2, 0, 1, 3) : y);
        for (int k = 0; k < kind.states(); k++) {
            Value state = f.concat(0, last.get(k));
            site.give(batchFirst ? f.moveAxis(state, 1, 0) : state);
        }
    }

    private static void refuseOthers(NodeSite site, Kind kind, int directions) {
        List<String> given = site.strings("activations");
        if (given != null) {
            List<String> usual =
                    switch (kind.type()) {
                        case "LSTM" -> List.of("sigmoid", "tanh", "tanh");
                        case "GRU" -> List.of("sigmoid", "tanh");
                        default -> List.of(activation(site));
                    };
            List<String> all = new ArrayList<>();
            for (int i = 0; i < directions; i++) {
                all.addAll(usual);
            }
            if (!given.stream().map(String::toLowerCase).toList().equals(all)) {
                throw site.refuse("the activations %s are not offered, %s are", given, all);
            }
        }
        if (site.hasAttr("clip") || site.flag("input_forget", false)) {
            throw site.refuse("clip and input_forget are not offered");
        }
    }

    private static String activation(NodeSite site) {
        List<String> given = site.strings("activations");
        return given != null && !given.isEmpty() && given.get(0).equalsIgnoreCase("relu")
                ? "relu"
                : "tanh";
    }

    private static Node direction(NodeSite site, Kind kind, Value x, int at, boolean reverse) {
        Formula f = new Formula(site);
        int gates = kind.gates().size();
        Value w = slice(f, site.in(1), at); // gates * H x I
        Value r = slice(f, site.in(2), at);
        int h = w.shape().dim(0) / gates;
        site.require(h > 0 && r.shape().rank() == 2, "W %s gives no %d gates", w.shape(), gates);
        List<Value> inputs = new ArrayList<>(List.of(x));
        int n = x.shape().dim(1);
        boolean batchFirst = site.flag("layout", false);
        for (int k = 0; k < kind.states(); k++) {
            inputs.add(
                    site.has(5 + k)
                            ? slice(
                                    f,
                                    batchFirst ? f.moveAxis(site.in(5 + k), 0, 1) : site.in(5 + k),
                                    at)
                            : f.filled(x.type().dtype(), List.of(n, h), 0));
        }
        inputs.add(f.transpose(ordered(f, w, kind.gates(), h), 1, 0));
        inputs.add(f.transpose(ordered(f, r, kind.gates(), h), 1, 0));
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("reverse", reverse ? 1 : 0);
        if (kind.type().equals("RNN")) {
            attrs.put("activation", activation(site));
        }
        boolean after = site.flag("linear_before_reset", false);
        if (after) {
            attrs.put("reset_after", 1);
        }
        inputs.add(bias(site, kind, at, h, after));
        inputs.add(site.has(4) ? f.cast(site.in(4), DType.INT32) : site.graph().absent());
        if (site.has(7)) {
            Value p = slice(f, site.in(7), at);
            inputs.add(f.reshape(ordered(f, p, List.of(0, 2, 1), h), List.of(3, h)));
        }
        return site.append(OpCatalog.get(kind.type()), attrs, inputs);
    }

    /** What belongs to one direction. */
    private static Value slice(Formula f, Value all, int at) {
        Value one = f.slice(all, 0, at, 1, 1);
        return f.reshape(one, all.shape().toList().subList(1, all.shape().rank()));
    }

    /** Blocks of H rows in another order. */
    private static Value ordered(Formula f, Value rows, List<Integer> order, int h) {
        List<Value> blocks = new ArrayList<>();
        for (int gate : order) {
            blocks.add(f.slice(rows, 0, (long) gate * h, h, 1));
        }
        return f.concat(0, blocks);
    }

    private static Value bias(NodeSite site, Kind kind, int at, int h, boolean after) {
        Formula f = new Formula(site);
        int gates = kind.gates().size();
        if (!site.has(3)) {
            int count = (after ? gates + 1 : gates) * h;
            return f.filled(site.in(0).type().dtype(), List.of(count), 0);
        }
        Value both = slice(f, site.in(3), at);
        Value ofX = ordered(f, f.slice(both, 0, 0, (long) gates * h, 1), kind.gates(), h);
        Value ofH =
                ordered(
                        f,
                        f.slice(both, 0, (long) gates * h, (long) gates * h, 1),
                        kind.gates(),
                        h);
        if (!after) {
            return f.plus(ofX, ofH);
        }
        Value summed = f.plus(f.slice(ofX, 0, 0, 2L * h, 1), f.slice(ofH, 0, 0, 2L * h, 1));
        return f.concat(
                0, List.of(summed, f.slice(ofX, 0, 2L * h, h, 1), f.slice(ofH, 0, 2L * h, h, 1)));
    }
}
