package org.duograph.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.plan.Plan;
import org.duograph.plan.PlanMemory;
import org.duograph.plan.StepFacts;
import org.duograph.plan.StepTimes;
import org.duograph.tensor.JsonText;

/**
 * A timeline of runs: when each step began, how long it took and where it ran, and how much memory
 * was in use meanwhile. {@link #json} writes it for Perfetto and {@code chrome://tracing}.
 *
 * @param events one for each step of each run, in order
 * @param levels how much memory is in use from some time on, in order
 */
public record Trace(List<Event> events, List<Level> levels) {
    public Trace {
        events = List.copyOf(events);
        levels = List.copyOf(levels);
    }

    /**
     * A step that ran.
     *
     * @param device where
     * @param kind its operator, or what the plan itself does there
     * @param name what it is called
     * @param micros when it began, in microseconds
     * @param duration how long it took, in microseconds
     * @param facts more about it, by name
     */
    public record Event(
            String device,
            String kind,
            String name,
            double micros,
            double duration,
            Map<String, Object> facts) {}

    /**
     * Memory of a device.
     *
     * @param device which
     * @param micros since when, in microseconds
     * @param bytes so many are in use
     */
    public record Level(String device, double micros, long bytes) {}

    /**
     * Runs plans, one after the other, and says what happened when. The runs are real ones: they
     * assign variables. Each step is waited for, so that it is known when it ends; steps that would
     * run side by side stand one behind the other.
     *
     * @param first the number of the first run, on which random numbers depend
     * @param runs how often
     */
    public static Trace of(List<Plan> plans, long first, int runs) {
        Recording recording = new Recording();
        for (long run = first; run < first + runs; run++) {
            for (Plan plan : plans) {
                recording.run(plan, run);
            }
        }
        return recording.trace();
    }

    /** A timeline while it is made, of plans that run one after the other. */
    public static final class Recording {
        private final List<Event> events = new ArrayList<>();
        private final List<Level> levels = new ArrayList<>();
        private final long start = System.nanoTime();

        /** Nothing has run yet; time counts from now. */
        public Recording() {}

        /**
         * Runs a plan, as {@link Trace#of} does.
         *
         * @param run the number of the run
         */
        public void run(Plan plan, long run) {
            double began = (System.nanoTime() - start) / 1e3;
            add(plan, run, began, plan.trace(run));
        }

        private void add(Plan plan, long run, double began, StepTimes times) {
            List<StepFacts> steps = plan.steps();
            double end = began;
            for (int s = 0; s < steps.size(); s++) {
                StepFacts step = steps.get(s);
                Map<String, Object> facts = new LinkedHashMap<>();
                facts.put("plan", plan.name());
                facts.put("run", run);
                facts.put("step", s);
                facts.put("implementation", step.implementation());
                facts.put("flops", step.cost().flops());
                facts.put("bytes read", step.cost().bytesRead());
                facts.put("bytes written", step.cost().bytesWritten());
                double micros = began + times.begins()[s] / 1e3;
                double duration = times.nanos()[s] / 1e3;
                String name = step.label();
                events.add(new Event(step.device(), step.kind(), name, micros, duration, facts));
                end = Math.max(end, micros + duration);
            }
            for (PlanMemory.Arena arena : plan.memory().arenas()) {
                long[] bytes = arena.inUse(steps.size());
                for (int s = 0; s < bytes.length; s++) {
                    double micros = began + times.begins()[s] / 1e3;
                    levels.add(new Level(arena.device(), micros, bytes[s]));
                }
                levels.add(new Level(arena.device(), end, 0));
            }
        }

        /** What ran until now. */
        public Trace trace() {
            return new Trace(events, levels);
        }
    }

    /**
     * The timeline in Chrome's trace event format: a process for each device, a complete event
     * ({@code "ph":"X"}) for each step, a counter ({@code "ph":"C"}) for the memory in use.
     */
    public String json() {
        Map<String, Integer> devices = new LinkedHashMap<>();
        events.forEach(event -> devices.putIfAbsent(event.device, devices.size()));
        levels.forEach(level -> devices.putIfAbsent(level.device, devices.size()));
        List<Map<String, Object>> all = new ArrayList<>();
        devices.forEach(
                (device, number) -> {
                    Map<String, Object> name = event("M", "process_name", number, 0);
                    name.put("args", Map.of("name", device));
                    all.add(name);
                });
        for (Event event : events) {
            Map<String, Object> step =
                    event("X", event.name, devices.get(event.device), event.micros);
            step.put("cat", event.kind);
            step.put("dur", event.duration);
            step.put("args", event.facts);
            all.add(step);
        }
        for (Level level : levels) {
            Map<String, Object> counter =
                    event("C", "memory in use", devices.get(level.device), level.micros);
            counter.put("args", Map.of("bytes", level.bytes));
            all.add(counter);
        }
        Map<String, Object> trace = new LinkedHashMap<>();
        trace.put("displayTimeUnit", "ms");
        trace.put("traceEvents", all);
        return JsonText.of(trace) + "\n";
    }

    private static Map<String, Object> event(String phase, String name, int device, double micros) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("ph", phase);
        event.put("name", name);
        event.put("pid", device);
        event.put("tid", 0);
        event.put("ts", micros);
        return event;
    }
}
