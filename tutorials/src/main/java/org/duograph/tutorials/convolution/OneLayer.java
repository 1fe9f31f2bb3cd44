package org.duograph.tutorials.convolution;

import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.conv.Conv;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The layer as a graph of a single node, on a backend. */
final class OneLayer implements AutoCloseable {
    private final State state = new State();
    private final Placement placement;
    private final Plan plan;

    // tag::plan[]
    /** Makes a plan of it, to run as often as one likes. */
    OneLayer(Layer l, String backend, DType type) {
        Shape images = Shape.of(l.images(), l.in(), l.side(), l.side());
        Shape filters = Shape.of(l.out(), l.in(), Layer.WINDOW, Layer.WINDOW);
        Graph graph = new Graph("layer");
        Value x = graph.variable("x", new ArrayType(type, images));
        Value w = graph.variable("w", new ArrayType(type, filters));
        Map<String, ?> window = Map.of("kernel", Layer.WINDOW, "pad", 1);
        Node conv = graph.append("y", Conv.OP, window, x, w);
        graph.assign("result", conv.output(0));
        state.feed("x", NDArray.of(images, l.someImages()).cast(type));
        state.feed("w", NDArray.of(filters, l.someFilters()).cast(type));
        placement = Placement.of(backend);
        plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT);
    }

    // end::plan[]

    /** Computes it. */
    void run() {
        plan.run(0);
    }

    /** What was computed, with channels first. */
    double[] result() {
        run();
        return state.fetch("result").toDoubles();
    }

    /** What the backend says of itself. */
    String backend() {
        return placement.preferred().description();
    }

    /** What computes the convolution. */
    String kernel() {
        return plan.steps().stream()
                .filter(step -> step.kind().equals("Conv"))
                .map(step -> step.device() + ", " + step.implementation())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        plan.close();
        state.close();
        placement.close();
    }
}
