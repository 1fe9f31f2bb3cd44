package org.duograph.workspace;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.duograph.graph.Graph;
import org.duograph.measure.Trace;
import org.duograph.plan.Plan;
import org.duograph.plan.Plans;
import org.duograph.tensor.ArrayType;

/** Operators of a net in a row, made ready to run. */
interface Section extends AutoCloseable {
    /** Runs them; {@code step} says how often they ran before. */
    void run(long step);

    /** Runs them as {@link #run} does, and records when each step of their plans ran. */
    void record(long step, Trace.Recording into);

    /** Plans for blobs of the given types. */
    void prepareFor(Map<String, ArrayType> types);

    /** The plans for the blobs as they are now. */
    List<Plan> plans();

    /** Shows the graph and what each pass makes of it. */
    void watch(BiConsumer<String, Graph> watcher);

    @Override
    void close();

    /**
     * Those that are one graph.
     *
     * @param from the first of them in the net
     * @param plans of the graph
     */
    record Planned(int from, int to, Plans plansOf) implements Section {
        @Override
        public void run(long step) {
            plansOf.run(step);
        }

        @Override
        public void record(long step, Trace.Recording into) {
            into.run(plansOf.plan(), step);
        }

        @Override
        public void prepareFor(Map<String, ArrayType> types) {
            plansOf.prepareFor(types);
        }

        @Override
        public List<Plan> plans() {
            return List.of(plansOf.plan());
        }

        @Override
        public void watch(BiConsumer<String, Graph> watcher) {
            watcher.accept("import", plansOf.graph());
            plansOf.watchPasses((pass, result) -> watcher.accept(pass.name(), result));
        }

        @Override
        public void close() {
            plansOf.close();
        }
    }
}
