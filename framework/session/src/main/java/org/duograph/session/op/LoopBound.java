package org.duograph.session.op;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.duograph.graph.KnownNumbers;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.logic.And;
import org.duograph.ops.logic.GE;
import org.duograph.ops.logic.GT;
import org.duograph.ops.logic.LE;
import org.duograph.ops.logic.LT;
import org.duograph.ops.math.Add;
import org.duograph.tensor.NDArray;

/**
 * How many iterations a loop has at most, if it counts them: one of the loop variables begins with
 * a number that follows from constants and shapes, each iteration adds a constant, and the
 * condition asks, perhaps among other things, whether it is below such a number.
 *
 * @param begin what a loop variable is at the beginning, by its number
 * @param cond the condition
 * @param body the body
 */
record LoopBound(IntFunction<Value> begin, Loops.Side cond, Loops.Side body) {
    private static final long MOST = 1 << 16; // the states of so many are kept for a gradient

    /** The most iterations as long as {@code goesOn}, a value of the condition, is true. */
    OptionalLong of(Value goesOn) {
        Node node = goesOn.node();
        OpDef op = node.op();
        if (op == And.OP) {
            OptionalLong left = of(node.input(0));
            OptionalLong right = of(node.input(1));
            return left.isEmpty()
                    ? right
                    : right.isEmpty()
                            ? left
                            : OptionalLong.of(Math.min(left.getAsLong(), right.getAsLong()));
        } else if (op == LT.OP || op == LE.OP) {
            return below(node.input(0), node.input(1), op == LE.OP);
        } else if (op == GT.OP || op == GE.OP) {
            return below(node.input(1), node.input(0), op == GE.OP);
        }
        return OptionalLong.empty();
    }

    private OptionalLong below(Value counter, Value limit, boolean orEqual) {
        int k = cond.arguments.indexOf(counter);
        if (k < 0 || cond.parameters.outside(counter.name()) != null) {
            return OptionalLong.empty();
        }
        Long end = fixed(cond, limit);
        Long start = whole(new KnownNumbers(name -> null).of(begin.apply(k)));
        Long step = step(k);
        if (end == null || start == null || step == null || step <= 0) {
            return OptionalLong.empty();
        }
        long behind = orEqual ? end + 1 : end;
        long most = Math.max(0, Math.floorDiv(behind - start + step - 1, step));
        return most > MOST ? OptionalLong.empty() : OptionalLong.of(most);
    }

    /** What each iteration adds to loop variable {@code k}, or null. */
    private Long step(int k) {
        Node node = body.results.get(k).node();
        if (node.op() != Add.OP) {
            return null;
        }
        List<Value> terms = node.inputs();
        int own = terms.indexOf(body.arguments.get(k));
        return own < 0 ? null : fixed(body, terms.get(1 - own));
    }

    /** A whole number that follows from constants and shapes, or null. */
    private static Long fixed(Loops.Side side, Value value) {
        KnownNumbers outside = new KnownNumbers(name -> null);
        KnownNumbers inside =
                new KnownNumbers(
                        name -> {
                            Value handed = side.parameters.outside(name);
                            return handed == null ? null : outside.of(handed);
                        });
        return whole(inside.of(value));
    }

    private static Long whole(NDArray number) {
        return number == null || number.size() != 1 || number.dtype().isFloating()
                ? null
                : Long.valueOf(number.getWhole(0));
    }
}
