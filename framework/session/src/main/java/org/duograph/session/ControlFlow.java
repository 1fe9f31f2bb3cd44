package org.duograph.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.duograph.session.op.StaticShape;
import org.duograph.session.proto.DataType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * Choices and loops, such as TensorFlow's {@code tf.cond}, {@code tf.while_loop} and {@code
 * tf.map_fn}: functions that are called once, while the graph is built, say what a branch or an
 * iteration computes.
 *
 * <pre>{@code
 * Tensor y = g.flow().cond(x.sum().greater(1f), () -> x.sqrt(), () -> x);
 * List<Tensor> halved = g.flow().whileLoop(
 *         v -> v.get(0).greater(1f),
 *         v -> List.of(v.get(0).times(0.5f), v.get(1).plus(1)),
 *         x.sum(), g.constant(0));
 * Tensor sums = g.flow().scan((sum, row) -> sum.plus(row), x);
 * }</pre>
 *
 * <p>The functions may use any tensor of the graph around them. Variables that are made inside are
 * made outside; inside they are only read. Gradients go through choices and loops, and loops may
 * stand in branches and the other way round. Methods without a function set an option, and give a
 * {@code ControlFlow} that has it.
 *
 * <p>They become the operators {@code If} and {@code While}, whose branches and bodies are
 * functions in the graph's library ({@link Bodies}).
 */
public final class ControlFlow {
    private final Graph graph;
    private final boolean reverse;
    private final List<StaticShape> invariants; // empty: those at the beginning

    ControlFlow(Graph graph) {
        this(graph, false, List.of());
    }

    private ControlFlow(Graph graph, boolean reverse, List<StaticShape> invariants) {
        this.graph = graph;
        this.reverse = reverse;
        this.invariants = invariants;
    }

    /** A function that gives one tensor. */
    @FunctionalInterface
    public interface Branch {
        /** Appends operations, and gives the result of the last. */
        Tensor build();
    }

    /**
     * What one of two functions gives. Only that one runs.
     *
     * <pre>{@code
     * Tensor size = g.flow().cond(x.less(0f), () -> x.negative(), () -> x);
     * }</pre>
     *
     * @param predicate a bool scalar, or a number: whether it isn't zero
     * @param then builds what is computed if it holds
     * @param otherwise builds what is computed if it doesn't
     * @throws IllegalArgumentException if the functions don't give the same type and shape, or
     *     write a variable
     */
    public Tensor cond(Tensor predicate, Branch then, Branch otherwise) {
        Supplier<List<Tensor>> first = () -> Collections.singletonList(then.build());
        return cond(predicate, first, () -> Collections.singletonList(otherwise.build())).get(0);
    }

    /**
     * What one of two functions gives, as many tensors as each does. Only that one runs.
     *
     * <pre>{@code
     * List<Tensor> sorted = g.flow().cond(a.less(b), () -> List.of(a, b), () -> List.of(b, a));
     * }</pre>
     *
     * @param predicate a bool scalar, or a number: whether it isn't zero
     * @param then builds what is computed if it holds
     * @param otherwise builds what is computed if it doesn't
     * @throws IllegalArgumentException if the functions don't give the same types and shapes, or
     *     write a variable
     */
    public List<Tensor> cond(
            Tensor predicate, Supplier<List<Tensor>> then, Supplier<List<Tensor>> otherwise) {
        return choice(predicate, then, otherwise).outputs();
    }

    /**
     * An operation that runs one of two functions, which give nothing: they print, or check what
     * must hold.
     *
     * <pre>{@code
     * Operation told = g.flow().cond(
     *         loss.greater(10f),
     *         () -> { g.op("Print").input(loss, loss).attr("message", "a large loss").build(); },
     *         () -> {});
     * }</pre>
     *
     * @param predicate a bool scalar, or a number: whether it isn't zero
     * @throws IllegalArgumentException if a function writes a variable
     */
    public Operation cond(Tensor predicate, Runnable then, Runnable otherwise) {
        return choice(predicate, nothing(then), nothing(otherwise));
    }

    private static Supplier<List<Tensor>> nothing(Runnable function) {
        return () -> {
            function.run();
            return List.of();
        };
    }

    private Operation choice(
            Tensor predicate, Supplier<List<Tensor>> then, Supplier<List<Tensor>> otherwise) {
        Graph outer = graph.current();
        BodyBuilder yes = new BodyBuilder(outer);
        yes.build(none -> then.get());
        BodyBuilder no = new BodyBuilder(outer);
        no.build(none -> otherwise.get());
        if (!types(yes.results()).equals(types(no.results()))) {
            throw new IllegalArgumentException(
                    "true_fn and false_fn must give the same number of tensors of the same types, but they give %s and %s; convert with cast"
                            .formatted(yes.results(), no.results()));
        }
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
                .build();
    }

