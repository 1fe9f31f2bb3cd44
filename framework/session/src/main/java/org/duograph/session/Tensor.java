package org.duograph.session;

import java.util.ArrayList;
import java.util.List;
import org.duograph.session.op.DataTypes;
import org.duograph.session.op.StaticShape;
import org.duograph.session.proto.DataType;
import org.duograph.tensor.DType;

/**
 * A result of an {@link Operation}: a handle by which other operations read it, and sessions fetch
 * or feed it. It holds no numbers.
 *
 * <p>The methods append operations to its graph and give their results: {@code
 * x.matmul(w).plus(b)}. A plain number or array where another tensor is wanted becomes a constant
 * of this tensor's type.
 */
public final class Tensor {
    private final Operation operation;
    private final int index;
    private final DType dtype;
    private StaticShape shape = StaticShape.UNKNOWN;

    Tensor(Operation operation, int index, DType dtype) {
        this.operation = operation;
        this.index = index;
        this.dtype = dtype;
    }

    /** The operation that computes it. */
    public Operation operation() {
        return operation;
    }

    /** Which of the operation's outputs it is. */
    public int index() {
        return index;
    }

    /** The graph it belongs to. */
    public Graph graph() {
        return operation.graph();
    }

    /** Its name, {@code operation:index}. */
    public String name() {
        return operation.name() + ":" + index;
    }

    /** Its element type. */
    public DType dtype() {
        return dtype;
    }

    /** Its element type in files, where the handle of a TensorArray is a resource. */
    public DataType typeInFiles() {
        return operation.operator().outputTypes(operation.attrs()).get(index);
    }

    /** What is known of its shape. */
    public StaticShape shape() {
        return shape;
    }

    /** Says what its graph found out about its shape. */
    void learn(StaticShape found) {
        shape = found;
    }

    /** What it is called as an input in a message: without {@code :0}. */
    public String inputName() {
        return index == 0 ? operation.name() : name();
    }

    /** Which of its operator's outputs it is, {@code argument:index}, as functions in files say. */
    public String argument() {
        return operation.operator().outputNames(operation.attrs()).get(index);
    }

    /** Whether it is a variable itself, to be written. */
    boolean isReference() {
        return operation.isReference(index);
    }

    /**
     * The variable to which this refers.
     *
     * @throws IllegalArgumentException if it is no variable
     */
    Operation variable() {
        Tensor at = this;
        while (at.isReference() && !at.operation.isVariable()) {
            at = at.operation.input(0); // what a write gives is what it wrote
        }
        if (!at.operation.isVariable()) {
            throw new IllegalArgumentException(
                    name() + " is no variable, and can't be written; give a variable's tensor");
        }
        return at.operation;
    }

    /** {@code this + other}, with broadcasting. */
    public Tensor plus(Object other) {
        return binary("Add", other);
    }

    /** {@code this - other}, with broadcasting. */
    public Tensor minus(Object other) {
        return binary("Sub", other);
    }

    /** {@code this * other}, element by element, with broadcasting. */
    public Tensor times(Object other) {
        return binary("Mul", other);
    }

    /** {@code this / other}, element by element, with broadcasting. */
    public Tensor dividedBy(Object other) {
        return binary("RealDiv", other);
    }

    /** {@code this} to the power of {@code other}. */
    public Tensor pow(Object other) {
        return binary("Pow", other);
    }

    /** The larger of each two elements. */
    public Tensor maximum(Object other) {
        return binary("Maximum", other);
    }

    /** The smaller of each two elements. */
    public Tensor minimum(Object other) {
        return binary("Minimum", other);
    }

    /** Where elements are equal. */
    public Tensor equalTo(Object other) {
        return binary("Equal", other);
    }

    /** Where this is less. */
    public Tensor less(Object other) {
        return binary("Less", other);
    }

    /** Where this is greater. */
    public Tensor greater(Object other) {
        return binary("Greater", other);
    }

    /** {@code -this}. */
    public Tensor negative() {
        return unary("Neg");
    }

    /** The square of each element. */
    public Tensor square() {
        return unary("Square");
    }

    /** The square root of each element. */
    public Tensor sqrt() {
        return unary("Sqrt");
    }

    /** e to the power of each element. */
    public Tensor exp() {
        return unary("Exp");
    }

    /** The natural logarithm of each element. */
    public Tensor log() {
        return unary("Log");
    }

    /** The absolute value of each element. */
    public Tensor abs() {
        return unary("Abs");
    }

