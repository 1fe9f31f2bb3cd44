package org.duograph.session.op;

import static org.duograph.session.op.Operator.stateful;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.host.Assert;
import org.duograph.ops.math.Add;
import org.duograph.ops.math.Sub;
import org.duograph.ops.shape.ScatterNd;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Variables, and what writes them. A resource is a variable that is read and written by operations
 * of its own; both refer to the same thing in the core.
 */
public final class Variables {
    private static final String REFERENCE =
            "shape:shape dtype:type container:string= shared_name:string=";
    private static final String RESOURCE =
            "container:string= shared_name:string= dtype:type shape:shape";

    static final List<Operator> OPERATORS = list();

    private Variables() {}

    /** Whether operations of a type are variables: their content lives from run to run. */
    public static boolean isVariable(String type) {
        return type.equals("VariableV2") || type.equals("Variable") || type.equals("VarHandleOp");
    }

    /** Whether operations of a type write the variable that is their first input, unread. */
    public static boolean onlyWrites(String type) {
        return type.equals("Assign") || type.equals("AssignVariableOp");
    }

    /** Whether operations of a type ask of a variable only whether it has content. */
    public static boolean onlyAsks(String type) {
        return type.equals("IsVariableInitialized") || type.equals("VarIsInitializedOp");
    }

    private static List<Operator> list() {
        List<Operator> all = new ArrayList<>();
        all.add(stateful("VariableV2", "-> ref:Ref(dtype)", REFERENCE, Variables::variable));
        all.add(stateful("Variable", "-> ref:Ref(dtype)", REFERENCE, Variables::variable));
        all.add(
                Operator.of(
                        "Assign",
                        "ref:Ref(T) value:T -> output_ref:Ref(T)",
                        "T:type validate_shape:bool=true use_locking:bool=true",
                        Variables::assign));
        all.add(update("AssignAdd", Add.OP));
        all.add(update("AssignSub", Sub.OP));
        all.add(scatter("ScatterUpdate", true, (f, old, rows) -> rows));
        all.add(scatter("ScatterAdd", false, Formula::plus));
        all.add(scatter("ScatterSub", false, Formula::minus));
        all.add(resourceScatter("ResourceScatterUpdate", true, (f, old, rows) -> rows));
        all.add(resourceScatter("ResourceScatterAdd", false, Formula::plus));
        all.add(resourceScatter("ResourceScatterSub", false, Formula::minus));
        all.add(
                Operator.of(
                        "ResourceGather",
                        "resource:resource indices:Tindices -> output:dtype",
                        "batch_dims:int=0 validate_indices:bool=true dtype:type Tindices:type",
                        site -> Indices.gather(site, 0)));
        all.add(
                Operator.of(
                        "CountUpTo",
                        "ref:Ref(T) -> output:T",
                        "limit:int T:type",
                        Variables::countUpTo));
        all.add(
                Operator.of(
                        "IsVariableInitialized",
                        "ref:Ref(dtype) -> is_initialized:bool",
                        "dtype:type",
                        Variables::isInitialized));
        all.add(stateful("VarHandleOp", "-> resource:resource", RESOURCE, Variables::variable));
        all.add(
                Operator.of(
                        "ReadVariableOp",
                        "resource:resource -> value:dtype",
                        "dtype:type",
                        site -> site.give(site.input(0))));
        all.add(
                Operator.of(
                        "AssignVariableOp",
                        "resource:resource value:dtype ->",
                        "dtype:type",
                        site -> site.write(0, site.input(1))));
        all.add(resourceUpdate("AssignAddVariableOp", Add.OP));
        all.add(resourceUpdate("AssignSubVariableOp", Sub.OP));
        all.add(
                Operator.of(
                        "VarIsInitializedOp",
                        "resource:resource -> is_initialized:bool",
                        "",
                        Variables::isInitialized));
        all.add(
                Operator.of(
                        "VariableShape",
                        "input:resource -> output:out_type",
                        "out_type:type=int32",
                        site ->
                                site.give(
                                        Shapes.wholes(
                                                site,
                                                site.attrs().dtype("out_type"),
                                                Lowerings.extents(site.input(0).shape())))));
        return List.copyOf(all);
    }

    private static Operator update(String type, OpDef op) {
        return Operator.of(
                type,
                "ref:Ref(T) value:T -> output_ref:Ref(T)",
                "T:type use_locking:bool=false",
                site -> write(site, updated(site, op)));
    }

