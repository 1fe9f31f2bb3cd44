package org.duograph.plan;

import java.util.List;
import org.duograph.backend.Backend;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Buffer;
import org.duograph.backend.Kernel;
import org.duograph.backend.Lane;
import org.duograph.backend.Layout;
import org.duograph.graph.HostCall;
import org.duograph.graph.HostCode;
import org.duograph.graph.Node;
import org.duograph.graph.Surroundings;
import org.duograph.graph.Value;
import org.duograph.tensor.NDArray;

/**
 * Runs a host operator in a plan: the plan makes this itself, whatever backend the numbers stand
 * on. It waits until what it reads has been computed, hands copies of the numbers to the operator's
 * Java code when that asks for them, and writes what it is given into the backend's memory.
 *
 * @param node the node
 * @param code what it runs
 * @param backend where its inputs and outputs stand, in plain layouts
 * @param around what the operator may reach outside
 */
record HostStep(Node node, HostCode code, Backend backend, Surroundings around)
        implements Blueprint {
    /** Whether the node's outputs would be of its types if it ran now. */
    boolean fits() {
        return code.fits(around);
    }

    @Override
    public List<Layout> inputs() {
        return plain(node.inputs());
    }

    @Override
    public List<Layout> outputs() {
        return plain(node.outputs());
    }

    private List<Layout> plain(List<Value> values) {
        return values.stream().map(v -> backend.plain(v.type())).toList();
    }

    @Override
    public String implementation() {
        return "host";
    }

    @Override
    public Kernel bind(Memory memory, Lane lane) {
        List<Layout> inputs = inputs();
        List<Layout> outputs = outputs();
        return () -> {
            lane.finish();
            HostCall.run(
                    node,
                    code,
                    i -> read(inputs.get(i), memory.inputs().get(i)),
                    (i, numbers) -> backend.write(numbers, outputs.get(i), memory.outputs().get(i)),
                    around);
        };
    }

    private NDArray read(Layout layout, Buffer buffer) {
        NDArray array = NDArray.zeros(layout.type());
        backend.read(layout, buffer, array);
        return array;
    }
}
