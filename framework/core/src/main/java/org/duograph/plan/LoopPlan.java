package org.duograph.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.duograph.backend.Backend;
import org.duograph.backend.Buffer;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Lane;
import org.duograph.compile.DropDeadNodes;
import org.duograph.graph.Graph;
import org.duograph.graph.Surroundings;
import org.duograph.graph.Value;
import org.duograph.ops.control.For;
import org.duograph.ops.control.Loop;
import org.duograph.ops.control.While;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;

/** How a plan runs a For or a While: see {@link LoweredLoop}. */
final class LoopPlan extends SubPlan {
    private final LoweredLoop loop;
    private final Ends ends;
    private final InnerSteps body;
    private final InnerSteps check;

    /**
     * Where the numbers stand that say how often the body runs; -1 where there is no such operand.
     *
     * @param firstState the input that is the first state
     * @param count the input that says how often
     * @param key the input that is the key
     * @param most the most iterations
     * @param reverse whether rows are taken from the last to the first
     * @param iterationsOutput the output that says how many there were
     * @param keyOutput the output that is the key
     */
    private record Ends(
            int firstState,
            int count,
            int key,
            long most,
            boolean reverse,
            int iterationsOutput,
            int keyOutput) {
        static Ends of(Loop f) {
            return new Ends(
                    f.firstState(),
                    f.isCounted() ? 0 : -1,
                    f.isKeyed() ? f.keyInput() : -1,
                    f.isBounded() ? f.most() : Long.MAX_VALUE,
                    f.isReverse(),
                    f.mayExit() ? f.iterationsOutput() : -1,
                    f.givesKey() ? f.keyOutput() : -1);
        }

        static Ends of(While.View w) {
            int key = w.isKeyed() ? 0 : -1;
            int keyOutput = w.givesKey() ? w.keyOutput() : -1;
            return new Ends(w.firstState(), -1, key, w.most(), false, w.states(), keyOutput);
        }
    }

    LoopPlan(KernelRequest request, Backend home, Placement placement, Surroundings around) {
        super(request, home);
        boolean counts = node.op() == For.OP;
        this.loop =
                counts
                        ? LoweredLoop.ofFor(node, this::isUsed)
                        : LoweredLoop.ofWhile(node, this::isUsed);
        this.ends = counts ? Ends.of(Loop.of(node)) : Ends.of(While.View.of(node));
        Graph live = new DropDeadNodes().apply(loop.graph); // rows of which nobody reads the stack
        this.body = steps(live, placement, around);
        this.check = loop.check == null ? null : steps(loop.check, placement, around);
        for (int i = 0; i < ends.firstState; i++) {
            askPlain(i);
        }
        for (int k = 0; k < loop.states.size(); k++) {
            ask(ends.firstState + k, body.form(loop.states.get(k)));
            give(k, body.form(loop.states.get(k)));
        }
        loop.reads.forEach((variable, i) -> ask(i, body.read(variable)));
        loop.stacks.forEach((variable, o) -> give(o, body.form(variable)));
    }

    @Override
    public boolean mayOverwrite(int output, int input) {
        return output < loop.states.size()
                && input == ends.firstState + output
                && input(input).equals(output(output));
    }

    @Override
    public Kernel bind(Memory memory, Lane lane) {
        Bound bound = new Bound(memory, lane);
        try {
            bound.bindVariables();
            bound.plan = body.bind(bound.state);
            if (check != null) {
                bound.bindCheck();
            }
            return bound;
        } catch (RuntimeException | Error e) {
            bound.close();
            throw e;
        }
    }

    private final class Bound implements Kernel {
        private final Memory memory;
        private final Lane lane;
        private final State state = new State();
        private final State checkState = new State();
        private final Carrier carrier = new Carrier();
        private final List<Kernel> before = new ArrayList<>();
        private final List<Kernel> beforeCheck = new ArrayList<>();
        private final List<Kernel> after = new ArrayList<>();
        private final List<Place> zeroed = new ArrayList<>();
        private final List<NDArray> zeros = new ArrayList<>();
        private final Numbers numbers = new Numbers(home);
        private final NDArray number = NDArray.zeros(Loop.NUMBER);
        private Place iteration;
        private Place goesOn;
        private Place checked;
        private NDArray truth;
        private NDArray checkedTruth;
        private Plan plan;
        private Plan checkPlan;

        Bound(Memory memory, Lane lane) {
            this.memory = memory;
            this.lane = lane;
        }

