package org.duograph.backend.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Kernel;
import org.duograph.backend.Lane;
import org.duograph.backend.Layout;

/**
 * A node's blueprint: steps that run one after the other, each a oneDNN primitive or a Java loop
 * over native memory. Made by {@link Draft}.
 *
 * @param inputs the layout of each input
 * @param outputs the layout of each output
 * @param steps what runs
 * @param name what the plan's text says that runs, or null for the names of all steps
 * @param scratchBytes memory for primitives' scratchpads and what the steps hand on
 * @param overwrites the pairs (output, input) that may share memory
 * @param places of inputs that may lie in output 0: how many bytes from its beginning
 * @param owned what to close with the blueprint
 */
record Recipe(
        List<Layout> inputs,
        List<Layout> outputs,
        List<Step> steps,
        String name,
        long scratchBytes,
        List<List<Integer>> overwrites,
        Map<Integer, Long> places,
        List<AutoCloseable> owned)
        implements Blueprint {
    /** Bytes that a Java loop reads in some ten microseconds. */
    private static final long MUCH_FOR_A_LOOP = 1 << 16;

    /** One step, not yet bound to memory. */
    interface Step {
        /** What it runs, for the plan's text; empty if that is not worth a word. */
        String implementation();

        /** Binds it to memory, and to the lane where it will run. */
        Kernel bind(Memory memory, OneDnnLane lane);
    }

    @Override
    public boolean mayOverwrite(int output, int input) {
        return overwrites.contains(List.of(output, input));
    }

    @Override
    public long placeInOutput(int input) {
        return places.getOrDefault(input, -1L);
    }

    @Override
    public String implementation() {
        if (name != null) {
            return name;
        }
        List<String> names =
                steps.stream().map(Step::implementation).filter(s -> !s.isEmpty()).toList();
        return names.isEmpty() ? "in place" : String.join(" + ", names);
    }

    /**
     * Whether the library runs its textbook code, which it calls {@code ref:...} or {@code
     * simple...} and which can take a thousand times as long, or Java loops over much memory.
     */
    @Override
    public boolean isFallback() {
        long bytes = 0;
        for (Layout layout : inputs) {
            bytes += layout.bytes();
        }
        for (Step step : steps) {
            String name = step.implementation();
            boolean textbook = name.startsWith("ref") || name.startsWith("simple");
            if (textbook || (name.equals("java") && bytes > MUCH_FOR_A_LOOP)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Kernel bind(Memory memory, Lane lane) {
        List<Kernel> bound = new ArrayList<>();
        try {
            for (Step step : steps) {
                bound.add(step.bind(memory, (OneDnnLane) lane));
            }
        } catch (RuntimeException e) {
            bound.forEach(Kernel::close);
            throw e;
        }
        return bound.size() == 1 ? bound.get(0) : new Sequence(bound.toArray(Kernel[]::new));
    }

    /** Kernels that run one after the other. */
    private record Sequence(Kernel[] kernels) implements Kernel {
        @Override
        public void run() {
            for (Kernel kernel : kernels) {
                kernel.run();
            }
        }

        @Override
        public void close() {
            for (Kernel kernel : kernels) {
                kernel.close();
            }
        }
    }

    @Override
    public void close() {
        for (AutoCloseable one : owned) {
            try {
                one.close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