    /** {@code max(this, 0)}. */
    public Tensor relu() {
        return unary("Relu");
    }

    /** {@code 1 / (1 + exp(-this))}. */
    public Tensor sigmoid() {
        return unary("Sigmoid");
    }

    /** The hyperbolic tangent of each element. */
    public Tensor tanh() {
        return unary("Tanh");
    }

    /** The softmax over the last axis. */
    public Tensor softmax() {
        return unary("Softmax");
    }

    /** The same content, through which no gradient flows. */
    public Tensor stopGradient() {
        return unary("StopGradient");
    }

    /** The same content under a name of its own. */
    public Tensor identity() {
        return unary("Identity");
    }

    /** The product of this matrix with another. */
    public Tensor matmul(Tensor other) {
        return matmul(other, false, false);
    }

    /** The product of this matrix with another, each transposed first if asked. */
    public Tensor matmul(Tensor other, boolean transposeThis, boolean transposeOther) {
        return graph().op("MatMul")
                .input(this, other)
                .attr("transpose_a", transposeThis)
                .attr("transpose_b", transposeOther)
                .tensor();
    }

    /** Adds {@code bias} to each channel: the last axis. */
    public Tensor addBias(Tensor bias) {
        return graph().op("BiasAdd").input(this, bias).tensor();
    }

    /** This with elements of another type. */
    public Tensor cast(DType to) {
        return to == dtype ? this : graph().op("Cast").input(this).attr("DstT", to).tensor();
    }

    /** The same elements in another shape; one extent may be -1, for what is left. */
    public Tensor reshape(int... dims) {
        return graph().op("Reshape").input(this, ints(dims)).tensor();
    }

    /** The axes in another order; all turned around if none is given. */
    public Tensor transpose(int... order) {
        int[] all = order;
        if (order.length == 0) {
            all = new int[shape.rank()];
            for (int i = 0; i < all.length; i++) {
                all[i] = all.length - 1 - i;
            }
        }
        return graph().op("Transpose").input(this, ints(all)).tensor();
    }

    /** The shape, as numbers. */
    public Tensor shapeTensor() {
        return unary("Shape");
    }

    /** The sum over axes; over all if none is given. */
    public Tensor sum(int... axes) {
        return reduce("Sum", axes);
    }

    /** The mean over axes; over all if none is given. */
    public Tensor mean(int... axes) {
        return reduce("Mean", axes);
    }

    /** The largest along axes; of all if none is given. */
    public Tensor max(int... axes) {
        return reduce("Max", axes);
    }

    /** Where the largest stands along an axis: int64. */
    public Tensor argMax(int axis) {
        return graph().op("ArgMax").input(this, graph().constant(axis)).tensor();
    }

    /**
     * For each row of scores the cross entropy of their softmax with the row's label.
     *
     * @param labels int32 or int64, one a row
     */
    public Tensor sparseSoftmaxCrossEntropy(Tensor labels) {
        return graph().op("SparseSoftmaxCrossEntropyWithLogits").input(this, labels).tensor();
    }

    /** For each row of scores the cross entropy of their softmax with the row's probabilities. */
    public Tensor softmaxCrossEntropy(Tensor probabilities) {
        return graph().op("SoftmaxCrossEntropyWithLogits").input(this, probabilities).tensor();
    }

    private Tensor unary(String type) {
        return graph().op(type).input(this).tensor();
    }

    private Tensor binary(String type, Object other) {
        return graph().op(type).input(this, graph().asTensor(other, dtype)).tensor();
    }

    private Tensor reduce(String type, int... axes) {
        return graph().op(type).input(this, ints(axes.length == 0 ? allAxes() : axes)).tensor();
    }

    private int[] allAxes() {
        if (!shape.hasRank()) {
            throw new IllegalArgumentException(
                    "The number of dimensions of %s is not known while the graph is built; say over which axes to reduce"
                            .formatted(name()));
        }
        int[] all = new int[shape.rank()];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
        }
        return all;
    }

    private Tensor ints(int... numbers) {
        return graph().constant(numbers);
    }

    /** Some tensors as a list, for messages. */
    static String names(List<Tensor> tensors) {
        List<String> names = new ArrayList<>();
        tensors.forEach(t -> names.add("'" + t.name() + "'"));
        return String.join(", ", names);
    }

    @Override
    public String toString() {
        return "<Tensor '%s' shape=%s dtype=%s>".formatted(name(), shape, DataTypes.name(dtype));
    }
}
