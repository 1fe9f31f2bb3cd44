package org.duograph.ops.math;

import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Value;
import org.duograph.tensor.NDArray;

/** What is left over by division. */
public final class Mod {
    private static final Attr SIGN =
            Attr.ofInt(
                    "sign_follow_divisor",
                    0,
                    "0: what is left over has the sign of A, for the quotient is cut towards zero; 1:"
                            + " that of B, for it is rounded down.");

    /** The operator. */
    public static final OpDef OP =
            Binary.arithmetic("Mod")
                    .attrs(SIGN)
                    .summary("What is left over when A is divided by B, element by element.")
                    .formula("Y = A - B * q, q the quotient as a whole number")
                    .gradient(Mod::gradient)
                    .kernel(Mod::run)
                    .example(
                            Example.of(
                                    Map.of("sign_follow_divisor", 1),
                                    NDArray.vector(-7, 7, 5.5f),
                                    NDArray.vector(3, -3, 2),
                                    NDArray.vector(2, -2, 1.5f)))
                    .build();

    private Mod() {}

    /** q = (A - Y) / B does not change between jumps: dA = dY, dB = -dY * q. */
    private static void gradient(GradientRule.Site g) {
        Value dY = g.outputGradient(0);
        g.inputGradient(0, Broadcast.sumToInput(g, 0, dY));
        Terms terms = new Terms(g);
        Value whole = terms.minus(g.input(0), g.output(0));
        Value q = g.append(Div.OP, g.attrs().sharedWith(Div.OP), whole, g.input(1));
        g.inputGradient(1, Broadcast.sumToInput(g, 1, terms.scaled(terms.times(dY, q), -1)));
    }

    private static void run(Operands o) {
        boolean floor = o.attrs().flag("sign_follow_divisor");
        Binary.each((a, b) -> real(a, b, floor), (a, b) -> whole(a, b, floor)).run(o);
    }

    /** What is left over; with {@code floor} it has the sign of {@code b}. */
    public static double real(double a, double b, boolean floor) {
        double rest = a % b;
        return floor && rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
    }

    /**
     * The same of whole numbers.
     *
     * @throws IllegalArgumentException if {@code b} is 0
     */
    public static long whole(long a, long b, boolean floor) {
        if (b == 0) {
            throw new IllegalArgumentException("the whole number " + a + " was divided by 0");
        }
        return floor ? Math.floorMod(a, b) : a % b;
    }
}