    private static List<DataType> types(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::typeInFiles).toList();
    }

    /** A choice among several functions. */
    public Cases cases() {
        return new Cases(graph);
    }

    /**
     * Loops whose variables are of these shapes, one for each: where an extent is -1, it may change
     * from iteration to iteration. How many iterations there are must then follow from constants
     * and shapes, for each stands in the plan by itself.
     *
     * <pre>{@code
     * // [1, 1, 1, 1, 1, 1, 1, 1]
     * g.flow().shapeInvariants(StaticShape.of(), StaticShape.of(-1)).whileLoop(
     *         v -> v.get(0).less(3),
     *         v -> List.of(v.get(0).plus(1), twice(v.get(1))),
     *         g.constant(0), g.constant(new float[] {1}));
     * }</pre>
     */
    public ControlFlow shapeInvariants(StaticShape... shapes) {
        return new ControlFlow(graph, reverse, List.of(shapes));
    }

    /**
     * What the loop variables are when the condition doesn't hold any more. It is asked before each
     * iteration, so there may be none.
     *
     * <pre>{@code
     * // the first power of two that isn't below 50: 64
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
        return loop(goesOn, once, List.of(initial), invariants);
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
        List<StaticShape> shapes = new ArrayList<>(invariants);
        if (!shapes.isEmpty()) {
            shapes.add(0, StaticShape.of());
        }
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
                        all,
                        shapes);
        return ends.subList(1, ends.size());
    }

    private List<Tensor> loop(
            Function<List<Tensor>, Tensor> goesOn,
            Function<List<Tensor>, List<Tensor>> once,
            List<Tensor> initial,
            List<StaticShape> shapes) {
        if (!shapes.isEmpty() && shapes.size() != initial.size()) {
            throw new IllegalArgumentException(
                    "There are %d shape invariants for %d loop variables; give one for each"
                            .formatted(shapes.size(), initial.size()));
        }
        WhileLoop loop = new WhileLoop(graph);
        for (int k = 0; k < initial.size(); k++) {
            if (shapes.isEmpty()) {
                loop.variable(initial.get(k));
            } else {
                loop.variable(initial.get(k), shapes.get(k));
            }
        }
        return loop.build(goesOn, once);
    }

    /**
     * What a function gives of each row of a tensor, stacked.
     *
     * <pre>{@code
     * Tensor inverses = g.flow().mapFn(matrix -> inverse(matrix), matrices);
     * }</pre>
     *
     * @param elems [rows, ...]
     * @throws IllegalArgumentException if {@code elems} has no rows
     */
    public Tensor mapFn(UnaryOperator<Tensor> function, Tensor elems) {
        UnaryOperator<List<Tensor>> ofOne =
                rows -> Collections.singletonList(function.apply(rows.get(0)));
        return mapFn(ofOne, List.of(elems)).get(0);
    }

    /**
     * What a function gives of a row of each of some tensors, for all rows, stacked.
     *
     * @param elems [rows, ...] each
     * @return as many tensors as the function gives
     * @throws IllegalArgumentException if they have not as many rows each
     */
    public List<Tensor> mapFn(UnaryOperator<List<Tensor>> function, List<Tensor> elems) {
        return new Rows(graph, elems, reverse).map(function);
    }

    /** Scans from the last row to the first; what is stacked stands in the order of the rows. */
    public ControlFlow reverse() {
        return new ControlFlow(graph, true, invariants);
    }

    /**
     * What a function gives of the result before and the next row, for all rows, stacked. The first
     * row is the first result.
     *
     * <pre>{@code
     * // of [1, 2, 3, 4]: [1, 3, 6, 10]
     * g.flow().scan((sum, x) -> sum.plus(x), numbers);
     * }</pre>
     *
     * @param elems [rows, ...], at least one row
     * @throws IllegalArgumentException if a result is of another type or shape than that before
     */
    public Tensor scan(BinaryOperator<Tensor> function, Tensor elems) {
        return rows(elems).scan(ofOne(function), null, true).get(0);
    }

    /** The same with a result before the first row. */
    public Tensor scan(BinaryOperator<Tensor> function, Tensor elems, Tensor initial) {
        return rows(elems).scan(ofOne(function), List.of(initial), true).get(0);
    }

    /**
     * The same with several results, and rows of several tensors.
     *
     * @param function gives of the results before and a row of each tensor the next results
     */
    public List<Tensor> scan(
            BinaryOperator<List<Tensor>> function, List<Tensor> elems, List<Tensor> initial) {
        return new Rows(graph, elems, reverse).scan(function, initial, true);
    }

    /**
     * What a function gives of the result before and the next row, after the last row. The first
     * row is the first result.
     *
     * <pre>{@code
     * // of [1, 2, 3, 4]: 24
     * g.flow().foldl((product, x) -> product.times(x), numbers);
     * }</pre>
     *
     * @param elems [rows, ...], at least one row
     * @throws IllegalArgumentException if a result is of another type or shape than that before
     */
    public Tensor foldl(BinaryOperator<Tensor> function, Tensor elems) {
        return rows(elems).scan(ofOne(function), null, false).get(0);
    }

    /** The same with a result before the first row. */
    public Tensor foldl(BinaryOperator<Tensor> function, Tensor elems, Tensor initial) {
        return rows(elems).scan(ofOne(function), List.of(initial), false).get(0);
    }

    /** As {@link #foldl(BinaryOperator, Tensor)}, from the last row to the first. */
    public Tensor foldr(BinaryOperator<Tensor> function, Tensor elems) {
        return new ControlFlow(graph, !reverse, invariants).foldl(function, elems);
    }

    /** The same with a result before the last row. */
    public Tensor foldr(BinaryOperator<Tensor> function, Tensor elems, Tensor initial) {
        return new ControlFlow(graph, !reverse, invariants).foldl(function, elems, initial);
    }

    private Rows rows(Tensor elems) {
        return new Rows(graph, List.of(elems), reverse);
    }

    private static BinaryOperator<List<Tensor>> ofOne(BinaryOperator<Tensor> function) {
        return (results, rows) ->
                Collections.singletonList(function.apply(results.get(0), rows.get(0)));
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
}
