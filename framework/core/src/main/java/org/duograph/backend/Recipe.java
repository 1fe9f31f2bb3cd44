package org.duograph.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A node's blueprint as backends over libraries make it: stages that run one after the other, each
 * a call of the library or a Java loop. What one stage hands to the next stands in scratch memory;
 * where, a {@link Where} says.
 *
 * @param inputs the layout of each input
 * @param outputs the layout of each output
 * @param stages what runs
 * @param name what the plan's text says that runs, or null for the names of all stages
 * @param scratchBytes memory for what the stages need and hand on
 * @param overwrites the pairs (output, input) that may share memory
 * @param places of inputs that may lie in output 0: how many bytes from its beginning
 * @param owned what to close with the blueprint
 */
public record Recipe(
        List<Layout> inputs,
        List<Layout> outputs,
        List<Stage> stages,
        String name,
        long scratchBytes,
        List<List<Integer>> overwrites,
        Map<Integer, Long> places,
        List<AutoCloseable> owned)
        implements Blueprint {
    /** One of the things that run, not yet bound to memory. */
    public interface Stage {
        /** What it runs, for the plan's text; empty if that is not worth a word. */
        String implementation();

        /**
         * Whether that is slow, and there because nothing fast is.
         *
         * @param bytes what all inputs of the node take
         */
        boolean isSlow(long bytes);

        /** Binds it to memory, and to the lane where it will run. */
        Kernel bind(Memory memory, Lane lane);
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
                stages.stream().map(Stage::implementation).filter(s -> !s.isEmpty()).toList();
        return names.isEmpty() ? "in place" : String.join(" + ", names);
    }

    @Override
    public boolean isSlow() {
        long bytes = inputs.stream().mapToLong(Layout::bytes).sum();
        return stages.stream().anyMatch(stage -> stage.isSlow(bytes));
    }

    @Override
    public Kernel bind(Memory memory, Lane lane) {
        List<Kernel> bound = new ArrayList<>();
        try {
            for (Stage stage : stages) {
                bound.add(stage.bind(memory, lane));
            }
        } catch (RuntimeException | Error e) {
            bound.forEach(Kernel::close);
            throw e;
        }
        return bound.size() == 1 ? bound.get(0) : new Stages(bound.toArray(Kernel[]::new));
    }

    /** The kernels of all stages, which run one after the other and are closed with this. */
    private record Stages(Kernel[] kernels) implements Kernel {
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
