package org.duograph.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.duograph.session.op.DataTypes;
import org.duograph.session.op.StaticShape;
import org.duograph.session.proto.DataType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * Choices and loops, TensorFlow's {@code tf.cond} and {@code tf.while_loop}: functions that are
 * called once, while the graph is built, say what a branch or an iteration computes.
 *
 * <pre>{@code
 * List<Tensor> halved = g.flow().whileLoop(
 *         v -> v.get(0).greater(1f),
 *         v -> List.of(v.get(0).times(0.5f), v.get(1).plus(1)),
 *         x.sum(), g.constant(0));
 * Tensor y = g.flow().cond(big, () -> List.of(x.sqrt()), () -> List.of(x)).get(0);
 * }</pre>
 *
 * <p>The functions may use any tensor of the graph around them. Variables that are made inside are
 * made outside; inside they are only read. Gradients go through choices and loops, and loops may
 * stand in branches and the other way round.
 *
 * <p>They become the operators {@code If} and {@code While}, whose branches and bodies are
 * functions in the graph's library ({@link Bodies}).
 */
public final class ControlFlow {
    private final Graph graph;

    ControlFlow(Graph graph) {
        this.graph = graph;
    }

    /**
     * What one of two functions gives. Only that one runs.
     *
     * <pre>{@code
     * Tensor y = g.flow().cond(
     *         x.sum().less(0f), () -> List.of(x.negative()), () -> List.of(x)).get(0);
     * }</pre>
     *
     * @param predicate a bool scalar, or a number: whether it isn't zero
     * @param then builds what is computed if it holds
     * @param otherwise builds what is computed if it doesn't
     * @return as many tensors as each function gives
     * @throws IllegalArgumentException if the functions don't give the same types and shapes, or
     *     write a variable
     */
    public List<Tensor> cond(
            Tensor predicate, Supplier<List<Tensor>> then, Supplier<List<Tensor>> otherwise) {
        Graph outer = graph.current();
        BodyBuilder yes = new BodyBuilder(outer);
        yes.build(none -> then.get());
        BodyBuilder no = new BodyBuilder(outer);
        no.build(none -> otherwise.get());
        requireAlike(yes.results(), no.results());
        List<Tensor> captured = BodyBuilder.share(yes, no);
        Body first = yes.finish("cond_true", captured, false);
        Body second = no.finish("cond_false", captured, false);
        boolean stateful = first.isStateful() || second.isStateful();
        return outer.op(stateful ? "If" : "StatelessIf")
                .name("cond")
                .input(predicate)
                .inputs(captured)
                .attr("Tin", types(captured))
                .attr("Tout", types(first.results()))
                .attr("then_branch", first.name())
                .attr("else_branch", second.name())
                .build()
                .outputs();
    }

    private static void requireAlike(List<Tensor> yes, List<Tensor> no) {
        if (!types(yes).equals(types(no))) {
            throw new IllegalArgumentException(
                    "true_fn and false_fn must give the same number of tensors of the same types, but they give %s and %s; convert with cast"
                            .formatted(yes, no));
        }
    }

    /**
     * What the loop variables are when the condition doesn't hold any more. It is asked before each
     * iteration, so there may be none.
     *
     * <pre>{@code
     * // powers of two below 100: [64]
     * g.flow().whileLoop(v -> v.get(0).less(50f), v -> List.of(v.get(0).times(2f)), g.constant(1f));
     * }</pre>
     *
     * <p>Gradients are fastest where the number of iterations is known to be bounded: where the
     * condition asks whether a loop variable, to which each iteration adds a constant, is less than
     * a number that follows from constants and shapes.
     *
     * @param goesOn gives of the loop variables a bool scalar
     * @param once gives of the loop variables what they are after one more iteration
     * @param initial what they are at the beginning; their types and shapes stay
     * @return as many tensors
     * @throws IllegalArgumentException if types or shapes change, or a variable is written
     */
    public List<Tensor> whileLoop(
            Function<List<Tensor>, Tensor> goesOn,
            Function<List<Tensor>, List<Tensor>> once,
            Tensor... initial) {
        return loop(goesOn, once, List.of(initial));
    }

    /**
     * The same with at most so many iterations.
     *
     * <pre>{@code
     * // x^8
     * g.flow().whileLoop(3, v -> g.constant(true), v -> List.of(v.get(0).square()), x);
     * }</pre>
     *
     * @param maximumIterations 0 or more
     */
    public List<Tensor> whileLoop(
            int maximumIterations,
            Function<List<Tensor>, Tensor> goesOn,
            Function<List<Tensor>, List<Tensor>> once,
            Tensor... initial) {
        if (maximumIterations < 0) {
            throw new IllegalArgumentException(
                    "maximumIterations must be 0 or more, found " + maximumIterations);
        }
        List<Tensor> all = new ArrayList<>(List.of(graph.constant("loop_counter", 0)));
        all.addAll(List.of(initial));
        List<Tensor> ends =
                loop(
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

    /**
     * An array of {@code size} tensors, whose shape is that of the first that is written.
     *
     * @param size a number, or an int32 scalar that follows from constants and shapes
     */
    public TensorArray tensorArray(DType dtype, Object size) {
        return TensorArray.make(graph, dtype, size, StaticShape.UNKNOWN);
    }

    /**
     * An array of {@code size} tensors of a shape: elements that nobody wrote are zeros.
     *
     * @param size a number, or an int32 scalar that follows from constants and shapes
     */
    public TensorArray tensorArray(DType dtype, Object size, Shape element) {
        return TensorArray.make(graph, dtype, size, StaticShape.of(element));
    }

    private List<Tensor> loop(
            Function<List<Tensor>, Tensor> goesOn,
            Function<List<Tensor>, List<Tensor>> once,
            List<Tensor> initial) {
        Graph outer = graph.current();
        BodyBuilder cond = loopSide(outer, initial);
        cond.build(variables -> List.of(goesOn.apply(variables)));
        requireTruth(cond.results().get(0));
        BodyBuilder body = loopSide(outer, initial);
        body.build(once);
        requireSame(initial, body.results());
        List<Tensor> captured = BodyBuilder.share(cond, body);
        Body condition = cond.finish("while_cond", captured, false);
        Body iteration = body.finish("while_body", captured, true);
        boolean stateful = condition.isStateful() || iteration.isStateful();
        return outer.op(stateful ? "While" : "StatelessWhile")
                .name("while")
                .inputs(initial)
                .inputs(captured)
                .attr("T", types(iteration.parameters()))
                .attr("cond", condition.name())
                .attr("body", iteration.name())
                .build()
                .outputs()
                .subList(0, initial.size());
    }

    private static BodyBuilder loopSide(Graph outer, List<Tensor> initial) {
        BodyBuilder side = new BodyBuilder(outer);
        for (Tensor tensor : initial) {
            side.parameter(BodyBuilder.own(outer, tensor));
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

    /** Fails unless an iteration gives loop variables of the same types. */
    static void requireSame(List<Tensor> initial, List<Tensor> after) {
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
            if (!before.shape().mayBe(then.shape()) && !TensorArray.isUnwritten(before)) {
                throw new IllegalArgumentException(
                        "Input tensor '%s' enters the loop with shape %s, but has shape %s after one iteration; the shape of a loop variable must stay the same"
                                .formatted(before.name(), before.shape(), then.shape()));
            }
        }
    }

    private static List<DataType> types(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::typeInFiles).toList();
    }
}
