package org.duograph.session.gradient;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.duograph.session.Body;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.OperationBuilder;
import org.duograph.session.Tensor;
import org.duograph.session.op.Attributes;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * An operation through which gradients go: what it read and gave, and what makes the nodes of its
 * gradient.
 */
final class GradientSite {
    private final Graph graph;
    private final Operation op;
    private final Backward backward;
    private final Set<Tensor> reached;
    private final Map<Integer, Tensor> given = new LinkedHashMap<>();

    GradientSite(Graph graph, Operation op, Backward backward, Set<Tensor> reached) {
        this.graph = graph;
        this.op = op;
        this.backward = backward;
        this.reached = reached;
    }

    /** The operation's attributes. */
    Attributes attrs() {
        return op.attrs();
    }

    /** The graph to which the gradient's nodes are appended. */
    Graph graph() {
        return graph;
    }

    /**
     * A branch or a body of the operation.
     *
     * @throws IllegalArgumentException if it can't be computed again, as gradients need
     */
    Body body(String attr) {
        Body body = graph.bodies().get(attrs().function(attr));
        BodyCopy.requireRepeatable(op, body);
        return body;
    }

    /**
     * The gradients of tensors in a body that is being built; zeros where none comes.
     *
     * @param ys what gives gradients; those from outside of the body are passed over
     * @param seeds the gradients that they begin with
     */
    List<Tensor> gradientsInside(
            Graph inside, List<Tensor> ys, List<Tensor> seeds, List<Tensor> xs) {
        return backward.inside(inside).gradients(ys, seeds, xs);
    }

    /** The name by which TensorFlow finds arrays of these gradients. */
    String source() {
        return backward.source();
    }

    /** How many inputs it has. */
    int inputCount() {
        return op.inputs().size();
    }

    /** How many outputs it has. */
    int outputCount() {
        return op.outputs().size();
    }

    /** Its input {@code i}. */
    Tensor x(int i) {
        return op.input(i);
    }

    /** Its output {@code i}. */
    Tensor y(int i) {
        return op.output(i);
    }

    /** Whether a gradient comes to output {@code i}. */
    boolean hasGradient(int i) {
        return backward.hasGradient(op.output(i));
    }

    /** The gradient of output {@code i}: zeros if none comes. */
    Tensor dy(int i) {
        Tensor y = op.output(i);
        return backward.hasGradient(y) ? backward.sum(y) : of("ZerosLike", y);
    }

    /** The gradient of the first output. */
    Tensor dy() {
        return dy(0);
    }

    /** Whether the gradient of input {@code i} is wanted. */
    boolean wants(int i) {
        return reached.contains(op.input(i));
    }

    /** Gives the gradient of input {@code i}; its nodes are made only where it is wanted. */
    void give(int i, Supplier<Tensor> gradient) {
        if (wants(i)) {
            given.put(i, gradient.get());
        }
    }

    /** The gradients that were given, by input. */
    Map<Integer, Tensor> given() {
        return given;
    }

    /** Whether all gradients that are wanted were given. */
    boolean isComplete() {
        return IntStream.range(0, inputCount()).allMatch(i -> given.containsKey(i) || !wants(i));
    }

    /** Begins a node. */
    OperationBuilder node(String type) {
        return graph.op(type);
    }

    /** Begins a node that has the same attributes as the operation. */
    OperationBuilder nodeLike(String type, String... attributes) {
        OperationBuilder node = graph.op(type);
        for (String name : attributes) {
            node.attr(name, attrs().messages().get(name));
        }
        return node;
    }

    /** A node's first output. */
    Tensor of(String type, Tensor... inputs) {
        return graph.op(type).input(inputs).tensor();
    }

    /** A number as a constant. */
    Tensor number(DType dtype, double number) {
        return number("Const", dtype, number);
    }

    /** A number as a constant of some name. */
    Tensor number(String name, DType dtype, double number) {
        NDArray scalar = NDArray.zeros(new ArrayType(dtype, Shape.SCALAR));
        scalar.set(0, number);
        return graph.constant(name, scalar);
    }

