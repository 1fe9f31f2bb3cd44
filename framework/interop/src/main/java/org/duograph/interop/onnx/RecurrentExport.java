package org.duograph.interop.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * LSTM, GRU and RNN in operators of ONNX, which has the gates in another order, the weights the
 * other way round, and two biases that are added.
 */
final class RecurrentExport {
    private RecurrentExport() {}

    static void lstm(ExportSite s) {
        if (s.has(7)) {
            throw new UnsupportedModelException("peepholes are not written");
        }
        write(s, "LSTM", List.of(0, 3, 1, 2), 2, Map.of());
    }

    static void gru(ExportSite s) {
        boolean after = s.attrs().flag("reset_after");
        write(s, "GRU", List.of(0, 1, 2), 1, Map.of("linear_before_reset", after ? 1 : 0));
    }

    static void rnn(ExportSite s) {
        if (!s.attrs().s("activation").equals("tanh")) {
            throw new UnsupportedModelException("only tanh is written");
        }
        write(s, "RNN", List.of(0), 1, Map.of());
    }

    /** {@code order} says where each of ONNX's gates stands in the core. */
    private static void write(
            ExportSite s, String type, List<Integer> order, int states, Map<String, ?> more) {
        int h = s.shape(1 + states + 1).dim(0);
        int first = 1 + states;
        List<String> inputs = new ArrayList<>(List.of(s.in(0)));
        inputs.add(weights(s, first, order, h));
        inputs.add(weights(s, first + 1, order, h));
        inputs.add(bias(s, first + 2, order, h));
        inputs.add(s.in(first + 3));
        for (int k = 0; k < states; k++) {
            Shape state = s.shape(1 + k);
            inputs.add(s.reshaped(s.in(1 + k), Shape.of(1, state.dim(0), state.dim(1))));
        }
        Map<String, Object> attrs = new LinkedHashMap<>(more);
        attrs.put("hidden_size", h);
        attrs.put("direction", s.attrs().flag("reverse") ? "reverse" : "forward");
        List<String> outputs = new ArrayList<>();
        for (int k = 0; k <= states; k++) {
            outputs.add(s.fresh());
        }
        s.write(type, inputs, outputs, attrs);
        for (int k = 0; k <= states; k++) {
            String shape = s.wholes(s.node().output(k).shape().toList());
            s.write("Reshape", List.of(outputs.get(k), shape), List.of(s.out(k)), Map.of());
        }
    }

    /** I x gates * H becomes 1 x gates * H x I. */
    private static String weights(ExportSite s, int i, List<Integer> order, int h) {
        String turned = s.part("Transpose", List.of(s.in(i)), Map.of("perm", List.of(1, 0)));
        String ordered = ordered(s, turned, order, h);
        return s.reshaped(ordered, Shape.of(1, order.size() * h, s.shape(i).dim(0)));
    }

    /** Blocks of H rows in another order. */
    private static String ordered(ExportSite s, String rows, List<Integer> order, int h) {
        if (order.size() == 1) {
            return rows;
        }
        List<String> blocks = new ArrayList<>();
        order.forEach(gate -> blocks.add(s.fresh()));
        List<Integer> sizes = Collections.nCopies(order.size(), h);
        s.write("Split", List.of(rows, s.wholes(sizes)), blocks, Map.of("axis", 0));
        List<String> moved = order.stream().map(blocks::get).toList();
        return s.part("Concat", moved, Map.of("axis", 0));
    }

    /** The second bias is zero, but for the part of a GRU that is reset with its product. */
    private static String bias(ExportSite s, int i, List<Integer> order, int h) {
        int gates = order.size();
        String given = s.in(i);
        List<String> parts = new ArrayList<>();
        int blocks = s.shape(i).dim(0) / h;
        String zeros =
                s.names()
                        .array(
                                s.node().name() + "_zeros",
                                NDArray.zeros(s.node().input(i).type().withShape(gates * h)));
        if (blocks == gates) {
            parts.add(ordered(s, given, order, h));
            parts.add(zeros);
        } else {
            List<String> each = new ArrayList<>(List.of(s.fresh(), s.fresh()));
            List<Integer> sizes = List.of(gates * h, h);
            s.write("Split", List.of(given, s.wholes(sizes)), each, Map.of("axis", 0));
            List<String> none = new ArrayList<>(List.of(s.fresh(), s.fresh()));
            List<Integer> rest = List.of((gates - 1) * h, h);
            s.write("Split", List.of(zeros, s.wholes(rest)), none, Map.of("axis", 0));
            parts.add(each.get(0));
            parts.add(none.get(0));
            parts.add(each.get(1));
        }
        String both = s.part("Concat", parts, Map.of("axis", 0));
        return s.reshaped(both, Shape.of(1, 2 * gates * h));
    }
}
