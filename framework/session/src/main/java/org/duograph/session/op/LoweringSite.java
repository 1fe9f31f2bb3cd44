package org.duograph.session.op;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** An operation to be lowered, and the graph of the core to which it is. */
public interface LoweringSite {
    /** The operation's name. */
    String name();

    /** Its attributes. */
    Attributes attrs();

    /** How many inputs it has. */
    int inputCount();

    /**
     * What input {@code i} is in the core; of a variable, its content as this operation sees it.
     */
    Value input(int i);

    /** All inputs from {@code from} on, before {@code to}. */
    default List<Value> inputs(int from, int to) {
        return IntStream.range(from, to).mapToObj(this::input).toList();
    }

    /** The numbers of a value, or null if they are known only while the graph runs. */
    NDArray known(Value value);

    /**
     * The whole numbers of input {@code i}, such as a shape or axes, which must be known when the
     * run is planned.
     *
     * @throws IllegalArgumentException if they aren't
     */
    default List<Long> numbers(int i, String what) {
        NDArray known = known(input(i));
        if (known == null) {
            throw new NotKnown(
                    "%s must be known when the run is planned, but input %d is computed from what is known only while it runs"
                            .formatted(what, i));
        }
        return IntStream.range(0, known.size()).mapToObj(known::getWhole).toList();
    }

    /**
     * The operation that gives input {@code i}, if nobody else in this run reads what it gives: so
     * this one may do the work of both, in one node.
     *
     * @param type the type that it must have
     * @return null if it is of another type or others read it
     */
    LoweringSite alone(int i, String type);

    /** Appends a node of the core. */
    Node append(OpDef op, Map<String, ?> attrs, List<Value> inputs);

    /** Appends a node of the core, and gives its first output. */
    default Value value(OpDef op, Map<String, ?> attrs, Value... inputs) {
        return append(op, attrs, List.of(inputs)).output(0);
    }

    /**
     * The gradients of values with respect to {@code xs}, where there is a way to them.
     *
     * @param seeds the values, and of each the gradient that it starts with
     * @param ends values from which no gradient goes on to what they are computed from
     * @throws IllegalArgumentException if an operator on the way has no gradient
     */
    Map<Value, Value> differentiate(Map<Value, Value> seeds, List<Value> xs, Set<Value> ends);

    /** Numbers that never change. */
    Value constant(NDArray numbers);

    /** The number {@code number} as a scalar of the given elements. */
    default Value scalar(DType dtype, double number) {
        NDArray scalar = NDArray.zeros(new ArrayType(dtype, Shape.SCALAR));
        scalar.set(0, number);
        return constant(scalar);
    }

    /** The results, in the order of the outputs. */
    void give(Value... outputs);

    /**
     * The content of the variable that this operation makes.
     *
     * @param declared its type as far as its attributes say
     */
    Value variable(DType dtype, StaticShape declared);

    /** Whether the variable that is input {@code i} has content, or gets some before this. */
    boolean isInitialized(int i);

    /** The two seeds of this operation's random numbers. */
    List<Long> seeds();

    /**
     * Where this operation goes on in its stream of random numbers: the first of so many blocks, an
     * int64 scalar. The next run goes on behind them; a new session starts over.
     */
    Value drawFrom(long blocks);

    /** The Java code that this operation runs, which its attribute {@code token} names. */
    JavaCode code();

    /** The body whose name is the value of an attribute. */
    SiteBody body(String attr);

    /** Where a stream of random numbers goes on, an int64 scalar; see {@link SiteBody#streams}. */
    Value stream(String name);

    /** Lets a stream go on elsewhere. */
    void moveStream(String name, Value place);

    /** The newest content of the variable that is input {@code i}, after all earlier writes. */
    Value newest(int i);

    /** Writes the variable that is input {@code i}. */
    void write(int i, Value value);
}
