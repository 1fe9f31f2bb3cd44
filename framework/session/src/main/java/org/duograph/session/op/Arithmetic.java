package org.duograph.session.op;

import static org.duograph.session.op.Lowerings.same;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.logic.And;
import org.duograph.ops.logic.EQ;
import org.duograph.ops.logic.GE;
import org.duograph.ops.logic.GT;
import org.duograph.ops.logic.LE;
import org.duograph.ops.logic.LT;
import org.duograph.ops.logic.NE;
import org.duograph.ops.logic.Not;
import org.duograph.ops.logic.Or;
import org.duograph.ops.math.Abs;
import org.duograph.ops.math.Broadcast;
import org.duograph.ops.math.Div;
import org.duograph.ops.math.Floor;
import org.duograph.ops.math.Log;
import org.duograph.ops.math.Mod;
import org.duograph.ops.math.Mul;
import org.duograph.ops.math.Pow;
import org.duograph.ops.math.Sub;
import org.duograph.ops.math.Sum;
import org.duograph.ops.shape.Expand;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/** Arithmetic with broadcasting, comparisons, logic, and choices between two tensors. */
final class Arithmetic {
    private static final Map<String, ?> FLOOR = Map.of("sign_follow_divisor", 1);

    static final List<Operator> OPERATORS = list();

    private Arithmetic() {}

    private static List<Operator> list() {
        List<Operator> all = new ArrayList<>();
        all.add(binary("Add", Arithmetic::add));
        all.add(binary("AddV2", Arithmetic::add));
        all.add(binary("Sub", same(Sub.OP)));
        all.add(binary("Mul", same(Mul.OP)));
        all.add(binary("RealDiv", same(Div.OP)));
        all.add(binary("Div", same(Div.OP)));
        all.add(binary("TruncateDiv", same(Div.OP)));
        all.add(binary("FloorDiv", Arithmetic::floorDiv));
        all.add(binary("FloorMod", same(Mod.OP, FLOOR)));
        all.add(binary("Mod", same(Mod.OP)));
        all.add(binary("TruncateMod", same(Mod.OP)));
        all.add(binary("Pow", Arithmetic::power));
        all.add(formula("SquaredDifference", (f, x, y) -> f.square(f.minus(x, y))));
        all.add(formula("Maximum", Formula::larger));
        all.add(formula("Minimum", (f, x, y) -> f.where(f.less(y, x), y, x)));
        all.add(formula("DivNoNan", (f, x, y) -> unlessZero(f, y, y, v -> f.over(x, v))));
        all.add(formula("Xdivy", (f, x, y) -> unlessZero(f, x, y, v -> f.over(x, v))));
        all.add(
                formula(
                        "Xlogy",
                        (f, x, y) -> unlessZero(f, x, y, v -> f.times(x, f.of(Log.OP, v)))));
        all.add(formula("MulNoNan", (f, x, y) -> unlessZero(f, y, x, v -> f.times(v, y))));
        all.add(Operator.of("AddN", "inputs:N*T -> sum:T", "N:int T:type", same(Sum.OP)));
        all.add(
                Operator.of(
                        "AccumulateNV2",
                        "inputs:N*T -> sum:T",
                        "N:int T:type shape:shape",
                        same(Sum.OP)));
        all.add(equality("Equal", EQ.OP));
        all.add(equality("NotEqual", NE.OP));
        all.add(compare("Less", "", same(LT.OP)));
        all.add(compare("LessEqual", "", same(LE.OP)));
        all.add(compare("Greater", "", same(GT.OP)));
        all.add(compare("GreaterEqual", "", same(GE.OP)));
        all.add(compare("ApproximateEqual", " tolerance:float=1e-05", Arithmetic::near));
        all.add(Operator.of("LogicalAnd", "x:bool y:bool -> z:bool", "", same(And.OP)));
        all.add(Operator.of("LogicalOr", "x:bool y:bool -> z:bool", "", same(Or.OP)));
        all.add(Operator.of("LogicalNot", "x:bool -> y:bool", "", same(Not.OP)));
        all.add(
                Operator.of(
                        "Select",
                        "condition:bool t:T e:T -> output:T",
                        "T:type",
                        Arithmetic::select));
        all.add(
                Operator.of(
                        "SelectV2",
                        "condition:bool t:T e:T -> output:T",
                        "T:type",
                        same(org.duograph.ops.logic.Where.OP)));
        all.add(
                Operator.of(
                        "ClipByValue",
                        "t:T clip_value_min:T clip_value_max:T -> output:T",
                        "T:type",
                        Arithmetic::clip));
        all.add(
                Operator.of(
                        "Cast",
                        "x:SrcT -> y:DstT",
                        "SrcT:type DstT:type Truncate:bool=false",
                        site -> {
                            DType to = site.attrs().dtype("DstT");
                            site.give(new Formula(site).cast(site.input(0), to));
                        }));
        return List.copyOf(all);
    }

