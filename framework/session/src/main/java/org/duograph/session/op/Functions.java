package org.duograph.session.op;

import static org.duograph.session.op.Lowerings.same;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.copy.Copy;
import org.duograph.ops.copy.StopGradient;
import org.duograph.ops.logic.IsInf;
import org.duograph.ops.logic.IsNaN;
import org.duograph.ops.logic.Not;
import org.duograph.ops.logic.Or;
import org.duograph.ops.math.Abs;
import org.duograph.ops.math.Acos;
import org.duograph.ops.math.Acosh;
import org.duograph.ops.math.Asin;
import org.duograph.ops.math.Asinh;
import org.duograph.ops.math.Atan;
import org.duograph.ops.math.Atanh;
import org.duograph.ops.math.Ceil;
import org.duograph.ops.math.Cos;
import org.duograph.ops.math.Cosh;
import org.duograph.ops.math.Erf;
import org.duograph.ops.math.Exp;
import org.duograph.ops.math.Expm1;
import org.duograph.ops.math.Floor;
import org.duograph.ops.math.Log;
import org.duograph.ops.math.Log1p;
import org.duograph.ops.math.Pow;
import org.duograph.ops.math.Round;
import org.duograph.ops.math.Sign;
import org.duograph.ops.math.Sin;
import org.duograph.ops.math.Sinh;
import org.duograph.ops.math.Sqr;
import org.duograph.ops.math.Sqrt;
import org.duograph.ops.math.Tan;

/** Functions of each element by itself, and those that only hand tensors on. */
final class Functions {
    static final List<Operator> OPERATORS = list();

    private Functions() {}

    private static List<Operator> list() {
        List<Operator> all = new ArrayList<>();
        all.add(function("Abs", Abs.OP, (f, x) -> f.larger(x, f.negative(x))));
        all.add(unary("Neg", site -> site.give(new Formula(site).negative(site.input(0)))));
        all.add(unary("Sign", same(Sign.OP)));
        all.add(function("Square", Sqr.OP, Formula::square));
        all.add(unary("Sqrt", same(Sqrt.OP)));
        all.add(unary("Rsqrt", same(Pow.OP, Map.of("exponent", -0.5))));
        all.add(unary("Reciprocal", same(Pow.OP, Map.of("exponent", -1.0))));
        all.add(unary("Inv", same(Pow.OP, Map.of("exponent", -1.0))));
        all.add(unary("Exp", same(Exp.OP)));
        all.add(unary("Expm1", same(Expm1.OP)));
        all.add(unary("Log", same(Log.OP)));
        all.add(unary("Log1p", same(Log1p.OP)));
        all.add(unary("Sin", same(Sin.OP)));
        all.add(unary("Cos", same(Cos.OP)));
        all.add(unary("Tan", same(Tan.OP)));
        all.add(unary("Asin", same(Asin.OP)));
        all.add(unary("Acos", same(Acos.OP)));
        all.add(unary("Atan", same(Atan.OP)));
        all.add(unary("Sinh", same(Sinh.OP)));
        all.add(unary("Cosh", same(Cosh.OP)));
        all.add(unary("Asinh", same(Asinh.OP)));
        all.add(unary("Acosh", same(Acosh.OP)));
        all.add(unary("Atanh", same(Atanh.OP)));
        all.add(unary("Erf", same(Erf.OP)));
        all.add(unary("Floor", same(Floor.OP)));
        all.add(unary("Ceil", same(Ceil.OP)));
        all.add(function("Round", Round.OP, (f, x) -> x)); // whole numbers are round
        all.add(unary("Rint", same(Round.OP)));
        all.add(question("IsNan", same(IsNaN.OP)));
        all.add(question("IsInf", same(IsInf.OP)));
        all.add(question("IsFinite", Functions::isFinite));
        all.add(Operator.of("Identity", "input:T -> output:T", "T:type", same(Copy.OP)));
        all.add(Operator.of("GuaranteeConst", "input:T -> output:T", "T:type", same(Copy.OP)));
        all.add(Operator.of("Snapshot", "input:T -> output:T", "T:type", same(Copy.OP)));
        all.add(
                Operator.of(
                        "StopGradient", "input:T -> output:T", "T:type", same(StopGradient.OP)));
        all.add(
                Operator.of(
                        "PreventGradient",
                        "input:T -> output:T",
                        "T:type message:string=",
                        same(StopGradient.OP)));
        all.add(
                Operator.of(
                        "IdentityN", "input:T -> output:T", "T:list(type)", Functions::identities));
        return List.copyOf(all);
    }

    private static Operator unary(String type, Lowering lowering) {
        return Operator.of(type, "x:T -> y:T", "T:type", lowering);
    }

    private static Operator question(String type, Lowering lowering) {
        return Operator.of(type, "x:T -> y:bool", "T:type", lowering);
    }

    /** An operator of the core for real numbers, and a formula for whole ones. */
    private static Operator function(
            String type, OpDef reals, BiFunction<Formula, Value, Value> wholes) {
        return unary(
                type,
                site -> {
                    Value x = site.input(0);
                    Formula f = new Formula(site);
                    boolean real = x.type().dtype().isFloating();
                    site.give(real ? f.of(reals, x) : wholes.apply(f, x));
                });
    }

    private static void isFinite(LoweringSite site) {
        Formula f = new Formula(site);
        Value x = site.input(0);
        site.give(f.of(Not.OP, f.of(Or.OP, f.of(IsNaN.OP, x), f.of(IsInf.OP, x))));
    }

    private static void identities(LoweringSite site) {
        Formula f = new Formula(site);
        site.give(
                site.inputs(0, site.inputCount()).stream()
                        .map(x -> f.of(Copy.OP, x))
                        .toArray(Value[]::new));
    }
}
