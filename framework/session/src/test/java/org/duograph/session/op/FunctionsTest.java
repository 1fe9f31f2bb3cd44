package org.duograph.session.op;

import static org.duograph.session.op.Case.floats;
import static org.duograph.session.op.Case.ints;
import static org.duograph.session.op.Case.truths;

import java.util.List;

class FunctionsTest implements OperatorCases {
    private static final float NAN = Float.NaN;
    private static final float INF = Float.POSITIVE_INFINITY;

    private static Case one(String type, float x, float y) {
        return Case.of(type).in(floats(x)).gives(floats(y)).slopes();
    }

    @Override
    public List<Case> cases() {
        return List.of(
                Case.of("Abs").in(floats(-1.5f, 2, -INF)).gives(floats(1.5f, 2, INF)),
                Case.of("Abs").in(ints(-3, 4)).gives(ints(3, 4)),
                Case.of("Neg").in(floats(-1, 0.5f)).gives(floats(1, -0.5f)).slopes(),
                Case.of("Neg").in(ints(-3, 4)).gives(ints(3, -4)),
                Case.of("Sign").in(floats(-2, 0, 5)).gives(floats(-1, 0, 1)),
                Case.of("Square").in(floats(-3, 0.5f)).gives(floats(9, 0.25f)).slopes(),
                Case.of("Square").in(ints(-3, 4)).gives(ints(9, 16)),
                one("Sqrt", 6.25f, 2.5f),
                one("Rsqrt", 4, 0.5f),
                one("Reciprocal", 4, 0.25f),
                one("Inv", -2, -0.5f),
                one("Exp", 1, 2.7182817f),
                one("Expm1", 1e-5f, 1.000005e-5f).within(1e-12),
                one("Log", 2, 0.6931472f),
                one("Log1p", 1e-5f, 9.99995e-6f).within(1e-12),
                one("Sin", 0.5f, 0.47942555f),
                one("Cos", 0.5f, 0.87758255f),
                one("Tan", 0.5f, 0.5463025f),
                one("Asin", 0.5f, 0.5235988f),
                one("Acos", 0.5f, 1.0471976f),
                one("Atan", 0.5f, 0.4636476f),
                one("Sinh", 0.5f, 0.5210953f),
                one("Cosh", 0.5f, 1.1276259f),
                one("Asinh", -0.5f, -0.4812118f),
                one("Acosh", 2, 1.316958f),
                one("Atanh", 0.5f, 0.5493061f),
                one("Erf", 0.5f, 0.5204999f),
                Case.of("Erf").in(floats(-7, 0, INF)).gives(floats(-1, 0, 1)),
                Case.of("Floor").in(floats(-1.5f, 2, INF)).gives(floats(-2, 2, INF)),
                Case.of("Ceil").in(floats(-1.5f, 2.1f)).gives(floats(-1, 3)),
                Case.of("Round").in(floats(-2.5f, -0.5f, 1.5f, 2.4f)).gives(floats(-2, -0f, 2, 2)),
                Case.of("Round").in(ints(5)).gives(ints(5)),
                Case.of("Rint").in(floats(2.5f, 3.5f)).gives(floats(2, 4)),
                Case.of("IsNan").in(floats(NAN, INF, 1)).gives(truths(1, 0, 0)),
                Case.of("IsInf").in(floats(NAN, -INF, 1)).gives(truths(0, 1, 0)),
                Case.of("IsFinite").in(floats(NAN, INF, 1)).gives(truths(0, 0, 1)),
                Case.of("Identity").in(floats(1, NAN)).gives(floats(1, NAN)),
                Case.of("Snapshot").in(floats(1, 2)).gives(floats(1, 2)).slopes(),
                Case.of("GuaranteeConst").in(floats(1, 2)).gives(floats(1, 2)),
                Case.of("StopGradient").in(floats(1, 2)).gives(floats(1, 2)),
                Case.of("PreventGradient").in(floats(1, 2)).gives(floats(1, 2)),
                Case.of("IdentityN").in(floats(1), ints(2)).gives(floats(1), ints(2)).slopes());
    }
}
