package org.duograph.session.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.ops.shape.Gather;

/**
 * Steps of optimizers that touch only the rows whose gradients are given, of embeddings: the others
 * stay as they are, and so does what is kept for them. No row may be named twice, as TensorFlow's
 * optimizers see to.
 */
final class SparseTraining {
    static final List<Operator> OPERATORS = list();

    private SparseTraining() {}

    private static List<Operator> list() {
        List<Operator> all = new ArrayList<>();
        add(all, "Adagrad", "lr:T grad:T indices:Tindices", "update_slots:bool=true", adagrad());
        add(
                all,
                "Momentum",
                "lr:T grad:T indices:Tindices momentum:T",
                "use_nesterov:bool=false",
                momentum());
        return List.copyOf(all);
    }

    private static void add(
            List<Operator> all, String name, String numbers, String attr, Lowering step) {
        String attrs = "T:type Tindices:type use_locking:bool=false " + attr;
        all.add(
                Operator.of(
                        "SparseApply" + name,
                        "var:Ref(T) accum:Ref(T) " + numbers + " -> out:Ref(T)",
                        attrs,
                        site -> {
                            step.lower(site);
                            site.give(site.newest(0));
                        }));
        all.add(
                Operator.of(
                        "ResourceSparseApply" + name,
                        "var:resource accum:resource " + numbers + " ->",
                        attrs,
                        step));
    }

    /** The rows of variable {@code i} that are named. */
    private static Value rows(LoweringSite site, int i) {
        return site.value(Gather.OP, Map.of(), site.newest(i), site.input(4));
    }

    private static void replace(Formula f, int i, Value rows) {
        LoweringSite site = f.site();
        site.write(i, Variables.replaced(f, site.newest(i), site.input(4), rows));
    }

    private static Lowering adagrad() {
        return site -> {
            Formula f = new Formula(site);
            Value gradient = site.input(3);
            Value accum = rows(site, 1);
            if (site.attrs().flag("update_slots")) {
                accum = f.plus(accum, f.square(gradient));
                replace(f, 1, accum);
            }
            Value step = f.over(f.times(gradient, site.input(2)), f.sqrt(accum));
            replace(f, 0, f.minus(rows(site, 0), step));
        };
    }

    private static Lowering momentum() {
        return site -> {
            Formula f = new Formula(site);
            Value gradient = site.input(3);
            Value momentum = site.input(5);
            Value accum = f.plus(f.times(rows(site, 1), momentum), gradient);
            replace(f, 1, accum);
            boolean ahead = site.attrs().flag("use_nesterov");
            Value way = ahead ? f.plus(gradient, f.times(accum, momentum)) : accum;
            replace(f, 0, f.minus(rows(site, 0), f.times(way, site.input(2))));
        };
    }
}
