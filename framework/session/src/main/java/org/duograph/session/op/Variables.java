package org.duograph.session.op;

import static org.duograph.session.op.Operator.stateful;

import java.util.List;
import java.util.Map;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.math.Add;
import org.duograph.ops.math.Sub;

/** Variables, and what writes them. */
final class Variables {
    private static final String MADE =
            "shape:shape dtype:type container:string= shared_name:string=";

    static final List<Operator> OPERATORS =
            List.of(
                    stateful("VariableV2", "-> ref:Ref(dtype)", MADE, Variables::variable),
                    stateful("Variable", "-> ref:Ref(dtype)", MADE, Variables::variable),
                    Operator.of(
                            "Assign",
                            "ref:Ref(T) value:T -> output_ref:Ref(T)",
                            "T:type validate_shape:bool=true use_locking:bool=true",
                            Variables::assign),
                    update("AssignAdd", Add.OP),
                    update("AssignSub", Sub.OP));

    private Variables() {}

    private static Operator update(String type, OpDef op) {
        return Operator.of(
                type,
                "ref:Ref(T) value:T -> output_ref:Ref(T)",
                "T:type use_locking:bool=false",
                site -> write(site, 0, site.value(op, Map.of(), site.newest(0), site.input(1))));
    }

    private static void variable(LoweringSite site) {
        site.give(site.variable(site.attrs().dtype("dtype"), site.attrs().shape("shape")));
    }

    private static void assign(LoweringSite site) {
        Value value = site.input(1);
        StaticShape declared = StaticShape.of(site.newest(0).shape());
        if (site.attrs().flag("validate_shape") && !declared.accepts(value.shape())) {
            throw new IllegalArgumentException(
                    "Assign requires shapes of both tensors to match. lhs shape= %s rhs shape= %s"
                            .formatted(declared, StaticShape.of(value.shape())));
        }
        write(site, 0, value);
    }

    private static void write(LoweringSite site, int i, Value value) {
        site.write(i, value);
        site.give(value);
    }
}
