package org.duograph.experiments.benchmarks;

import java.util.List;
import org.duograph.backend.Backends;
import org.duograph.compile.Compiler;
import org.duograph.graph.Graph;
import org.duograph.ops.Cost;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.plan.StepFacts;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;

/**
 * A graph made ready to run, of which one step is timed, or all.
 *
 * <p>A kernel alone in a graph would see plain layouts; in a net it sees those of its neighbours.
 * So kernels are timed inside of a small graph that hands them what a net would, and only their own
 * step counts.
 */
public final class Timed implements AutoCloseable {
    /** Every step. */
    static final String ALL = "";

    private static final double SPREAD = 0.1;

    private final Placement placement = Placement.of(Backends.open(""));
    private final State state = new State();
    private final Plan plan;
    private final String kind;
    private final Cost cost;
    private final List<String> labels;

    /** What JMH sums up over an iteration. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @org.openjdk.jmh.annotations.State(Scope.Thread)
    public static class Counters {
        /** Nanoseconds of the timed steps. */
        public long nanos;

        /** Runs of the plan. */
        public long runs;

        /** Floating-point operations of the timed steps' convolutions and matrix products. */
        public long flops;

        /** Bytes of the timed steps' operands. */
        public long bytes;
    }

    /**
     * Prepares a graph.
     *
     * @param kind the type of the step to time, such as {@code ConvGradW}; {@link #ALL} for all
     */
    Timed(Graph graph, String kind) {
        this.kind = kind;
        feed(graph, state);
        Graph compiled = Compiler.compile(graph, placement.target());
        plan = Plan.prepare(compiled, placement, state, Plan.Options.DEFAULT);
        Cost sum = Cost.NONE;
        boolean found = false;
        for (StepFacts step : plan.steps()) {
            if (isTimed(step.label())) {
                sum = sum.plus(step.cost());
                found = true;
            }
        }
        if (!found) {
            throw new IllegalStateException("No step \"" + kind + "\" in " + plan);
        }
        cost = sum;
        labels = plan.stepLabels();
    }

    /** Gives each variable small random numbers. */
    static void feed(Graph graph, State state) {
        graph.variables().forEach((name, value) -> state.feed(name, numbers(name, value.type())));
    }

    private boolean isTimed(String label) {
        return kind.equals(ALL) || label.startsWith(kind + " ");
    }

    private static NDArray numbers(String name, ArrayType type) {
        NDArray array = NDArray.zeros(type);
        Philox random = Philox.of(1, name, 0);
        if (type.dtype() == DType.FLOAT32) {
            float[] floats = array.floats();
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) (SPREAD * (random.uniform(i) - 0.5));
            }
        }
        return array;
    }

    /** Runs once and counts. */
    long[] run(Counters counters) {
        long[] nanos = plan.time(counters.runs);
        for (int i = 0; i < nanos.length; i++) {
            if (isTimed(labels.get(i))) {
                counters.nanos += nanos[i];
            }
        }
        counters.runs++;
        counters.flops += cost.flops();
        counters.bytes += cost.bytesRead() + cost.bytesWritten();
        return nanos;
    }

    @Override
    public void close() {
        plan.close();
        state.close();
        placement.close();
    }
}