    private static Operator resourceUpdate(String type, OpDef op) {
        return Operator.of(
                type,
                "resource:resource value:dtype ->",
                "dtype:type",
                site -> site.write(0, updated(site, op)));
    }

    private static Value updated(LoweringSite site, OpDef op) {
        Value old = site.newest(0);
        requireSame("Assign", old.shape(), site.input(1).shape());
        return site.value(op, Map.of(), old, site.input(1));
    }

    private static void requireSame(String what, Shape left, Shape right) {
        if (!left.equals(right)) {
            throw new IllegalArgumentException(
                    "%s requires shapes of both tensors to match. lhs shape= %s rhs shape= %s"
                            .formatted(what, StaticShape.of(left), StaticShape.of(right)));
        }
    }

    private static void variable(LoweringSite site) {
        site.give(site.variable(site.attrs().dtype("dtype"), site.attrs().shape("shape")));
    }

    private static void assign(LoweringSite site) {
        Value value = site.input(1);
        if (site.attrs().flag("validate_shape")) {
            requireSame("Assign", site.newest(0).shape(), value.shape());
        }
        write(site, value);
    }

    private static void write(LoweringSite site, Value value) {
        site.write(0, value);
        site.give(value);
    }

    /** How rows of a variable are written. */
    private interface Update {
        Value of(Formula f, Value old, Value updates);
    }

    private static Operator scatter(String type, boolean replaces, Update update) {
        return Operator.of(
                type,
                "ref:Ref(T) indices:Tindices updates:T -> output_ref:Ref(T)",
                "T:type Tindices:type use_locking:bool=" + replaces,
                site -> write(site, scattered(site, replaces, update)));
    }

    private static Operator resourceScatter(String type, boolean replaces, Update update) {
        return Operator.of(
                type,
                "resource:resource indices:Tindices updates:dtype ->",
                "dtype:type Tindices:type",
                site -> site.write(0, scattered(site, replaces, update)));
    }

    /**
     * A variable with some of its rows updated. Where a row is named several times, sums count all
     * of them, and what replaces counts the last.
     */
    private static Value scattered(LoweringSite site, boolean replaces, Update update) {
        Formula f = new Formula(site);
        Value old = site.newest(0);
        Value indices = site.input(1);
        Value updates = site.input(2);
        if (updates.shape().rank() == 0) {
            List<Integer> all = new ArrayList<>(indices.shape().toList());
            all.addAll(old.shape().toList().subList(1, old.shape().rank()));
            updates = f.stretched(updates, all);
        }
        if (!replaces) {
            return update.of(f, old, rows(f, old, indices, updates));
        }
        return replaced(f, old, indices, LastRows.of(f, indices, updates, old.shape().dim(0)));
    }

    /** A variable in which rows are others; of one that is named twice, one is zeros. */
    static Value replaced(Formula f, Value old, Value indices, Value rows) {
        Value sums = rows(f, old, indices, rows);
        List<Integer> column = new ArrayList<>(List.of(old.shape().dim(0)));
        Value ones = f.filled(DType.INT32, indices.shape(), 1);
        Value times = rows(f, Shape.of(column), indices, ones);
        while (column.size() < old.shape().rank()) {
            column.add(1);
        }
        times = f.reshape(times, column);
        return f.where(f.equal(times, 0), old, sums);
    }

    /** Zeros in the shape of a variable, but for the rows that are named. */
    static Value rows(Formula f, Value like, Value indices, Value updates) {
        return rows(f, like.shape(), indices, updates);
    }

    static Value rows(Formula f, Shape all, Value indices, Value updates) {
        List<Integer> places = new ArrayList<>(indices.shape().toList());
        places.add(1);
        Map<String, ?> shape = Map.of("shape", all.toList());
        return f.site().value(ScatterNd.OP, shape, f.reshape(indices, places), updates);
    }

    /** Gives the number, and makes it one more; stops at the limit. */
    private static void countUpTo(LoweringSite site) {
        Formula f = new Formula(site);
        Value old = site.newest(0);
        long limit = site.attrs().integer("limit");
        NDArray end = NDArray.zeros(old.type().withShape(Shape.SCALAR));
        end.setWhole(0, limit);
        Value below = f.less(old, site.constant(end));
        Map<String, ?> message = Map.of("message", "Reached limit of " + limit + "; it is");
        site.append(Assert.OP, message, List.of(below, old));
        site.write(0, f.plus(old, 1));
        site.give(old);
    }

    private static void isInitialized(LoweringSite site) {
        site.give(site.scalar(DType.BOOL, site.isInitialized(0) ? 1 : 0));
    }
}
