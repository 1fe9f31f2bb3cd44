package org.duograph.ops.math;

import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import org.duograph.graph.Attrs;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.tensor.Shape;

/**
 * What the element-wise operators of one floating-point input share: all but the formula for Y and
 * the formula for its slope.
 *
 * <p>Such an operator's gradient reads either X or Y, whichever gives the slope; Y is better, for
 * then X need not be kept.
 */
public final class Unary {
    private static final Shape SHAPE = Shape.of(2, 3, 4);

    /** To test with: numbers from -1 to 1. */
    public static final Sample.Input ANY = Sample.real(SHAPE, -1, 1);

    /** To test with: numbers from -1 to 1, but not near the kink at 0. */
    public static final Sample.Input NOT_ZERO = Sample.awayFromZero(SHAPE, 0.04);

    /** To test with: numbers from 0.5 to 2. */
    public static final Sample.Input POSITIVE = Sample.real(SHAPE, 0.5, 2);

    private Unary() {}

    /** Starts the definition of operator {@code type}, to be tested with {@code x}. */
    public static OpBuilder named(String type, Sample.Input x) {
        return named(type, ElementTypes.FLOATS, x);
    }

    /** The same for whole numbers as well. */
    public static OpBuilder ofNumbers(String type, Sample.Input x) {
        return named(type, ElementTypes.NUMBERS, x);
    }

    private static OpBuilder named(String type, ElementTypes elements, Sample.Input x) {
        return OpDef.named(type)
                .input("X", "any shape")
                .ofType(elements)
                .output("Y", "the shape of X")
                .inPlace(0, 0)
                .byImage()
                .byElement()
                .types(TypeRule.sameAs(0))
                .sample(Sample.of(Map.of(), x));
    }

    /** Starts the definition of the gradient of {@code type}, which reads {@code type}'s input. */
    public static OpBuilder gradientReadingX(String type, Sample.Input x) {
        return gradient(type, x)
                .input("X", "the input of " + type)
                .input("dY", "the gradient of Y");
    }

    /** Starts the definition of the gradient of {@code type}, which reads {@code type}'s output. */
    public static OpBuilder gradientReadingY(String type, Sample.Input y) {
        return gradient(type, y)
                .input("Y", "the output of " + type)
                .input("dY", "the gradient of Y");
    }

    private static OpBuilder gradient(String type, Sample.Input kept) {
        return OpDef.named(type + "GradX")
                .summary("The gradient of " + type + " with respect to X.")
                .output("dX", "the gradient of X")
                .inPlace(0, 1)
                .byElement()
                .types(TypeRule.sameAs(1))
                .gradient(Unary::again)
                .sample(Sample.of(Map.of(), kept, ANY));
    }

    /**
     * The rule of {@code dX = dY * slope} where the slope is constant but for jumps: to dY goes
     * what comes from dX, times the same slope; to what the slope is read from goes nothing. The
     * inputs are that, or several such, and then dY.
     */
    public static void again(GradientRule.Site g) {
        int last = g.inputCount() - 1;
        Value[] inputs = new Value[g.inputCount()];
        for (int i = 0; i < last; i++) {
            inputs[i] = g.input(i);
        }
        inputs[last] = g.outputGradient(0);
        g.inputGradient(last, g.append(g.op(), g.attrs().given(), inputs));
    }

    /** The rule of {@code dX = dY * slope(kept)} where the slope bends as {@code bend} says. */
    public static GradientRule bending(Bend bend) {
        return g -> {
            again(g);
            Terms terms = new Terms(g);
            Value weight = terms.times(g.outputGradient(0), g.input(1));
            g.inputGradient(0, bend.of(terms, g.input(0), weight));
        };
    }

    /** How a slope changes with what it is read from. */
    @FunctionalInterface
    public interface Bend {
        /** {@code weight} times the derivative of the slope at {@code kept}, which is X or Y. */
        Value of(Terms terms, Value kept, Value weight);
    }

    /** The gradient rule that appends {@code gradX}, which reads X or Y and then dY. */
    public static GradientRule by(OpDef gradX) {
        boolean readsY = gradX.inputs().get(0).name().equals("Y");
        return g ->
                g.inputGradient(
                        0,
                        g.append(
                                gradX,
                                g.attrs().sharedWith(gradX),
                                readsY ? g.output(0) : g.input(0),
                                g.outputGradient(0)));
    }

    /** The rule of a gradient that is made of ordinary operators of X. */
    public static GradientRule madeOfX(Made gradient) {
        return g -> g.inputGradient(0, gradient.of(new Terms(g), g.input(0), g.outputGradient(0)));
    }

    /** The rule of a gradient that is made of ordinary operators of Y. */
    public static GradientRule madeOfY(Made gradient) {
        return g -> g.inputGradient(0, gradient.of(new Terms(g), g.output(0), g.outputGradient(0)));
    }

    /** A gradient made of ordinary operators. */
    @FunctionalInterface
    public interface Made {
        /** The gradient of X; {@code kept} is X or Y. */
        Value of(Terms terms, Value kept, Value dY);
    }

    /** sqrt(1 - x^2), of which slopes of inverse functions are made. */
    static Value rootOfOneMinusSquare(Terms t, Value x) {
        return t.of(Sqrt.OP, t.plus(t.scaled(t.of(Sqr.OP, x), -1), 1));
    }

    /** The kernel of {@code Y = f(X)}. */
    public static ReferenceKernel each(DoubleUnaryOperator f) {
        return eachWith(attrs -> f);
    }

    /** The kernel of {@code Y = f(X)}, and of whole numbers {@code Y = wholes(X)}. */
    public static ReferenceKernel each(DoubleUnaryOperator f, LongUnaryOperator wholes) {
        ReferenceKernel reals = each(f);
        ReferenceKernel whole = eachWhole(wholes);
        return o -> (o.isWhole(0) ? whole : reals).run(o);
    }

    /** The kernel of {@code Y = f(X)} where both are whole numbers. */
    public static ReferenceKernel eachWhole(LongUnaryOperator f) {
        return o -> {
            long[] x = o.wholesIn(0);
            long[] y = o.wholesOut(0);
            for (int i = 0; i < o.outShape(0).intSize(); i++) {
                y[i] = f.applyAsLong(x[i]);
            }
        };
    }

    /** The kernel of {@code Y = f(X)} where f depends on the attributes. */
    public static ReferenceKernel eachWith(Function<Attrs, DoubleUnaryOperator> f) {
        return o -> {
            DoubleUnaryOperator formula = f.apply(o.attrs());
            double[] x = o.in(0);
            double[] y = o.out(0);
            for (int i = 0; i < o.outShape(0).intSize(); i++) {
                y[i] = formula.applyAsDouble(x[i]);
            }
        };
    }

    /** The kernel of {@code dX = dY * slope}, the slope being a function of X or Y. */
    public static ReferenceKernel slope(DoubleUnaryOperator slope) {
        return slopeWith(attrs -> slope);
    }

    /** The kernel of {@code dX = dY * slope} where the slope depends on the attributes too. */
    public static ReferenceKernel slopeWith(Function<Attrs, DoubleUnaryOperator> slope) {
        return o -> {
            DoubleUnaryOperator formula = slope.apply(o.attrs());
            double[] kept = o.in(0);
            double[] dY = o.in(1);
            double[] dX = o.out(0);
            for (int i = 0; i < o.outShape(0).intSize(); i++) {
                dX[i] = dY[i] * formula.applyAsDouble(kept[i]);
            }
        };
    }
}
