package org.duograph.session.gradient;

import java.util.ArrayList;
import java.util.List;
import org.duograph.session.ControlFlow;
import org.duograph.session.Graph;
import org.duograph.session.Tensor;
import org.duograph.session.TensorArray;
import org.duograph.tensor.DType;

/**
 * A loop over rows in TensorFlow's operators: its body stands once for each row if their number is
 * known; else it is a {@code While}, and TensorArrays take what it gives.
 *
 * @param graph where it is written
 * @param states those before the first row
 * @param sequences tensors with as many rows each; at least one
 * @param reverse whether it goes from the last row to the first
 * @param stacks the types of what is stacked
 */
record RowLoop(
        Graph graph,
        List<Tensor> states,
        List<Tensor> sequences,
        boolean reverse,
        List<DType> stacks) {

    /** One iteration. */
    @FunctionalInterface
    interface Iteration {
        /**
         * Gives the states after it, then what is stacked.
         *
         * @param row the number of the row; -1 if the iteration stands for all
         */
        List<Tensor> of(int row, List<Tensor> states, List<Tensor> rows);
    }

    /** Appends it, and gives the states at the end, then what is stacked. */
    List<Tensor> write(Iteration iteration) {
        Tensor first = sequences.get(0);
        return isOpen(first) ? loop(iteration) : unrolled(first.shape().dim(0), iteration);
    }

    /** Whether the number of a sequence's rows isn't known, or none. */
    private static boolean isOpen(Tensor sequence) {
        return !sequence.shape().hasRank() || sequence.shape().dim(0) < 1;
    }

    private List<Tensor> unrolled(int count, Iteration iteration) {
        List<List<Tensor>> rows = new ArrayList<>();
        for (Tensor sequence : sequences) {
            rows.add(graph.op("Unpack").input(sequence).attr("num", count).build().outputs());
        }
        List<Tensor> now = states;
        List<List<Tensor>> given = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            int row = reverse ? count - 1 - k : k;
            List<Tensor> results =
                    iteration.of(row, now, rows.stream().map(each -> each.get(row)).toList());
            now = results.subList(0, states.size());
            given.add(reverse ? 0 : k, results.subList(states.size(), results.size()));
        }
        List<Tensor> ends = new ArrayList<>(now);
        for (int i = 0; i < stacks.size(); i++) {
            int at = i;
            List<Tensor> each = given.stream().map(g -> g.get(at)).toList();
            ends.add(graph.op("Pack").inputs(each).tensor());
        }
        return ends;
    }

    private List<Tensor> loop(Iteration iteration) {
        ControlFlow flow = graph.flow();
        Tensor count = element(sequences.get(0).shapeTensor());
        List<TensorArray> arrays =
                stacks.stream().map(dtype -> flow.tensorArray(dtype, count)).toList();
        List<Tensor> initial = new ArrayList<>(List.of(graph.constant(0)));
        initial.addAll(states);
        arrays.forEach(array -> initial.add(array.flow()));
        int behind = 1 + states.size();
        List<Tensor> ends =
                flow.whileLoop(
                        v -> v.get(0).less(count),
                        v -> {
                            Tensor row = reverse ? count.minus(v.get(0)).minus(1) : v.get(0);
                            List<Tensor> rows =
                                    sequences.stream().map(each -> row(each, row)).toList();
                            List<Tensor> results = iteration.of(-1, v.subList(1, behind), rows);
                            List<Tensor> next = new ArrayList<>(List.of(v.get(0).plus(1)));
                            next.addAll(results.subList(0, states.size()));
                            for (int i = 0; i < arrays.size(); i++) {
                                TensorArray before = arrays.get(i).at(v.get(behind + i));
                                Tensor given = results.get(states.size() + i);
                                next.add(before.write(row, given).flow());
                            }
                            return next;
                        },
                        initial.toArray(Tensor[]::new));
        List<Tensor> all = new ArrayList<>(ends.subList(1, behind));
        for (int i = 0; i < arrays.size(); i++) {
            all.add(arrays.get(i).at(ends.get(behind + i)).stack());
        }
        return all;
    }

    private Tensor row(Tensor sequence, Tensor row) {
        return graph.op("GatherV2").input(sequence, row, graph.constant(0)).tensor();
    }

    private Tensor element(Tensor vector) {
        return graph.op("StridedSlice")
                .input(vector, graph.constant(new int[] {0}), graph.constant(new int[] {1}))
                .input(graph.constant(new int[] {1}))
                .attr("shrink_axis_mask", 1)
                .tensor();
    }
}