    /** A vector that is added to a product is a bias. */
    private static void add(LoweringSite site) {
        for (int i = 0; i < 2; i++) {
            int last = site.input(i).shape().rank() - 1;
            Value joined = last > 0 ? Activations.joined(site, i, last) : null;
            if (joined != null) {
                site.give(joined);
                return;
            }
        }
        site.give(new Formula(site).plus(site.input(0), site.input(1)));
    }

    private static Operator binary(String type, Lowering lowering) {
        return Operator.of(type, "x:T y:T -> z:T", "T:type", lowering);
    }

    /** What two values give. */
    private interface Binary {
        Value of(Formula f, Value x, Value y);
    }

    private static Operator formula(String type, Binary meaning) {
        return binary(
                type,
                site -> site.give(meaning.of(new Formula(site), site.input(0), site.input(1))));
    }

    private static Operator compare(String type, String attrs, Lowering lowering) {
        return Operator.of(type, "x:T y:T -> z:bool", "T:type" + attrs, lowering);
    }

    private static Operator equality(String type, OpDef op) {
        return compare(type, " incompatible_shape_error:bool=true", same(op));
    }

    /**
     * 0 where {@code zero} is 0, else the result for {@code y}. What isn't taken is computed of 1,
     * for its gradient must be finite.
     */
    private static Value unlessZero(
            Formula f, Value zero, Value y, java.util.function.UnaryOperator<Value> result) {
        Value isZero = f.equal(zero, 0);
        Value safe = f.where(isZero, f.number(y, 1), y);
        return f.where(isZero, f.number(y, 0), result.apply(safe));
    }

    private static void floorDiv(LoweringSite site) {
        Formula f = new Formula(site);
        Value x = site.input(0);
        Value y = site.input(1);
        if (x.type().dtype().isFloating()) {
            site.give(f.of(Floor.OP, f.over(x, y)));
        } else {
            site.give(f.over(f.minus(x, site.value(Mod.OP, FLOOR, x, y)), y));
        }
    }

    /** The core stretches the exponent, not the base; whole numbers go by way of float64. */
    private static void power(LoweringSite site) {
        Formula f = new Formula(site);
        Value x = site.input(0);
        Value y = site.input(1);
        DType dtype = x.type().dtype();
        Shape shape = Broadcast.numpy(x.shape(), y.shape()).y();
        if (!x.shape().equals(shape)) {
            x = site.value(Expand.OP, Map.of("shape", shape.toList()), x);
        }
        DType real = dtype.isFloating() ? dtype : DType.FLOAT64;
        Value z = site.value(Pow.OP, Map.of("broadcast", 0), f.cast(x, real), f.cast(y, real));
        site.give(f.cast(z, dtype));
    }

    private static void near(LoweringSite site) {
        Formula f = new Formula(site);
        Value distance = f.of(Abs.OP, f.minus(site.input(0), site.input(1)));
        site.give(f.less(distance, f.number(distance, site.attrs().real("tolerance"))));
    }

    /** The condition is of the shape of the others, a scalar, or one for each row. */
    private static void select(LoweringSite site) {
        Formula f = new Formula(site);
        Value condition = site.input(0);
        Value t = site.input(1);
        Shape c = condition.shape();
        if (!t.shape().equals(site.input(2).shape())) {
            throw new IllegalArgumentException(
                    "Shapes must be equal, but are %s and %s"
                            .formatted(t.shape(), site.input(2).shape()));
        }
        boolean byRow = c.rank() == 1 && t.shape().rank() > 0 && c.dim(0) == t.shape().dim(0);
        if (!c.equals(t.shape()) && c.rank() != 0 && !byRow) {
            throw new IllegalArgumentException(
                    "A condition must be of the shape %s of what it chooses from, a scalar, or one for each row; found %s"
                            .formatted(t.shape(), c));
        }
        if (byRow) {
            List<Integer> column = new ArrayList<>(c.toList());
            while (column.size() < t.shape().rank()) {
                column.add(1);
            }
            condition = f.reshape(condition, column);
        }
        site.give(f.where(condition, t, site.input(2)));
    }

    private static void clip(LoweringSite site) {
        Formula f = new Formula(site);
        Value t = site.input(0);
        Value min = site.input(1);
        Value max = site.input(2);
        site.give(f.where(f.less(max, t), max, f.where(f.less(t, min), min, t)));
    }
}