        private void bindVariables() {
            for (int k = 0; k < loop.states.size(); k++) {
                bindState(k);
            }
            for (Map.Entry<String, Integer> read : loop.reads.entrySet()) {
                Form wanted = body.read(read.getKey());
                if (wanted != null) {
                    bindInput(state, read.getKey(), wanted, read.getValue(), before);
                }
            }
            loop.stacks.forEach(this::bindStack);
            if (body.read(loop.iteration) != null) {
                iteration = Place.on(body.read(loop.iteration));
                state.publish(loop.iteration, iteration);
            }
            if (loop.goesOn != null) {
                goesOn = Place.on(body.assigned(loop.goesOn));
                state.publish(loop.goesOn, goesOn);
                truth = NDArray.zeros(goesOn.type());
            }
        }

        /**
         * A state begins as the input and ends as the output: it stands in the output all along.
         */
        private void bindState(int k) {
            String variable = loop.states.get(k);
            Buffer from = memory.inputs().get(ends.firstState + k);
            Buffer to = memory.outputs().get(k);
            Form form = Objects.requireNonNullElse(body.form(variable), output(k));
            Place place = place(state, variable, form, output(k), to);
            carrier.add(before, input(ends.firstState + k), from, form, place.buffer());
            carrier.add(after, form, place.buffer(), output(k), to);
        }

        private void bindStack(String variable, int o) {
            Form form = body.form(variable);
            Buffer to = memory.outputs().get(o);
            Place place = place(state, variable, form, output(o), to);
            carrier.add(after, form, place.buffer(), output(o), to);
            if (loop.goesOn != null || ends.count >= 0) { // some rows may stay as they are
                zeroed.add(place);
                zeros.add(NDArray.zeros(place.type()));
            }
        }

        /** An input is read where it stands, or where {@code copies} bring it. */
        private void bindInput(State to, String name, Form wanted, int i, List<Kernel> copies) {
            Buffer from = memory.inputs().get(i);
            Place place = place(to, name, wanted, input(i), from);
            carrier.add(copies, input(i), from, wanted, place.buffer());
        }

        private void bindCheck() {
            List<Value> parameters = List.copyOf(loop.check.variables().values());
            for (int p = 0; p < parameters.size(); p++) {
                String name = parameters.get(p).name();
                Form wanted = check.read(name);
                if (wanted != null) {
                    bindInput(checkState, name, wanted, ends.firstState + p, beforeCheck);
                }
            }
            String result = loop.check.assigns().keySet().iterator().next();
            checked = Place.on(check.assigned(result));
            checkState.publish(result, checked);
            checkedTruth = NDArray.zeros(checked.type());
            checkPlan = check.bind(checkState);
        }

        @Override
        public void run() {
            lane.finish();
            boolean more = true;
            if (checkPlan != null) {
                carrier.run(beforeCheck);
                checkPlan.run(0);
                checked.read(checkedTruth);
                more = checkedTruth.get(0) != 0;
            }
            long count = ends.count < 0 ? ends.most : count();
            long key = key();
            carrier.run(before);
            for (int i = 0; i < zeroed.size(); i++) {
                zeroed.get(i).write(zeros.get(i));
            }
            long done = 0;
            for (; more && done < count; done++) {
                long t = ends.reverse ? count - 1 - done : done;
                if (iteration != null) {
                    number.setWhole(0, t);
                    iteration.write(number);
                }
                plan.run(Philox.substep(key, t));
                if (goesOn != null) {
                    goesOn.read(truth);
                    more = truth.get(0) != 0;
                }
            }
            carrier.run(after);
            if (ends.iterationsOutput >= 0) {
                numbers.write(done, memory.outputs().get(ends.iterationsOutput));
            }
        }

        private long count() {
            long count = numbers.read(memory.inputs().get(ends.count));
            if (count < 0 || count > ends.most) {
                throw new IllegalArgumentException(
                        "the count must be from 0 to " + ends.most + ", found " + count);
            }
            return count;
        }

        private long key() {
            if (ends.key >= 0) {
                return numbers.read(memory.inputs().get(ends.key));
            }
            if (ends.keyOutput < 0) {
                return 0; // nothing is drawn
            }
            long key = numbers.key(seed(), node.name(), memory.step());
            numbers.write(key, memory.outputs().get(ends.keyOutput));
            return key;
        }

        @Override
        public void close() {
            if (plan != null) {
                plan.close();
            }
            if (checkPlan != null) {
                checkPlan.close();
            }
            carrier.close();
            state.close();
            checkState.close();
        }
    }
}
