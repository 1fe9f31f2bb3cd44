package org.duograph.session;

import java.util.Arrays;
import org.duograph.session.op.StaticShape;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * An array of tensors of one type and shape, TensorFlow's {@code tf.TensorArray}: a loop writes one
 * element in each iteration, and all are stacked behind it.
 *
 * <pre>{@code
 * TensorArray squares = g.flow().tensorArray(DType.FLOAT32, 5);
 * List<Tensor> ends = g.flow().whileLoop(
 *         v -> v.get(0).less(5),
 *         v -> List.of(
 *                 v.get(0).plus(1),
 *                 squares.at(v.get(1)).write(v.get(0), v.get(0).cast(DType.FLOAT32).square()).flow()),
 *         g.constant(0), squares.flow());
 * Tensor all = squares.at(ends.get(1)).stack(); // [0, 1, 4, 9, 16]
 * }</pre>
 *
 * <p>It never changes: to write gives another one, with the new element. What tells them apart is
 * the {@link #flow}, a tensor, which loops and choices hand on like any other. Gradients go through
 * what is written and read. An element that nobody wrote is zeros; one that is written again is
 * what was written last, which TensorFlow refuses.
 */
public final class TensorArray {
    private final DType dtype;
    private final Tensor handle;
    private final Tensor flow;

    private TensorArray(DType dtype, Tensor handle, Tensor flow) {
        this.dtype = dtype;
        this.handle = handle;
        this.flow = flow;
    }

    /** An empty array; {@code element} may be open. */
    static TensorArray make(Graph graph, DType dtype, Object size, StaticShape element) {
        Operation made =
                graph.op("TensorArrayV3")
                        .name("TensorArray")
                        .input(graph.asTensor(size, DType.INT32))
                        .attr("dtype", dtype)
                        .attr("element_shape", element)
                        .attr("clear_after_read", false)
                        .build();
        return new TensorArray(dtype, made.output(0), made.output(1));
    }

    /** Whether a tensor may be the flow of an array to which nothing is written as yet. */
    static boolean isUnwritten(Tensor flow) {
        StaticShape shape = flow.shape();
        return shape.hasRank() && shape.rank() == 2 && shape.dim(1) == 0;
    }

    /** The element type of its tensors. */
    public DType dtype() {
        return dtype;
    }

    /** What a loop or a branch hands on for it; see {@link #at}. */
    public Tensor flow() {
        return flow;
    }

    /**
     * The array as it is where {@code flow} is: that of a loop variable, or what a loop or a branch
     * gave.
     *
     * @param flow a flow of this array
     */
    public TensorArray at(Tensor flow) {
        return new TensorArray(dtype, handle, flow);
    }

    /**
     * The array with an element in place of the one that was there.
     *
     * @param index a number from 0 on, or an int32 scalar
     * @throws IllegalArgumentException if other elements are of another type or shape
     */
    public TensorArray write(Object index, Tensor value) {
        Tensor at = index(index);
        return at(op("TensorArrayWriteV3").input(handle, at, value, flow).tensor());
    }

    /**
     * An element.
     *
     * @param index a number from 0 on, or an int32 scalar
     * @throws IllegalArgumentException if the array has no elements as yet, and was given no shape
     *     of them
     */
    public Tensor read(Object index) {
        Tensor at = index(index);
        return op("TensorArrayReadV3").input(handle, at, flow).attr("dtype", dtype).tensor();
    }

    /** The array with the rows of a tensor as its elements: as many as its size. */
    public TensorArray unstack(Tensor rows) {
        return scatter(all(), rows);
    }

    /**
     * The array with rows of a tensor as elements.
     *
     * @param indices int32: for each row, which element it becomes; none twice
     */
    public TensorArray scatter(Tensor indices, Tensor rows) {
        return at(op("TensorArrayScatterV3").input(handle, indices, rows, flow).tensor());
    }

    /** All elements as the rows of one tensor. */
    public Tensor stack() {
        return gather(all());
    }

    /**
     * Some elements as the rows of one tensor.
     *
     * @param indices int32: which elements, in order
     */
    public Tensor gather(Tensor indices) {
        return op("TensorArrayGatherV3").input(handle, indices, flow).attr("dtype", dtype).tensor();
    }

    /** All elements behind each other, along their first axis. */
    public Tensor concat() {
        return op("TensorArrayConcatV3").input(handle, flow).attr("dtype", dtype).tensor();
    }

    /**
     * The array with parts of a tensor, cut along its first axis, as its elements: as many as its
     * size, all of one length.
     *
     * @throws IllegalArgumentException if it can't be cut so
     */
    public TensorArray split(Tensor value, int... lengths) {
        long[] wholes = Arrays.stream(lengths).asLongStream().toArray();
        Tensor cut = handle.graph().constant(NDArray.of(Shape.of(wholes.length), wholes));
        return at(op("TensorArraySplitV3").input(handle, value, cut, flow).tensor());
    }

    /** How many elements it has: an int32 scalar. */
    public Tensor size() {
        return op("TensorArraySizeV3").input(handle, flow).tensor();
    }

    /** An operation after which TensorFlow has freed the array; here there is nothing to free. */
    public Operation close() {
        return op("TensorArrayCloseV3").input(handle).build();
    }

    private OperationBuilder op(String type) {
        return handle.graph().op(type);
    }

    private Tensor index(Object index) {
        return handle.graph().asTensor(index, DType.INT32);
    }

    private Tensor all() {
        Graph g = handle.graph();
        return op("Range").input(g.constant(0), size(), g.constant(1)).tensor();
    }

    @Override
    public String toString() {
        return "TensorArray of " + dtype.lowerName() + " at " + flow.name();
    }
}
