package org.duograph.plan;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duograph.backend.Backend;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Buffer;
import org.duograph.backend.Kernel;
import org.duograph.backend.Lane;

/** Gives the values of a plan their memory and binds its kernels to it. */
final class PlanBinder {
    /** Bytes of a plan from which on making it leaves enough behind to be worth giving back. */
    private static final long LARGE = 1 << 20;

    private final PlanBuilder.Result result;
    private final boolean poison;
    private final Bound bound;

    private PlanBinder(String name, PlanBuilder.Result result, State state, boolean poison) {
        this.result = result;
        this.poison = poison;
        this.bound = new Bound(name, result.steps(), state);
    }

    static Bound bind(String name, PlanBuilder.Result result, State state, boolean poison) {
        PlanBinder binder = new PlanBinder(name, result, state, poison);
        try {
            result.steps().forEach(step -> binder.bound.lanes.open(step.backend()));
            binder.bindConstants();
            binder.bound.variables.bind(result, poison);
            Buffer[] scratch = binder.bindSlots();
            binder.bindKernels(scratch);
            if (binder.bound.plannedBytes >= LARGE) {
                result.steps().stream().map(Step::backend).distinct().forEach(Backend::trim);
            }
        } catch (RuntimeException | Error e) {
            binder.bound.close();
            throw e;
        }
        return binder.bound;
    }

    private Buffer allocate(Backend backend, long bytes) {
        return keep(backend.allocate(List.of(bytes))).get(0);
    }

    private List<Buffer> keep(List<Buffer> buffers) {
        bound.buffers.addAll(buffers);
        if (poison) {
            buffers.forEach(Buffer::poison);
        }
        return buffers;
    }

    private void bindConstants() {
        for (PlannedValue constant : result.constants()) {
            Buffer buffer = allocate(constant.backend(), constant.layout().bytes());
            constant.backend().write(constant.value().node().constant(), constant.layout(), buffer);
            constant.setBuffer(buffer);
        }
    }

    /**
     * What lives in a backend's arena: values, and the scratch memory of steps while they run. A
     * piece of a value has no life of its own.
     */
    private record Lives(
            Map<PlannedValue, MemoryPlanner.Life> values,
            Map<Integer, MemoryPlanner.Life> scratch,
            Set<PlannedValue> pieces) {
        Lives() {
            this(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashSet<>());
        }

        List<MemoryPlanner.Life> all() {
            return Stream.concat(values.values().stream(), scratch.values().stream()).toList();
        }
    }

    /** Plans and allocates the arena of each backend; returns the scratch memory of each step. */
    private Buffer[] bindSlots() {
        Map<Backend, Lives> livesOn = new LinkedHashMap<>();
        for (int at = 0; at < result.steps().size(); at++) {
            Step step = result.steps().get(at);
            Lives lives = livesOn.computeIfAbsent(step.backend(), b -> new Lives());
            for (PlannedValue v : step.outputs()) {
                if (v.inSlot()) {
                    long bytes = v.layout().bytes();
                    MemoryPlanner.Life own = new MemoryPlanner.Life(bytes, at, v.lastRead());
                    lives.values.merge(v.slotOwner(), own, PlanBinder::both);
                    if (v.isPiece()) {
                        lives.pieces.add(v.root());
                    }
                    bound.unplannedBytes += bytes;
                }
            }
            long scratch = step.blueprint().scratchBytes();
            if (scratch > 0) {
                lives.scratch.put(at, new MemoryPlanner.Life(scratch, at, at));
                bound.unplannedBytes += scratch;
            }
        }
        Buffer[] scratch = new Buffer[result.steps().size()];
        livesOn.forEach((backend, lives) -> bindSlots(backend, lives, scratch));
        return scratch;
    }

