package org.duograph.session.op;

import java.util.List;
import java.util.Map;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.activation.Sigmoid;
import org.duograph.ops.activation.Tanh;
import org.duograph.ops.math.Add;
import org.duograph.ops.math.Clip;
import org.duograph.ops.math.Mul;
import org.duograph.ops.math.Sub;
import org.duograph.ops.product.MatMul;
import org.duograph.ops.shape.Concat;
import org.duograph.ops.shape.Slice;

/**
 * A step of TensorFlow's fused LSTM cells, forward and backward, in a graph of the core or in a
 * body. Gates stand in the order i, ci, f, o.
 *
 * @param graph where nodes are appended
 * @param weights w [inputs + units, 4 units], then wci, wcf, wco [units], of peepholes
 * @param peepholes whether the gates see the memory
 */
record LstmStep(Appender graph, List<Value> weights, boolean peepholes) {

    /** Appends a node of the core, and gives its first output. */
    @FunctionalInterface
    interface Appender {
        Value of(OpDef op, Map<String, ?> attrs, Value... inputs);
    }

    /** What a step forward gives, in the order of the operators' outputs. */
    record Gates(Value i, Value cs, Value f, Value o, Value ci, Value co, Value h) {
        List<Value> all() {
            return List.of(i, cs, f, o, ci, co, h);
        }
    }

    /** What a step backward gives: of the sums before the gates, and of the states before. */
    record Slopes(Value sums, Value cs, Value h) {}

    private Value of(OpDef op, Value... inputs) {
        return graph.of(op, Map.of(), inputs);
    }

    Value plus(Value a, Value b) {
        return of(Add.OP, a, b);
    }

    Value times(Value a, Value b) {
        return of(Mul.OP, a, b);
    }

    /** Columns of a matrix. */
    Value columns(Value x, int from, int to) {
        return graph.of(Slice.OP, Map.of("starts", List.of(0, from), "ends", List.of(-1, to)), x);
    }

    Value joined(Value... parts) {
        return graph.of(Concat.OP, Map.of("axis", 1), parts);
    }

    /** x times the derivative of a sigmoid that gave s. */
    private Value sigmoidSlope(Value x, Value s) {
        return times(x, of(Sub.OP, s, times(s, s)));
    }

    /** x times the derivative of a hyperbolic tangent that gave t. */
    private Value tanhSlope(Value x, Value t) {
        return of(Sub.OP, x, times(x, times(t, t)));
    }

    private Value seen(Value gate, Value cs, int peephole) {
        return peepholes ? plus(gate, times(cs, weights.get(peephole))) : gate;
    }

    /**
     * A step forward.
     *
     * @param forgetBias a scalar that is added to the forget gate
     * @param clip how far the memory may be from zero; zero or less for any
     */
    Gates forward(Value x, Value csPrev, Value hPrev, Value b, Value forgetBias, double clip) {
        int units = csPrev.shape().dim(1);
        Value sums = plus(of(MatMul.OP, joined(x, hPrev), weights.get(0)), b);
        Value i = of(Sigmoid.OP, seen(columns(sums, 0, units), csPrev, 1));
        Value ci = of(Tanh.OP, columns(sums, units, 2 * units));
        Value forget = plus(columns(sums, 2 * units, 3 * units), forgetBias);
        Value f = of(Sigmoid.OP, seen(forget, csPrev, 2));
        Value cs = plus(times(ci, i), times(csPrev, f));
        if (clip > 0) {
            cs = graph.of(Clip.OP, Map.of("min", -clip, "max", clip), cs);
        }
        Value o = of(Sigmoid.OP, seen(columns(sums, 3 * units, 4 * units), cs, 3));
        Value co = of(Tanh.OP, cs);
        return new Gates(i, cs, f, o, ci, co, times(co, o));
    }

    /**
     * A step backward.
     *
     * @param g what the step forward gave
     * @param dCs the gradient of cs, without what comes through h
     * @param dH the gradient of h
     */
    Slopes backward(Gates g, Value csPrev, Value dCs, Value dH) {
        Value dO = sigmoidSlope(times(dH, g.co), g.o);
        Value all = plus(tanhSlope(times(dH, g.o), g.co), dCs);
        all = seen(all, dO, 3);
        Value dCi = tanhSlope(times(all, g.i), g.ci);
        Value dF = sigmoidSlope(times(all, csPrev), g.f);
        Value dI = sigmoidSlope(times(all, g.ci), g.i);
        Value sums = joined(dI, dCi, dF, dO);
        Value before = seen(seen(times(all, g.f), dI, 1), dF, 2);
        int rows = weights.get(0).shape().dim(0);
        int units = csPrev.shape().dim(1);
        Value recurrent =
                graph.of(
                        Slice.OP,
                        Map.of("starts", List.of(rows - units, 0), "ends", List.of(rows, -1)),
                        weights.get(0));
        Value h = graph.of(MatMul.OP, Map.of("trans_b", 1), sums, recurrent);
        return new Slopes(sums, before, h);
    }
}
