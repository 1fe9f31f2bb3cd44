package org.duograph.session.op;

import static org.duograph.session.op.Operator.of;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Value;

/** Operators from which graphs begin, and the one that is gradients. */
final class Sources {
    static final List<Operator> OPERATORS =
            List.of(
                    of(
                            "Placeholder",
                            "-> output:dtype",
                            "dtype:type shape:shape=?",
                            Sources::placeholder),
                    of(
                            "PlaceholderV2",
                            "-> output:dtype",
                            "dtype:type shape:shape",
                            Sources::placeholder),
                    of(
                            "PlaceholderWithDefault",
                            "input:dtype -> output:dtype",
                            "dtype:type shape:shape",
                            site -> site.give(site.input(0))),
                    of(
                            "Const",
                            "-> output:dtype",
                            "value:tensor dtype:type",
                            site -> site.give(site.constant(site.attrs().array("value")))),
                    of("NoOp", "->", "", site -> {}),
                    of(
                            "Gradients",
                            "ys:Tys seeds:Tseeds xs:Txs ends:Tends -> dxs:Tdxs",
                            "Tys:list(type) Tseeds:list(type) Txs:list(type) Tends:list(type)=[] Tdxs:list(type) wanted:list(int)",
                            Sources::gradients));

    private Sources() {}

    /** Only while shapes are inferred: in a run it is fed. */
    private static void placeholder(LoweringSite site) {
        StaticShape declared = site.attrs().shape("shape");
        if (declared.hasRank()) {
            site.give(site.variable(site.attrs().dtype("dtype"), declared));
        } else {
            site.give((Value) null);
        }
    }

    /** The gradients of the sum of ys, each times its seed, with respect to the wanted xs. */
    private static void gradients(LoweringSite site) {
        int ys = site.attrs().dtypes("Tys").size();
        int seeds = site.attrs().dtypes("Tseeds").size();
        Map<Value, Value> start = new LinkedHashMap<>();
        for (int i = 0; i < ys; i++) {
            Value y = site.input(i);
            start.put(y, i < seeds ? site.input(ys + i) : ones(site, y));
        }
        int ends = ys + seeds + site.attrs().dtypes("Txs").size();
        List<Value> xs = site.inputs(ys + seeds, ends);
        Set<Value> stops = Set.copyOf(site.inputs(ends, site.inputCount()));
        Map<Value, Value> gradients = site.differentiate(start, xs, stops);
        List<Value> wanted = new ArrayList<>();
        for (long i : site.attrs().integers("wanted")) {
            wanted.add(gradients.get(xs.get((int) i)));
        }
        site.give(wanted.toArray(Value[]::new));
    }

    private static Value ones(LoweringSite site, Value y) {
        return new Formula(site).filled(y.type().dtype(), y.shape(), 1);
    }
}
