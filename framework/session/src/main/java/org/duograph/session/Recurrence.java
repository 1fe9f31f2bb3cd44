package org.duograph.session;

import java.util.ArrayList;
import java.util.List;
import org.duograph.session.op.StaticShape;
import org.duograph.tensor.DType;

/**
 * A loop over the rows of sequences, of which each iteration gives the next one states, and rows of
 * its own, which are stacked. It has gradients, and takes memory for the states of each iteration
 * but for nothing else that an iteration computes.
 *
 * <p>It is one operation, {@code Recurrence}, that only Duograph has. A graph for TensorFlow has
 * its body once for each row, if their number is known while the graph is built; else a {@code
 * While}.
 */
public final class Recurrence {
    private final List<Tensor> ends;
    private final List<Tensor> stacks;

    private Recurrence(List<Tensor> ends, List<Tensor> stacks) {
        this.ends = List.copyOf(ends);
        this.stacks = List.copyOf(stacks);
    }

    /** What an iteration gives: the states after it, and rows. */
    public record Given(List<Tensor> states, List<Tensor> rows) {}

    /** One iteration. */
    @FunctionalInterface
    public interface Iteration {
        /** The states after it and the rows that it gives, from the states before and its rows. */
        Given of(List<Tensor> states, List<Tensor> rows);
    }

    /** The states after the last iteration. */
    public List<Tensor> ends() {
        return ends;
    }

    /** What the iterations gave, stacked: [rows, ...] each. */
    public List<Tensor> stacks() {
        return stacks;
    }

    /**
     * Appends a loop over rows.
     *
     * @param states those before the first iteration
     * @param sequences tensors with as many rows each; at least one
     * @param reverse whether it goes from the last row to the first; what is stacked stands in the
     *     order of the rows all the same
     * @throws IllegalArgumentException if an iteration gives states of other types
     */
    public static Recurrence over(
            Graph graph,
            List<Tensor> states,
            List<Tensor> sequences,
            boolean reverse,
            Iteration iteration) {
        BodyBuilder body = new BodyBuilder(graph.current());
        for (Tensor state : states) {
            body.parameter(BodyBuilder.own(graph.current(), state));
        }
        for (Tensor sequence : sequences) {
            body.parameter(name(sequence), sequence.typeInFiles(), row(sequence.shape()));
        }
        int count = states.size();
        body.build(
                all -> {
                    Given given =
                            iteration.of(all.subList(0, count), all.subList(count, all.size()));
                    WhileLoop.requireSame(states, given.states());
                    List<Tensor> results = new ArrayList<>(given.states());
                    results.addAll(given.rows());
                    return results;
                });
        List<Tensor> captured = BodyBuilder.share(body);
        List<Tensor> results = body.results();
        Body finished = body.finish("recurrence_body", captured, false);
        List<Tensor> outputs =
                graph.op("Recurrence")
                        .inputs(states)
                        .inputs(sequences)
                        .inputs(captured)
                        .attr("Tstates", dtypes(states))
                        .attr("Tsequences", dtypes(sequences))
                        .attr("Tcaptured", dtypes(captured))
                        .attr("Tstacks", dtypes(results.subList(count, results.size())))
                        .attr("body", finished.name())
                        .attr("reverse", reverse)
                        .build()
                        .outputs();
        return new Recurrence(outputs.subList(0, count), outputs.subList(count, outputs.size()));
    }

    private static String name(Tensor tensor) {
        return tensor.operation().name();
    }

    private static List<DType> dtypes(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::dtype).toList();
    }

    private static StaticShape row(StaticShape sequence) {
        if (!sequence.hasRank()) {
            return StaticShape.UNKNOWN;
        }
        int[] dims = new int[Math.max(0, sequence.rank() - 1)];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = sequence.dim(i + 1);
        }
        return StaticShape.of(dims);
    }
}
