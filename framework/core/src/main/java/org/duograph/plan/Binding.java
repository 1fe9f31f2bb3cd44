package org.duograph.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.duograph.backend.Backend;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Buffer;
import org.duograph.backend.Kernel;
import org.duograph.tensor.NDArray;

/**
 * Steps bound to memory: lanes, buffers and kernels, and how they run.
 *
 * <p>Values get buffers where {@link Slots} says, and steps become kernels of their lane. Steps in
 * a row on one lane are a stretch ({@link Stretches}), which the lane joins into one kernel.
 */
final class Binding implements AutoCloseable {
    /** Bytes of a plan from which on making it leaves enough behind to be worth giving back. */
    private static final long LARGE = 1 << 20;

    private final Steps steps;
    private final boolean poison;
    private final Lanes lanes = new Lanes();
    private final List<Buffer> buffers = new ArrayList<>();
    private final List<Place> constants = new ArrayList<>();
    private final Map<Stand, Buffer> memory = new LinkedHashMap<>();
    private final Kernel[] kernels;
    private Stretches stretches;

    private Binding(Steps steps, boolean poison) {
        this.steps = steps;
        this.poison = poison;
        this.kernels = new Kernel[steps.all().size()];
    }

    /**
     * Allocates memory and binds every step.
     *
     * @param variables get their places
     * @param shared has the constants, which others may read as well
     * @param poison whether memory starts as NaN instead of whatever was there
     */
    static Binding of(
            Steps steps, Slots slots, Residence variables, Constants shared, boolean poison) {
        Binding binding = new Binding(steps, poison);
        try {
            steps.all().forEach(step -> binding.lanes.open(step.backend()));
            steps.constants().forEach(constant -> binding.addConstant(constant, shared));
            binding.memory.putAll(variables.bind(steps, poison));
            Buffer[] scratch = new Buffer[binding.kernels.length];
            slots.arenas().forEach(arena -> binding.addArena(arena, slots, scratch));
            binding.bindKernels(slots, scratch);
            int processors = Runtime.getRuntime().availableProcessors();
            binding.stretches =
                    Stretches.of(steps, binding.lanes::lane, binding.kernels, processors);
            if (slots.bytes() >= LARGE) {
                steps.all().stream().map(Step::backend).distinct().forEach(Backend::trim);
            }
            binding.memory.clear(); // the kernels know theirs
            return binding;
        } catch (RuntimeException | Error e) {
            binding.close();
            throw e;
        }
    }

    private List<Buffer> keep(List<Buffer> allocated) {
        buffers.addAll(allocated);
        if (poison) {
            allocated.forEach(Buffer::poison);
        }
        return allocated;
    }

    private void addConstant(Stand constant, Constants shared) {
        NDArray numbers = constant.value().node().constant();
        Place place = shared.place(numbers, constant.backend(), constant.layout());
        constants.add(place);
        memory.put(constant, place.buffer());
    }

    /** Allocates an arena, cut into buffers: for scratch, and for what stands there. */
    private void addArena(Slots.Arena arena, Slots slots, Buffer[] scratch) {
        List<Backend.Slot> cuts = new ArrayList<>();
        List<Consumer<Buffer>> takers = new ArrayList<>();
        for (Slots.Slot slot : arena.slots()) {
            if (slot.isScratch()) {
                int step = slot.life().from();
                cuts.add(new Backend.Slot(slot.offset(), slot.life().bytes()));
                takers.add(buffer -> scratch[step] = buffer);
            }
            for (Stand stand : slot.tenants()) {
                if (slots.root(stand) == stand) {
                    cuts.add(new Backend.Slot(slots.offset(stand), stand.layout().bytes()));
                    takers.add(buffer -> memory.put(stand, buffer));
                }
            }
        }
        List<Buffer> cut = keep(arena.backend().allocate(arena.bytes(), cuts));
        for (int i = 0; i < cut.size(); i++) {
            takers.get(i).accept(cut.get(i));
        }
    }

    /** Binds the steps side by side: where a backend generates code then, that takes long. */
    private void bindKernels(Slots slots, Buffer[] scratch) {
        Throwable[] failures = new Throwable[kernels.length];
        IntStream.range(0, kernels.length)
                .parallel()
                .forEach(
                        i -> {
                            try {
                                kernels[i] = bind(steps.all().get(i), slots, scratch[i]);
                            } catch (RuntimeException | Error e) { // when all others have ended
                                failures[i] = e;
                            }
                        });
        for (Throwable failure : failures) {
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure != null) {
                throw (RuntimeException) failure;
            }
        }
    }

    private Kernel bind(Step step, Slots slots, Buffer scratch) {
        List<Buffer> inputs = new ArrayList<>();
        for (Stand stand : step.inputs()) {
            inputs.add(stand == null ? null : memory.get(slots.root(stand)));
        }
        List<Buffer> outputs = new ArrayList<>();
        for (Stand stand : step.outputs()) {
            outputs.add(memory.get(slots.root(stand)));
        }
        Backend backend = step.backend();
        Buffer number = step.mayDraw() ? lanes.step(backend) : null;
        Blueprint.Memory operands = new Blueprint.Memory(inputs, outputs, scratch, number);
        try {
            return step.blueprint().bind(operands, lanes.lane(backend));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "%s can't be prepared on %s: %s"
                            .formatted(step.label(), backend.device(), e.getMessage()),
                    e);
        }
    }

    /** Runs every step. */
    void run(long step) {
        lanes.setStep(step);
        stretches.run();
    }

    /** Runs every step, and measures each. */
    StepTimes time(long step) {
        lanes.setStep(step);
        return stretches.time();
    }

    /** The stretches, for the plan's text. */
    Stretches stretches() {
        return stretches;
    }

    @Override
    public void close() {
        if (stretches != null) {
            stretches.close();
        }
        for (Kernel kernel : kernels) {
            if (kernel != null) {
                kernel.close();
            }
        }
        lanes.close();
        buffers.forEach(Buffer::close);
        constants.forEach(Place::release);
    }
}
