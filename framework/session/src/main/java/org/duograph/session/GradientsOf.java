package org.duograph.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duograph.tensor.DType;

/** Appends the gradients of tensors: one operation, which is lowered by the core's own rules. */
final class GradientsOf {
    private GradientsOf() {}

    /**
     * The gradients of the sum of {@code ys}, each times its seed.
     *
     * @param seeds of each of {@code ys} the gradient that it starts with; empty for ones
     * @param ends what counts as a constant
     * @return of each of {@code xs} its gradient, or null where no way leads there
     */
    @SuppressWarnings("try") // the scope is only to be closed
    static List<Tensor> add(
            Graph graph, List<Tensor> ys, List<Tensor> seeds, List<Tensor> xs, List<Tensor> ends) {
        List<Integer> wanted = reached(graph, own(graph, ys), own(graph, xs), own(graph, ends));
        List<DType> types = wanted.stream().map(i -> xs.get(i).dtype()).toList();
        Tensor[] gradients = new Tensor[xs.size()];
        if (!wanted.isEmpty()) {
            try (Scope scope = graph.nameScope("gradients")) {
                Operation made =
                        graph.op("Gradients")
                                .inputs(ys)
                                .inputs(seeds)
                                .inputs(xs)
                                .inputs(ends)
                                .attr("Tys", dtypes(ys))
                                .attr("Tseeds", dtypes(seeds))
                                .attr("Txs", dtypes(xs))
                                .attr("Tends", dtypes(ends))
                                .attr("Tdxs", types)
                                .attr("wanted", wanted)
                                .build();
                for (int i = 0; i < wanted.size(); i++) {
                    gradients[wanted.get(i)] = made.output(i);
                }
            }
        }
        return new ArrayList<>(Arrays.asList(gradients));
    }

    /**
     * Which of {@code xs} a gradient of {@code ys} reaches: where shapes are too open to say, all
     * from which a way leads to {@code ys}.
     */
    private static List<Integer> reached(
            Graph graph, List<Tensor> ys, List<Tensor> xs, List<Tensor> ends) {
        List<Integer> reached = graph.inference().reached(ys, xs, ends);
        return reached != null ? reached : new Needed(ys).among(xs);
    }

    private static List<Tensor> own(Graph graph, List<Tensor> tensors) {
        return tensors.stream().map(t -> BodyBuilder.own(graph, t)).toList();
    }

    private static List<DType> dtypes(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::dtype).toList();
    }
}
