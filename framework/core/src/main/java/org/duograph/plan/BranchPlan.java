package org.duograph.plan;

import java.util.ArrayList;
import java.util.List;
import org.duograph.backend.Backend;
import org.duograph.backend.Buffer;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Lane;
import org.duograph.graph.SubGraph;
import org.duograph.graph.Surroundings;
import org.duograph.graph.Value;
import org.duograph.ops.control.If;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;

/** How a plan runs an If: each branch is a plan, and the condition is read on the host. */
final class BranchPlan extends SubPlan {
    private final If.View view;
    private final List<SubGraph> graphs = new ArrayList<>(); // then, else
    private final List<InnerSteps> branches = new ArrayList<>();

    BranchPlan(KernelRequest request, Backend home, Placement placement, Surroundings around) {
        super(request, home);
        this.view = If.View.of(node);
        for (boolean which : new boolean[] {true, false}) {
            graphs.add(new SubGraph(LoweredLoop.withResult(view.branch(which))));
            branches.add(steps(graphs.get(graphs.size() - 1).graph(), placement, around));
        }
        for (int i = 0; i < view.firstCaptured(); i++) {
            askPlain(i);
        }
        for (int branch = 1; branch >= 0; branch--) { // the first one's wish counts
            SubGraph graph = graphs.get(branch);
            List<Value> parameters = graph.parameters();
            for (int p = 0; p < parameters.size(); p++) {
                ask(view.firstCaptured() + p, branches.get(branch).read(parameters.get(p).name()));
            }
            int o = 0;
            for (String result : graph.graph().assigns().keySet()) {
                give(o++, branches.get(branch).assigned(result));
            }
        }
    }

    @Override
    public Kernel bind(Memory memory, Lane lane) {
        Bound bound = new Bound(memory, lane);
        try {
            bound.branches.add(bound.bind(true));
            bound.branches.add(bound.bind(false));
            return bound;
        } catch (RuntimeException | Error e) {
            bound.close();
            throw e;
        }
    }

    /** One branch: its plan, the copies before and after it, and its variables. */
    private record Branch(State state, Plan plan, List<Kernel> before, List<Kernel> after) {}

    private final class Bound implements Kernel {
        private final Memory memory;
        private final Lane lane;
        private final Carrier carrier = new Carrier();
        private final List<State> states = new ArrayList<>();
        private final List<Branch> branches = new ArrayList<>();
        private final Numbers numbers = new Numbers(home);
        private final NDArray condition = NDArray.zeros(node.input(0).type());

        Bound(Memory memory, Lane lane) {
            this.memory = memory;
            this.lane = lane;
        }

        private Branch bind(boolean which) {
            State state = new State();
            states.add(state);
            InnerSteps steps = BranchPlan.this.branches.get(which ? 0 : 1);
            SubGraph graph = graphs.get(which ? 0 : 1);
            List<Kernel> before = new ArrayList<>();
            List<Kernel> after = new ArrayList<>();
            List<Value> parameters = graph.parameters();
            for (int p = 0; p < parameters.size(); p++) {
                int i = view.firstCaptured() + p;
                Form wanted = steps.read(parameters.get(p).name());
                if (wanted != null) {
                    Buffer from = memory.inputs().get(i);
                    Place place = place(state, parameters.get(p).name(), wanted, input(i), from);
                    carrier.add(before, input(i), from, wanted, place.buffer());
                }
            }
            int o = 0;
            for (String result : graph.graph().assigns().keySet()) {
                Form given = steps.assigned(result);
                Buffer to = memory.outputs().get(o);
                Place place = place(state, result, given, output(o), to);
                carrier.add(after, given, place.buffer(), output(o), to);
                o++;
            }
            return new Branch(state, steps.bind(state), before, after);
        }

        @Override
        public void run() {
            lane.finish();
            home.read(input(0).layout(), memory.inputs().get(0), condition);
            Branch branch = branches.get(condition.get(0) != 0 ? 0 : 1);
            long key = 0;
            if (view.isKeyed()) {
                key = numbers.read(memory.inputs().get(1));
            } else if (view.givesKey()) {
                key = numbers.key(seed(), node.name(), memory.step());
                numbers.write(key, memory.outputs().get(view.results()));
            }
            carrier.run(branch.before);
            branch.plan.run(Philox.substep(key, 0));
            carrier.run(branch.after);
        }

        @Override
        public void close() {
            branches.forEach(branch -> branch.plan.close());
            carrier.close();
            states.forEach(State::close);
        }
    }
}
