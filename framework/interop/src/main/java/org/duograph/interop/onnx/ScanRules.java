package org.duograph.interop.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.interop.onnx.proto.GraphProto;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/** Scan: a loop over the rows of sequences. In version 8 there is a batch of such loops. */
final class ScanRules {
    private static final ArrayType NUMBER = new ArrayType(DType.INT64, Shape.SCALAR);

    private ScanRules() {}

    static void scan(NodeSite site) {
        GraphProto body = site.subGraph("body");
        if (site.opset() < 9) {
            batched(site, body);
            return;
        }
        int sequences = (int) site.i("num_scan_inputs", 0);
        int states = body.getInputCount() - sequences;
        site.require(
                sequences > 0 && states >= 0 && site.inputCount() == states + sequences,
                "%d scan inputs do not fit a body that takes %d values",
                sequences,
                body.getInputCount());
        List<Value> begin = new ArrayList<>();
        List<Value> rows = new ArrayList<>();
        for (int i = 0; i < states; i++) {
            begin.add(site.in(i));
        }
        for (int i = 0; i < sequences; i++) {
            Value sequence = site.in(states + i);
            int axis = sequence.shape().axis(at(site.ints("scan_input_axes"), i));
            Value first = new Formula(site).moveAxis(sequence, axis, 0);
            rows.add(turned(site, first, at(site.ints("scan_input_directions"), i)));
        }
        List<Value> results = loop(site, body, begin, rows);
        for (int i = 0; i < results.size(); i++) {
            Value y = results.get(i);
            if (i >= states) {
                y = turned(site, y, at(site.ints("scan_output_directions"), i - states));
                int axis = y.shape().axis(at(site.ints("scan_output_axes"), i - states));
                y = new Formula(site).moveAxis(y, 0, axis);
            }
            site.give(y);
        }
    }

    private static long at(List<Long> numbers, int i) {
        return numbers == null || i >= numbers.size() ? 0 : numbers.get(i);
    }

    private static Value turned(NodeSite site, Value rows, long direction) {
        int n = rows.shape().dim(0);
        return direction == 0 || n == 0 ? rows : new Formula(site).slice(rows, 0, n - 1, n, -1);
    }

    /** Each of the batch by itself. */
    private static void batched(NodeSite site, GraphProto body) {
        Formula f = new Formula(site);
        if (site.has(0)) {
            throw site.refuse("sequences of several lengths in a batch are not offered");
        }
        int sequences = (int) site.i("num_scan_inputs", 0);
        int states = body.getInputCount() - sequences;
        site.require(
                sequences > 0 && states >= 0 && site.inputCount() == 1 + states + sequences,
                "%d scan inputs do not fit a body that takes %d values",
                sequences,
                body.getInputCount());
        int batch = site.in(1).shape().dim(0);
        site.require(batch > 0, "the batch is empty");
        List<List<Value>> all = new ArrayList<>();
        for (int n = 0; n < batch; n++) {
            List<Value> each = new ArrayList<>();
            for (int i = 0; i < states + sequences; i++) {
                Value one = f.slice(site.in(1 + i), 0, n, 1, 1);
                Value own = f.reshape(one, one.shape().toList().subList(1, one.shape().rank()));
                long direction = i < states ? 0 : at(site.ints("directions"), i - states);
                each.add(turned(site, own, direction));
            }
            all.add(loop(site, body, each.subList(0, states), each.subList(states, each.size())));
        }
        for (int i = 0; i < body.getOutputCount(); i++) {
            int at = i;
            site.give(LoopRules.stacked(f, all.stream().map(one -> one.get(at)).toList()));
        }
    }

    private static List<Value> loop(
            NodeSite site, GraphProto proto, List<Value> states, List<Value> sequences) {
        Body.Captured captured = Body.Captured.by(site.lowerer(), proto);
        GraphLowerer body =
                site.lowerer().body(proto.getName().isEmpty() ? "body" : proto.getName());
        Graph graph = body.graph();
        graph.variable("iteration", NUMBER);
        for (int i = 0; i < proto.getInputCount(); i++) {
            ArrayType type =
                    i < states.size()
                            ? states.get(i).type()
                            : row(sequences.get(i - states.size()).type());
            Value parameter = graph.variable("parameter " + i, type);
            body.put(proto.getInput(i).getName(), new Item.Array(parameter));
        }
        captured.into(body);
        List<Value> results = Body.arrays(Body.results(body, proto));
        for (int i = 0; i < results.size(); i++) {
            graph.assign("result " + i, results.get(i));
        }
        List<Value> inputs = new ArrayList<>(states);
        inputs.addAll(sequences);
        inputs.addAll(captured.arguments());
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("body", graph);
        attrs.put("states", states.size());
        attrs.put("sequences", sequences.size());
        attrs.put("keep_starts", 0);
        Node loop = site.append(OpCatalog.get("For"), attrs, inputs);
        return Collections.unmodifiableList(loop.outputs().subList(0, results.size()));
    }

    private static ArrayType row(ArrayType sequence) {
        List<Integer> dims = sequence.shape().toList();
        if (dims.isEmpty()) {
            throw new IllegalArgumentException("a sequence must have rows, found " + sequence);
        }
        return sequence.withShape(Shape.of(dims.subList(1, dims.size())));
    }
}
