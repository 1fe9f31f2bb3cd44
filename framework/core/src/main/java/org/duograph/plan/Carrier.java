package org.duograph.plan;

import java.util.ArrayList;
import java.util.List;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Buffer;
import org.duograph.backend.Kernel;
import org.duograph.plan.SubPlan.Form;

/**
 * The copies that take numbers into a graph inside a node, and out of it: made once, run as often
 * as the node runs. It owns their memory, and lanes of its own.
 */
final class Carrier implements AutoCloseable {
    private final Lanes lanes = new Lanes();
    private final List<Blueprint> blueprints = new ArrayList<>();
    private final List<Buffer> scratch = new ArrayList<>();
    private final List<Kernel> kernels = new ArrayList<>();

    /** Adds a copy of an array from one place to another one, of any form; none into itself. */
    void add(List<Kernel> copies, Form from, Buffer source, Form to, Buffer target) {
        if (source == target) {
            return;
        }
        Blueprint copy =
                from.backend() == to.backend()
                        ? from.backend().reorder(from.layout(), to.layout())
                        : from.backend().transfer(from.layout(), to.backend(), to.layout());
        blueprints.add(copy);
        Buffer room = null;
        if (copy.scratchBytes() > 0) {
            room = to.backend().allocate(List.of(copy.scratchBytes())).get(0);
            scratch.add(room);
        }
        Blueprint.Memory memory = new Blueprint.Memory(List.of(source), List.of(target), room);
        Kernel kernel = copy.bind(memory, lanes.lane(to.backend()));
        kernels.add(kernel);
        copies.add(kernel);
    }

    /** Runs copies and waits for them. */
    void run(List<Kernel> copies) {
        for (int i = 0; i < copies.size(); i++) { // an iterator would be an object per run
            copies.get(i).run();
        }
        if (!copies.isEmpty()) {
            lanes.finish();
        }
    }

    @Override
    public void close() {
        kernels.forEach(Kernel::close);
        lanes.close();
        blueprints.forEach(Blueprint::close);
        scratch.forEach(Buffer::close);
    }
}
