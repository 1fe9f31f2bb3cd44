package org.duograph.ops.math;

import java.util.Map;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.fill.ConstantFill;
import org.duograph.tensor.DType;

/**
 * The terms of which gradient rules are made, in particular those of gradients of gradients: each
 * call appends a node.
 *
 * @param site where they are appended
 */
public record Terms(GradientRule.Site site) {
    private static final Map<String, ?> BY_ROW = Map.of("broadcast", 1, "axis", 0);

    /** {@code op} of these inputs, with no attributes. */
    public Value of(OpDef op, Value... inputs) {
        return site.append(op, Map.of(), inputs);
    }

    /** a + b. */
    public Value plus(Value a, Value b) {
        return of(Add.OP, a, b);
    }

    /** a + a number. */
    public Value plus(Value a, double number) {
        return plus(a, number(a, number));
    }

    /** A number, as a scalar of the elements of {@code like}. */
    public Value number(Value like, double number) {
        DType dtype = like.type().dtype();
        return site.append(ConstantFill.OP, Map.of("dtype", dtype, "value", number));
    }

    /** a - b. */
    public Value minus(Value a, Value b) {
        return of(Sub.OP, a, b);
    }

    /** a * b. */
    public Value times(Value a, Value b) {
        return of(Mul.OP, a, b);
    }

    /** a / b. */
    public Value over(Value a, Value b) {
        return of(Div.OP, a, b);
    }

    /** a times a number. */
    public Value scaled(Value a, double factor) {
        return site.append(Scale.OP, Map.of("scale", factor), a);
    }

    /** a times one number for each of its rows, whose axes are the first of a's. */
    public Value timesRows(Value a, Value numbers) {
        return site.append(Mul.OP, BY_ROW, a, numbers);
    }

    /**
     * {@code numbers} repeated to the shape of {@code like}, of which it is a block from axis on.
     */
    public Value spread(Value numbers, Value like, int axis) {
        Map<String, ?> block = Map.of("broadcast", 1, "axis", axis);
        return site.append(Mul.OP, block, filled(like, 1), numbers);
    }

    /** An array of the type and shape of {@code like}, full of one number. */
    public Value filled(Value like, double number) {
        DType dtype = like.type().dtype();
        return site.append(ConstantFill.OP, Map.of("dtype", dtype, "value", number), like);
    }

    /** The gradient of output {@code i}: zeros where nothing depends on it. */
    public Value outputGradient(int i) {
        Value given = site.outputGradient(i);
        return given != null ? given : filled(site.output(i), 0);
    }
}
