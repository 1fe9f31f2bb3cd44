package org.duograph.session.op;

import static org.duograph.session.op.Operator.stateful;

import java.util.List;
import java.util.Map;
import org.duograph.graph.OpDef;
import org.duograph.ops.fill.GaussianFill;
import org.duograph.ops.fill.UniformFill;

/** Random numbers. */
final class Randoms {
    private static final String ATTRS = "seed:int=0 seed2:int=0 dtype:type T:type";

    static final List<Operator> OPERATORS =
            List.of(
                    stateful(
                            "RandomUniform",
                            "shape:T -> output:dtype",
                            ATTRS,
                            site -> fill(site, UniformFill.OP, Map.of("min", 0.0, "max", 1.0))),
                    stateful(
                            "RandomStandardNormal",
                            "shape:T -> output:dtype",
                            ATTRS,
                            site -> fill(site, GaussianFill.OP, Map.of("mean", 0.0, "std", 1.0))));

    private Randoms() {}

    private static void fill(LoweringSite site, OpDef op, Map<String, Object> law) {
        Map<String, Object> attrs = new java.util.LinkedHashMap<>(law);
        attrs.put("shape", site.numbers(0, "the shape"));
        site.give(site.append(op, attrs, List.of()).output(0));
    }
}