    private void bindSlots(Backend backend, Lives lives, Buffer[] scratch) {
        List<MemoryPlanner.Life> all = lives.all();
        MemoryPlanner.Assignment assignment = MemoryPlanner.assign(all, backend.alignment());
        List<Backend.Slot> slots = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            slots.add(new Backend.Slot(assignment.offsets().get(i), all.get(i).bytes()));
        }
        int at = 0;
        for (PlannedValue owner : lives.values.keySet()) {
            owner.setOffset(slots.get(at++).offset());
        }
        for (PlannedValue piece : lives.pieces) {
            slots.add(new Backend.Slot(piece.offset(), piece.layout().bytes()));
        }
        List<Buffer> buffers = keep(backend.allocate(assignment.arenaBytes(), slots));
        bound.plannedBytes += assignment.arenaBytes();
        Iterator<Buffer> buffer = buffers.iterator();
        lives.values.keySet().forEach(owner -> owner.setBuffer(buffer.next()));
        lives.scratch.keySet().forEach(step -> scratch[step] = buffer.next());
        lives.pieces.forEach(piece -> piece.setBuffer(buffer.next()));
    }

    private static MemoryPlanner.Life both(MemoryPlanner.Life a, MemoryPlanner.Life b) {
        return new MemoryPlanner.Life(
                Math.max(a.bytes(), b.bytes()),
                Math.min(a.from(), b.from()),
                Math.max(a.to(), b.to()));
    }

    /** Binds the steps side by side: where a backend generates code then, that takes long. */
    private void bindKernels(Buffer[] scratch) {
        Kernel[] kernels = new Kernel[result.steps().size()];
        RuntimeException[] failures = new RuntimeException[kernels.length];
        IntStream.range(0, kernels.length)
                .parallel()
                .forEach(
                        i -> {
                            try {
                                kernels[i] = bind(result.steps().get(i), scratch[i]);
                            } catch (RuntimeException e) { // the others must end before it counts
                                failures[i] = e;
                            }
                        });
        Stream.of(kernels).filter(Objects::nonNull).forEach(bound.kernels::add);
        for (RuntimeException failure : failures) {
            if (failure != null) {
                throw failure;
            }
        }
    }

    private Kernel bind(Step step, Buffer scratch) {
        List<Buffer> inputs = new ArrayList<>();
        for (PlannedValue v : step.inputs()) {
            inputs.add(v == null ? null : v.buffer());
        }
        List<Buffer> outputs = step.outputs().stream().map(PlannedValue::buffer).toList();
        Blueprint.Memory memory =
                new Blueprint.Memory(inputs, outputs, scratch, bound.lanes.step(step.backend()));
        try {
            return step.blueprint().bind(memory, bound.lanes.lane(step.backend()));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "%s can't be prepared on %s: %s"
                            .formatted(step.label(), step.backend().name(), e.getMessage()),
                    e);
        }
    }

    /** Everything that a plan needs to run, and must free. */
    static final class Bound implements AutoCloseable {
        private final String name;
        private final List<Step> steps;
        private final Residence variables;
        private final Lanes lanes = new Lanes();
        private final List<Kernel> kernels = new ArrayList<>();
        private final List<Buffer> buffers = new ArrayList<>();
        private long plannedBytes;
        private long unplannedBytes;
        private boolean closed;

        private Bound(String name, List<Step> steps, State state) {
            this.name = name;
            this.steps = steps;
            this.variables = new Residence(name, state);
        }

        String name() {
            return name;
        }

        List<Step> steps() {
            return steps;
        }

        List<Kernel> kernels() {
            return kernels;
        }

        /** Writes the number of the run that comes where kernels read it. */
        void setStep(long step) {
            lanes.setStep(step);
        }

        /** Waits until all that was started has been done. */
        void finish() {
            lanes.finish();
        }

        /** Runs each step once: nanoseconds. */
        long[] time() {
            long[] nanos = new long[kernels.size()];
            for (int i = 0; i < nanos.length; i++) {
                Lane lane = lanes.lane(steps.get(i).backend());
                nanos[i] = lane.time(List.of(kernels.get(i)))[0];
            }
            return nanos;
        }

        long plannedBytes() {
            return plannedBytes;
        }

        long unplannedBytes() {
            return unplannedBytes;
        }

        long variableBytes() {
            return variables.bytes();
        }

        /** The variables: they come in before a run and are made known after it. */
        Residence variables() {
            return variables;
        }

        void requireOpen() {
            if (closed) {
                throw new IllegalStateException("Plan of \"" + name + "\" was closed");
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                kernels.forEach(Kernel::close);
                lanes.close();
                steps.forEach(step -> step.blueprint().close());
                buffers.forEach(Buffer::close);
                variables.close();
            }
        }
    }
}
