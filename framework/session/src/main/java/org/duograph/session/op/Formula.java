package org.duograph.session.op;

import java.util.List;
import java.util.Map;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.copy.Cast;
import org.duograph.ops.fill.ConstantFill;
import org.duograph.ops.logic.EQ;
import org.duograph.ops.logic.LT;
import org.duograph.ops.logic.Where;
import org.duograph.ops.math.Add;
import org.duograph.ops.math.Div;
import org.duograph.ops.math.Mul;
import org.duograph.ops.math.Negative;
import org.duograph.ops.math.Scale;
import org.duograph.ops.math.Sqrt;
import org.duograph.ops.math.Sub;
import org.duograph.ops.optimizer.WeightedSum;
import org.duograph.ops.reduce.ReduceSum;
import org.duograph.ops.shape.Expand;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * Writes what an operator means as a formula: each call appends a node of the core; shapes stretch
 * as in NumPy.
 *
 * @param site where they are appended
 */
record Formula(LoweringSite site) {
    /** An operator of the core without attributes. */
    Value of(OpDef op, Value... inputs) {
        return site.value(op, Map.of(), inputs);
    }

    /** a + b. */
    Value plus(Value a, Value b) {
        return of(Add.OP, a, b);
    }

    /** a + a number. */
    Value plus(Value a, double number) {
        return plus(a, number(a, number));
    }

    /** a - b. */
    Value minus(Value a, Value b) {
        return of(Sub.OP, a, b);
    }

    /** A number - a. */
    Value minus(double number, Value a) {
        return minus(number(a, number), a);
    }

    /** a * b. */
    Value times(Value a, Value b) {
        return of(Mul.OP, a, b);
    }

    /** A number * a. */
    Value times(double factor, Value a) {
        return a.type().dtype().isFloating()
                ? site.value(Scale.OP, Map.of("scale", factor), a)
                : times(a, number(a, factor));
    }

    /** a v + b w, where v and w are single numbers. */
    Value weighted(Value a, Value v, Value b, Value w) {
        return of(WeightedSum.OP, a, v, b, w);
    }

    /** a / b; of whole numbers cut towards zero. */
    Value over(Value a, Value b) {
        return of(Div.OP, a, b);
    }

    /** -a. */
    Value negative(Value a) {
        return a.type().dtype().isFloating() ? of(Negative.OP, a) : minus(0, a);
    }

    /** a^2. */
    Value square(Value a) {
        return times(a, a);
    }

    /** The square root. */
    Value sqrt(Value a) {
        return of(Sqrt.OP, a);
    }

    /** a < b. */
    Value less(Value a, Value b) {
        return of(LT.OP, a, b);
    }

    /** a = a number. */
    Value equal(Value a, double number) {
        return of(EQ.OP, a, number(a, number));
    }

    /** a where c holds, else b. */
    Value where(Value c, Value a, Value b) {
        return of(Where.OP, c, a, b);
    }

    /** The larger of two numbers, the first where they are alike or not comparable. */
    Value larger(Value a, Value b) {
        return where(less(a, b), b, a);
    }

    /** A number as a scalar of the elements of {@code like}. */
    Value number(Value like, double number) {
        return site.scalar(like.type().dtype(), number);
    }

    /** An array full of one number. */
    Value filled(DType dtype, Shape shape, double number) {
        Map<String, ?> attrs = Map.of("dtype", dtype, "shape", shape.toList(), "value", number);
        return site.append(ConstantFill.OP, attrs, List.of()).output(0);
    }

    /** Elements of another type. */
    Value cast(Value a, DType to) {
        return a.type().dtype() == to ? a : site.value(Cast.OP, Map.of("to", to), a);
    }

    /** The same elements in another shape. */
    Value reshape(Value a, List<? extends Number> shape) {
        return Shapes.reshaped(site, a, shape.stream().map(Number::longValue).toList());
    }

    /** An array stretched to a shape. */
    Value stretched(Value a, List<? extends Number> shape) {
        return site.value(Expand.OP, Map.of("shape", shape), a);
    }

    /** The sum over an axis, which goes. */
    Value sum(Value a, long axis) {
        return site.value(ReduceSum.OP, Map.of("axes", List.of(axis), "keepdims", 0), a);
    }
}
