package org.duograph.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.duograph.session.op.DataTypes;
import org.duograph.tensor.DType;

/** Appends choices and loops, as TensorFlow's functional {@code If} and {@code While}. */
final class ControlFlow {
    private final Graph graph;

    ControlFlow(Graph graph) {
        this.graph = graph;
    }

    /** What one of two functions gives. */
    List<Tensor> cond(
            Tensor predicate, Supplier<List<Tensor>> then, Supplier<List<Tensor>> otherwise) {
        BodyBuilder yes = new BodyBuilder(graph);
        yes.build(none -> then.get());
        BodyBuilder no = new BodyBuilder(graph);
        no.build(none -> otherwise.get());
        requireAlike(yes.results(), no.results());
        List<Tensor> captured = BodyBuilder.share(yes, no);
        Body first = yes.finish("cond_true", captured, false);
        Body second = no.finish("cond_false", captured, false);
        boolean stateful = first.isStateful() || second.isStateful();
        return graph.op(stateful ? "If" : "StatelessIf")
                .name("cond")
                .input(predicate)
                .inputs(captured)
                .attr("Tout", dtypes(first.results()))
                .attr("then_branch", first.name())
                .attr("else_branch", second.name())
                .build()
                .outputs();
    }

    private static void requireAlike(List<Tensor> yes, List<Tensor> no) {
        if (!dtypes(yes).equals(dtypes(no))) {
            throw new IllegalArgumentException(
                    "true_fn and false_fn must give the same number of tensors of the same types, but they give %s and %s; convert with cast"
                            .formatted(yes, no));
        }
    }

    /** What the loop variables are when the condition isn't true any more. */
    List<Tensor> whileLoop(
            Function<List<Tensor>, Tensor> goesOn,
            Function<List<Tensor>, List<Tensor>> once,
            List<Tensor> initial) {
        BodyBuilder cond = loopSide(initial);
        cond.build(variables -> List.of(goesOn.apply(variables)));
        requireTruth(cond.results().get(0));
        BodyBuilder body = loopSide(initial);
        body.build(once);
        requireSame(initial, body.results());
        List<Tensor> captured = BodyBuilder.share(cond, body);
        Body condition = cond.finish("while_cond", captured, false);
        Body iteration = body.finish("while_body", captured, true);
        boolean stateful = condition.isStateful() || iteration.isStateful();
        return graph.op(stateful ? "While" : "StatelessWhile")
                .name("while")
                .inputs(initial)
                .inputs(captured)
                .attr("cond", condition.name())
                .attr("body", iteration.name())
                .build()
                .outputs()
                .subList(0, initial.size());
    }

    /** The same with at most so many iterations: a counter is another loop variable. */
    List<Tensor> whileLoop(
            int maximumIterations,
            Function<List<Tensor>, Tensor> goesOn,
            Function<List<Tensor>, List<Tensor>> once,
            List<Tensor> initial) {
        if (maximumIterations < 0) {
            throw new IllegalArgumentException(
                    "maximumIterations must be 0 or more, found " + maximumIterations);
        }
        List<Tensor> all = new ArrayList<>(List.of(graph.constant("loop_counter", 0)));
        all.addAll(initial);
        List<Tensor> ends =
                whileLoop(
                        v ->
                                graph.op("LogicalAnd")
                                        .input(
                                                v.get(0).less(maximumIterations),
                                                goesOn.apply(v.subList(1, v.size())))
                                        .tensor(),
                        v -> {
                            List<Tensor> next = new ArrayList<>(List.of(v.get(0).plus(1)));
                            next.addAll(once.apply(v.subList(1, v.size())));
                            return next;
                        },
                        all);
        return ends.subList(1, ends.size());
    }

    private BodyBuilder loopSide(List<Tensor> initial) {
        BodyBuilder side = new BodyBuilder(graph);
        for (Tensor tensor : initial) {
            side.parameter(tensor.operation().name(), tensor.dtype(), tensor.shape());
        }
        return side;
    }

    private static void requireTruth(Tensor goesOn) {
        boolean scalar = !goesOn.shape().hasRank() || goesOn.shape().rank() == 0;
        if (goesOn.dtype() != DType.BOOL || !scalar) {
            throw new IllegalArgumentException(
                    "The condition of a loop must give a bool scalar, found " + goesOn);
        }
    }

    private static void requireSame(List<Tensor> initial, List<Tensor> after) {
        if (initial.size() != after.size()) {
            throw new IllegalArgumentException(
                    "The loop has %d loop variables, but its body gives %d: %s"
                            .formatted(initial.size(), after.size(), after));
        }
        for (int k = 0; k < after.size(); k++) {
            Tensor before = initial.get(k);
            Tensor then = after.get(k);
            if (before.dtype() != then.dtype()) {
                throw new IllegalArgumentException(
                        "Input tensor '%s' enters the loop with type %s, but has type %s after one iteration; convert it with cast"
                                .formatted(
                                        before.name(),
                                        DataTypes.name(before.dtype()),
                                        DataTypes.name(then.dtype())));
            }
            if (!before.shape().mayBe(then.shape())) {
                throw new IllegalArgumentException(
                        "Input tensor '%s' enters the loop with shape %s, but has shape %s after one iteration; the shape of a loop variable must stay the same"
                                .formatted(before.name(), before.shape(), then.shape()));
            }
        }
    }

    private static List<DType> dtypes(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::dtype).toList();
    }
}