    /** Whole numbers as a constant: an int32 vector. */
    Tensor ints(int... numbers) {
        return graph.constant(numbers);
    }

    /** A whole number as a constant: an int32 scalar. */
    Tensor whole(int number) {
        return graph.constant(number);
    }

    /** A tensor's shape, int32: a constant if it is known. */
    Tensor shape(Tensor x) {
        return x.shape().isKnown()
                ? graph.constant("Shape", x.shape().filled(0).toArray())
                : of("Shape", x);
    }

    /** A tensor's rank, int32: a constant if it is known. */
    Tensor rank(Tensor x) {
        return x.shape().hasRank() ? graph.constant("Rank", x.shape().rank()) : of("Rank", x);
    }

    /**
     * A tensor's rank.
     *
     * @throws IllegalArgumentException if it is not known while the graph is built
     */
    int knownRank(Tensor x) {
        if (!x.shape().hasRank()) {
            throw new IllegalArgumentException(
                    "The gradient of '%s' (op: '%s') needs the rank of %s, which is open; give the placeholder a shape"
                            .formatted(op.name(), op.type(), x.name()));
        }
        return x.shape().rank();
    }

    /**
     * The axes that input {@code i} names, from zero on.
     *
     * @throws IllegalArgumentException if they aren't a constant, or the rank of input 0 is open
     */
    int[] knownAxes(int i) {
        int rank = knownRank(x(0));
        NDArray axes = known(x(i));
        if (axes == null) {
            throw new IllegalArgumentException(
                    "The gradient of '%s' (op: '%s') needs the axes to be a constant, found %s"
                            .formatted(op.name(), op.type(), x(i).name()));
        }
        return IntStream.range(0, axes.size())
                .map(k -> Math.floorMod((int) axes.getWhole(k), rank))
                .toArray();
    }

    /** All axes of input 0: some first, then the others. */
    int[] order(int... first) {
        IntStream others =
                IntStream.range(0, knownRank(x(0)))
                        .filter(axis -> IntStream.of(first).noneMatch(a -> a == axis));
        return IntStream.concat(IntStream.of(first), others).toArray();
    }

    /** Whole numbers in a row as a constant. */
    Tensor range(int from, int to) {
        return ints(IntStream.range(from, to).toArray());
    }

    /** Whole numbers that are a constant of the graph, or null. */
    static NDArray known(Tensor x) {
        return x.operation().type().equals("Const") ? x.operation().attrs().array("value") : null;
    }

    /** A tensor in the shape of another. */
    Tensor reshaped(Tensor x, Tensor like) {
        return of("Reshape", x, shape(like));
    }

    /** The sum over axes, which may stay with an extent of 1. */
    Tensor sum(Tensor x, Tensor axes, boolean keep) {
        return node("Sum").input(x, axes).attr("keep_dims", keep).tensor();
    }

    /** The tensors behind each other along an axis. */
    Tensor joined(int axis, Tensor... tensors) {
        return node("ConcatV2").inputs(List.of(tensors)).input(whole(axis)).tensor();
    }

    /**
     * Gives the gradients of two inputs that arithmetic stretched: sums over the axes along which
     * each was.
     *
     * @param a what the gradient of input {@code i} is in the stretched shape
     * @param b what that of input {@code k} is
     */
    void giveStretched(int i, Supplier<Tensor> a, int k, Supplier<Tensor> b) {
        if (x(i).shape().isKnown() && x(i).shape().equals(x(k).shape())) {
            give(i, a);
            give(k, b);
            return;
        }
        Tensor shapeA = shape(x(i));
        Tensor shapeB = shape(x(k));
        Operation axes = node("BroadcastGradientArgs").input(shapeA, shapeB).build();
        give(i, () -> of("Reshape", sum(a.get(), axes.output(0), false), shapeA));
        give(k, () -> of("Reshape", sum(b.get(), axes.output(1), false), shapeB));
    }

    /** Gives the gradients of both inputs of arithmetic. */
    void giveStretched(Supplier<Tensor> a, Supplier<Tensor> b) {
        giveStretched(0, a, 1, b);
    }
}
