package org.duograph.backend.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.backend.Backend;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Buffer;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Lane;
import org.duograph.backend.Layout;
import org.duograph.graph.Node;
import org.duograph.graph.Operand;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * One node run alone on a backend: its inputs brought in given layouts, reordered where its
 * blueprint wants others, its outputs poisoned first.
 */
final class NodeRun implements AutoCloseable {
    private final Backend backend;
    private final Node node;
    private final Arrangement arrangement;
    private final Blueprint blueprint;
    private final List<Buffer> open = new ArrayList<>();
    private final List<Buffer> inputs = new ArrayList<>();

    /** Prepares the case's node. */
    NodeRun(Backend backend, Case c, Arrangement arrangement) {
        this.backend = backend;
        this.node = c.node();
        this.arrangement = arrangement;
        List<Boolean> used = arrangement.outputs().used(node);
        blueprint =
                backend.factory(node.op())
                        .prepare(
                                new KernelRequest(
                                        node,
                                        arrangement.given(),
                                        used,
                                        arrangement.frozenInputs(),
                                        0));
        try {
            bring(c.draw(), arrangement.given());
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    static boolean isSaved(Node node, int output) {
        return node.op().output(output).kind() == Operand.Kind.SAVED;
    }

    private void bring(List<NDArray> arrays, List<Layout> given) {
        for (int i = 0; i < arrays.size(); i++) {
            if (node.op().isShapeOnly(i)) {
                inputs.add(null);
                continue;
            }
            Buffer brought = allocate(given.get(i).bytes());
            backend.write(arrays.get(i), given.get(i), brought);
            Layout wanted = blueprint.inputs().get(i);
            inputs.add(
                    wanted.equals(given.get(i)) ? brought : reorder(given.get(i), brought, wanted));
        }
    }

    private Buffer reorder(Layout from, Buffer buffer, Layout to) {
        Buffer result = allocate(to.bytes());
        try (Blueprint reorder = backend.reorder(from, to);
                Lane lane = backend.lane();
                Kernel kernel =
                        reorder.bind(
                                new Blueprint.Memory(
                                        List.of(buffer), List.of(result), scratch(reorder)),
                                lane)) {
            kernel.run();
            lane.finish();
        }
        return result;
    }

    private Buffer scratch(Blueprint b) {
        return b.scratchBytes() == 0 ? null : allocate(b.scratchBytes());
    }

    /** Where a node that draws random numbers reads that this is step 0. */
    private Buffer stepZero() {
        NDArray zero = NDArray.of(Shape.SCALAR, 0L);
        Layout layout = backend.plain(zero.type());
        Buffer buffer = allocate(layout.bytes());
        backend.write(zero, layout, buffer);
        return buffer;
    }

    private Buffer allocate(long bytes) {
        Buffer buffer = backend.allocate(List.of(bytes)).get(0);
        open.add(buffer);
        buffer.poison();
        return buffer;
    }

    /** The layouts in which the blueprint gives its outputs. */
    List<Layout> outputLayouts() {
        return blueprint.outputs();
    }

    /** The layouts that the blueprint wants. */
    List<Layout> inputLayouts() {
        return blueprint.inputs();
    }

    /** What runs. */
    String implementation() {
        return blueprint.implementation();
    }

    /**
     * The same arrangement with outputs written over inputs, as the blueprint allows it: each pair
     * alone, then as many as a plan takes at once.
     */
    List<Arrangement> inPlace() {
        List<Arrangement> ways = new ArrayList<>();
        Map<Integer, Integer> atOnce = new LinkedHashMap<>();
        for (int o = 0; o < node.outputs().size(); o++) {
            for (int i = 0; i < inputs.size(); i++) {
                if (mayOverwrite(o, i)) {
                    ways.add(arrangement.with(Map.of(o, i)));
                    if (!atOnce.containsKey(o) && !atOnce.containsValue(i)) {
                        atOnce.put(o, i);
                    }
                }
            }
        }
        if (atOnce.size() > 1) {
            ways.add(arrangement.with(atOnce));
        }
        return ways;
    }

    private boolean mayOverwrite(int o, int i) {
        return inputs.get(i) != null
                && blueprint.outputs().get(o).bytes() == blueprint.inputs().get(i).bytes()
                && blueprint.mayOverwrite(o, i);
    }

    /** Runs the node {@code times} times and reads its outputs; null for saved or unread ones. */
    List<NDArray> run(int times) {
        List<Buffer> outputs = new ArrayList<>();
        for (int o = 0; o < node.outputs().size(); o++) {
            Integer input = arrangement.over().get(o);
            outputs.add(
                    input != null
                            ? inputs.get(input)
                            : allocate(blueprint.outputs().get(o).bytes()));
        }
        Blueprint.Memory memory =
                new Blueprint.Memory(inputs, outputs, scratch(blueprint), stepZero());
        try (Lane lane = backend.lane();
                Kernel kernel = blueprint.bind(memory, lane)) {
            for (int t = 0; t < times; t++) {
                kernel.run();
            }
            lane.finish();
        }
        List<NDArray> results = new ArrayList<>();
        for (int o = 0; o < outputs.size(); o++) {
            boolean wanted = arrangement.outputs().used(node).get(o) && !isSaved(node, o);
            results.add(wanted ? read(outputs.get(o), o) : null);
        }
        return results;
    }

    private NDArray read(Buffer buffer, int output) {
        NDArray array = NDArray.zeros(node.output(output).type());
        backend.read(blueprint.outputs().get(output), buffer, array);
        return array;
    }

    /** Reads input {@code i} back; null where only the shape is used. */
    NDArray readInput(int i) {
        if (inputs.get(i) == null) {
            return null;
        }
        NDArray array = NDArray.zeros(node.input(i).type());
        backend.read(blueprint.inputs().get(i), inputs.get(i), array);
        return array;
    }

    @Override
    public void close() {
        blueprint.close();
        open.forEach(Buffer::close);
    }
}
