package org.duograph.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.duograph.session.op.StaticShape;

/** Loops over the rows of tensors, which are read from arrays and written to arrays. */
final class Rows {
    private final WhileLoop loop;
    private final boolean reverse;
    private final Tensor count;
    private final List<TensorArray> in = new ArrayList<>();
    private final boolean noRows; // known while the graph is built
    private final List<TensorArray> out = new ArrayList<>();

    /**
     * A loop over the rows of tensors.
     *
     * @param reverse whether from the last to the first
     * @throws IllegalArgumentException if there are none, or they have no rows, or not as many
     */
    Rows(Graph graph, List<Tensor> tensors, boolean reverse) {
        this.loop = new WhileLoop(graph);
        this.reverse = reverse;
        requireRows(tensors);
        this.noRows = tensors.stream().anyMatch(t -> t.shape().hasRank() && t.shape().dim(0) == 0);
        this.count = count(loop.outer(), tensors.get(0));
        for (Tensor tensor : tensors) {
            in.add(
                    TensorArray.make(loop.outer(), tensor.dtype(), count, StaticShape.UNKNOWN)
                            .unstack(tensor));
        }
    }

    private static void requireRows(List<Tensor> tensors) {
        int rows = -1;
        for (Tensor tensor : tensors) {
            boolean known = tensor.shape().hasRank();
            int mine = !known ? -1 : tensor.shape().rank() == 0 ? -2 : tensor.shape().dim(0);
            if (mine < -1 || rows >= 0 && mine >= 0 && mine != rows) {
                throw new IllegalArgumentException(
                        "elems must be tensors with as many rows each, found " + tensors);
            }
            rows = Math.max(rows, mine);
        }
        if (tensors.isEmpty()) {
            throw new IllegalArgumentException("elems must be at least one tensor, found none");
        }
    }

    private static Tensor count(Graph graph, Tensor tensor) {
        boolean known = tensor.shape().hasRank() && tensor.shape().dim(0) >= 0;
        return known
                ? graph.constant(tensor.shape().dim(0))
                : graph.op("Gather").input(tensor.shapeTensor(), graph.constant(0)).tensor();
    }

    /** What a function gives of each row, stacked. */
    List<Tensor> map(UnaryOperator<List<Tensor>> function) {
        loop.variable(loop.outer().constant(0));
        List<Tensor> ends =
                run(
                        v -> {
                            Tensor at = row(v.get(0));
                            List<Tensor> next = new ArrayList<>(List.of(v.get(0).plus(1)));
                            BodyBuilder.requireTensors(function.apply(read(at)))
                                    .forEach(result -> next.add(first(at, result)));
                            return next;
                        });
        return stacked(ends.subList(1, ends.size()));
    }

    /** What a function gives of the last result and each row: the results, stacked, or the last. */
    List<Tensor> scan(
            BinaryOperator<List<Tensor>> function, List<Tensor> initial, boolean stacked) {
        Graph outer = loop.outer();
        int begin = initial == null ? 1 : 0;
        if (initial == null && noRows) {
            throw new IllegalArgumentException(
                    "The first row is the first result, but there are no rows; give a result to begin with");
        }
        List<Tensor> first = initial == null ? read(row(outer.constant(0))) : initial;
        loop.variable(outer.constant(begin));
        first.forEach(loop::variable);
        for (int k = 0; k < first.size() && stacked; k++) {
            Tensor one = first.get(k);
            TensorArray array = TensorArray.make(outer, one.dtype(), count, one.shape());
            out.add(initial == null ? array.write(row(outer.constant(0)), one) : array);
            loop.variable(out.get(k).flow());
        }
        List<Tensor> ends =
                run(
                        v -> {
                            Tensor at = row(v.get(0));
                            List<Tensor> before = v.subList(1, 1 + first.size());
                            List<Tensor> results = function.apply(before, read(at));
                            WhileLoop.requireSame(first, BodyBuilder.requireTensors(results));
                            List<Tensor> next = new ArrayList<>(List.of(v.get(0).plus(1)));
                            next.addAll(results);
                            for (int k = 0; k < out.size(); k++) {
                                TensorArray now = out.get(k).at(v.get(1 + first.size() + k));
                                next.add(now.write(at, results.get(k)).flow());
                            }
                            return next;
                        });
        return stacked
                ? stacked(ends.subList(1 + first.size(), ends.size()))
                : ends.subList(1, ends.size());
    }

    private List<Tensor> run(UnaryOperator<List<Tensor>> once) {
        return loop.build(v -> v.get(0).less(count), once);
    }

    /** The row of an iteration. */
    private Tensor row(Tensor iteration) {
        return reverse ? count.minus(iteration).minus(1) : iteration;
    }

    private List<Tensor> read(Tensor at) {
        return in.stream().map(array -> array.read(at)).toList();
    }

    /** The flow of an array that begins outside of the loop, after a result is written. */
    @SuppressWarnings("try") // the scope is only to be closed
    private Tensor first(Tensor at, Tensor result) {
        Graph outer = loop.outer();
        try (Scope outside = outer.bodies().open(null)) {
            out.add(TensorArray.make(outer, result.dtype(), count, result.shape()));
        }
        TensorArray array = out.get(out.size() - 1);
        return array.at(loop.variable(array.flow())).write(at, result).flow();
    }

    private List<Tensor> stacked(List<Tensor> flows) {
        List<Tensor> all = new ArrayList<>();
        for (int k = 0; k < flows.size(); k++) {
            all.add(out.get(k).at(flows.get(k)).stack());
        }
        return all;
    }
}
