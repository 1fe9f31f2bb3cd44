package org.duograph.session.op;

import static org.duograph.session.op.Lowerings.same;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.copy.Cast;
import org.duograph.ops.copy.Copy;
import org.duograph.ops.copy.StopGradient;
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
import org.duograph.ops.math.Add;
import org.duograph.ops.math.Cos;
import org.duograph.ops.math.Div;
import org.duograph.ops.math.Exp;
import org.duograph.ops.math.Log;
import org.duograph.ops.math.Mul;
import org.duograph.ops.math.Negative;
import org.duograph.ops.math.Pow;
import org.duograph.ops.math.Sign;
import org.duograph.ops.math.Sin;
import org.duograph.ops.math.Sqr;
import org.duograph.ops.math.Sqrt;
import org.duograph.ops.math.Sub;
import org.duograph.ops.math.Sum;

/** Functions of each element, arithmetic with broadcasting, comparisons. */
final class Arithmetic {
    static final List<Operator> OPERATORS = list();

    private Arithmetic() {}

    private static List<Operator> list() {
        List<Operator> all = new ArrayList<>();
        all.add(unary("Abs", same(Abs.OP)));
        all.add(unary("Neg", same(Negative.OP)));
        all.add(unary("Sign", same(Sign.OP)));
        all.add(unary("Square", same(Sqr.OP)));
        all.add(unary("Sqrt", same(Sqrt.OP)));
        all.add(unary("Rsqrt", same(Pow.OP, Map.of("exponent", -0.5))));
        all.add(unary("Exp", same(Exp.OP)));
        all.add(unary("Log", same(Log.OP)));
        all.add(unary("Sin", same(Sin.OP)));
        all.add(unary("Cos", same(Cos.OP)));
        all.add(unary("Reciprocal", same(Pow.OP, Map.of("exponent", -1.0))));
        all.add(unary("Inv", same(Pow.OP, Map.of("exponent", -1.0))));
        all.add(passes("Identity", same(Copy.OP)));
        all.add(passes("StopGradient", same(StopGradient.OP)));
        all.add(passes("PreventGradient", same(StopGradient.OP)));
        all.add(unary("ZerosLike", Arithmetic::zerosLike));
        all.add(unary("OnesLike", Arithmetic::onesLike));
        for (String name : List.of("Add", "AddV2")) {
            all.add(binary(name, Add.OP));
        }
        all.add(binary("Sub", Sub.OP));
        all.add(binary("Mul", Mul.OP));
        all.add(binary("RealDiv", Div.OP));
        all.add(binary("Div", Div.OP));
        all.add(binary("Pow", Pow.OP));
        all.add(
                Operator.of(
                        "SquaredDifference",
                        "x:T y:T -> z:T",
                        "T:type",
                        Arithmetic::squaredDifference));
        all.add(Operator.of("Maximum", "x:T y:T -> z:T", "T:type", site -> extreme(site, GE.OP)));
        all.add(Operator.of("Minimum", "x:T y:T -> z:T", "T:type", site -> extreme(site, LE.OP)));
        all.add(Operator.of("AddN", "inputs:N*T -> sum:T", "N:int T:type", same(Sum.OP)));
        all.add(compare("Equal", EQ.OP));
        all.add(compare("NotEqual", NE.OP));
        all.add(compare("Less", LT.OP));
        all.add(compare("LessEqual", LE.OP));
        all.add(compare("Greater", GT.OP));
        all.add(compare("GreaterEqual", GE.OP));
        all.add(logical("LogicalAnd", And.OP));
        all.add(logical("LogicalOr", Or.OP));
        all.add(Operator.of("LogicalNot", "x:bool -> y:bool", "", same(Not.OP)));
        all.add(
                Operator.of(
                        "Cast",
                        "x:SrcT -> y:DstT",
                        "SrcT:type DstT:type Truncate:bool=false",
                        site ->
                                site.give(
                                        site.value(
                                                Cast.OP,
                                                Map.of("to", site.attrs().dtype("DstT")),
                                                site.input(0)))));
        return List.copyOf(all);
    }

    private static Operator unary(String type, Lowering lowering) {
        return Operator.of(type, "x:T -> y:T", "T:type", lowering);
    }

    private static Operator passes(String type, Lowering lowering) {
        return Operator.of(
                type,
                "input:T -> output:T",
                type.equals("PreventGradient") ? "T:type message:string=" : "T:type",
                lowering);
    }

    private static Operator binary(String type, OpDef op) {
        return Operator.of(type, "x:T y:T -> z:T", "T:type", same(op));
    }

    private static Operator compare(String type, OpDef op) {
        boolean equality = op == EQ.OP || op == NE.OP;
        String attrs = equality ? "T:type incompatible_shape_error:bool=true" : "T:type";
        return Operator.of(type, "x:T y:T -> z:bool", attrs, same(op));
    }

    private static Operator logical(String type, OpDef op) {
        return Operator.of(type, "x:bool y:bool -> z:bool", "", same(op));
    }

    private static void zerosLike(LoweringSite site) {
        Value x = site.input(0);
        site.give(site.constant(org.duograph.tensor.NDArray.zeros(x.type())));
    }

    private static void onesLike(LoweringSite site) {
        Value x = site.input(0);
        site.give(site.constant(org.duograph.tensor.NDArray.full(x.type(), 1)));
    }

    private static void squaredDifference(LoweringSite site) {
        Value difference = site.value(Sub.OP, Map.of(), site.input(0), site.input(1));
        site.give(site.value(Sqr.OP, Map.of(), difference));
    }

    /**
     * x where it wins, y elsewhere: c x + (1 - c) y would make NaN of infinities, so y + c (x - y).
     */
    private static void extreme(LoweringSite site, OpDef wins) {
        Value x = site.input(0);
        Value y = site.input(1);
        if (x.shape().equals(y.shape())) {
            OpDef op = wins == GE.OP ? org.duograph.ops.math.Max.OP : org.duograph.ops.math.Min.OP;
            site.give(site.value(op, Map.of(), x, y));
            return;
        }
        Value won = site.value(wins, Map.of(), x, y);
        Value share = site.value(Cast.OP, Map.of("to", x.type().dtype()), won);
        Value more = site.value(Mul.OP, Map.of(), share, site.value(Sub.OP, Map.of(), x, y));
        site.give(site.value(Add.OP, Map.of(), y, more));
    }
}
