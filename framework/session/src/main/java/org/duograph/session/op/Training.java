package org.duograph.session.op;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.ops.math.Add;
import org.duograph.ops.math.Mul;
import org.duograph.ops.math.Sub;

/** Steps of optimizers: each writes a variable, and what it keeps for it. */
final class Training {
    static final List<Operator> OPERATORS =
            List.of(
                    Operator.of(
                            "ApplyGradientDescent",
                            "var:Ref(T) alpha:T delta:T -> out:Ref(T)",
                            "T:type use_locking:bool=false",
                            Training::descent),
                    Operator.of(
                            "ApplyMomentum",
                            "var:Ref(T) accum:Ref(T) lr:T grad:T momentum:T -> out:Ref(T)",
                            "T:type use_locking:bool=false use_nesterov:bool=false",
                            Training::momentum));

    private Training() {}

    /** var - alpha delta. */
    private static void descent(LoweringSite site) {
        Value step = times(site, site.input(2), site.input(1));
        write(site, site.value(Sub.OP, Map.of(), site.newest(0), step));
    }

    /**
     * accum = momentum accum + grad; var -= lr accum, or with Nesterov lr (grad + momentum accum).
     */
    private static void momentum(LoweringSite site) {
        Value rate = site.input(2);
        Value gradient = site.input(3);
        Value momentum = site.input(4);
        Value kept = times(site, site.newest(1), momentum);
        Value accumulated = site.value(Add.OP, Map.of(), kept, gradient);
        site.write(1, accumulated);
        Value way = accumulated;
        if (site.attrs().flag("use_nesterov")) {
            way = site.value(Add.OP, Map.of(), gradient, times(site, accumulated, momentum));
        }
        write(site, site.value(Sub.OP, Map.of(), site.newest(0), times(site, way, rate)));
    }

    private static Value times(LoweringSite site, Value x, Value factor) {
        return site.value(Mul.OP, Map.of(), x, factor);
    }

    private static void write(LoweringSite site, Value value) {
        site.write(0, value);
        site.give(value);
    }
}
