package org.duograph.ops.math;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.copy.Copy;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/** What the element-wise operators of two inputs share: all but the formula and the gradient. */
public final class Binary {
    private Binary() {}

    /** Starts the definition of an operator from numbers to numbers of the same type. */
    public static OpBuilder arithmetic(String type) {
        return named(type, ElementTypes.NUMBERS)
                .inPlace(0, 0)
                .types(site -> List.of(new ArrayType(site.in(0).dtype(), shape(site))))
                .sample(sample(Map.of(), Shape.of(2, 3), Shape.of(2, 3)))
                .sample(sample(Map.of("broadcast", 1), Shape.of(2, 3, 4), Shape.of(3, 4)))
                .sample(sample(Map.of("broadcast", 1, "axis", 1), Shape.of(2, 3, 4), Shape.of(3)))
                .sample(sample(Map.of("broadcast", 1), Shape.of(2, 3), Shape.of(1, 1, 1)))
                .sample(sample(Map.of(), Shape.of(2, 1, 4), Shape.of(3, 1)));
    }

    /** Starts the definition of an operator from what can be compared so to truth values. */
    public static OpBuilder comparison(String type, ElementTypes compared) {
        return named(type, compared)
                .ofType(ElementTypes.BOOLS)
                .types(site -> List.of(new ArrayType(DType.BOOL, shape(site))))
                .sample(whole(DType.INT32, 3, Map.of(), Shape.of(3, 4), Shape.of(3, 4)))
                .sample(
                        whole(
                                DType.FLOAT32,
                                3,
                                Map.of("broadcast", 1, "axis", 0),
                                Shape.of(3, 4),
                                Shape.of(3)));
    }

    /** Starts the definition of an operator from whole numbers to whole numbers of that type. */
    public static OpBuilder bitwise(String type) {
        return named(type, ElementTypes.WHOLES)
                .inPlace(0, 0)
                .types(site -> List.of(new ArrayType(site.in(0).dtype(), shape(site))))
                .sample(whole(DType.INT32, 8, Map.of(), Shape.of(3, 4), Shape.of(3, 4)))
                .sample(whole(DType.INT32, 8, Map.of(), Shape.of(3, 1), Shape.of(4)));
    }

    /** Starts the definition of an operator from truth values to truth values. */
    public static OpBuilder logical(String type, Truth truth) {
        return named(type, ElementTypes.BOOLS)
                .kernel(eachWhole((a, b) -> truth.of(a != 0, b != 0) ? 1 : 0))
                .types(site -> List.of(new ArrayType(DType.BOOL, shape(site))))
                .sample(whole(DType.BOOL, 2, Map.of(), Shape.of(3, 4), Shape.of(3, 4)))
                .sample(whole(DType.BOOL, 2, Map.of("broadcast", 1), Shape.of(3, 4), Shape.of(4)));
    }

    private static OpBuilder named(String type, ElementTypes a) {
        return OpDef.named(type)
                .byElement()
                .attrs(Broadcast.ATTRS)
                .input("A", "any shape")
                .ofType(a)
                .input("B", "a shape that fits A's")
                .ofType(ElementTypes.sameAs("A"))
                .output("Y", "the shape of A, or both stretched as in NumPy");
    }

    private static Shape shape(TypeRule.Site site) {
        return Broadcast.of(site.attrs(), site.shape(0), site.shape(1)).y();
    }

    /** Numbers that none of the operators has trouble with: B is not near zero. */
    private static Sample sample(Map<String, ?> attrs, Shape a, Shape b) {
        return Sample.of(attrs, Sample.real(a, -1, 1), Sample.real(b, 0.5, 2));
    }

    private static Sample whole(DType dtype, int below, Map<String, ?> attrs, Shape a, Shape b) {
        return Sample.of(
                attrs,
                Sample.whole(DType.INT32, a, 0, below).with(dtype),
                Sample.whole(DType.INT32, b, 0, below).with(dtype));
    }

    /** The kernel of {@code Y = f(A, B)}, and of whole numbers {@code Y = wholes(A, B)}. */
    public static ReferenceKernel each(DoubleBinaryOperator f, LongBinaryOperator wholes) {
        ReferenceKernel reals = each(f);
        ReferenceKernel whole = eachWhole(wholes);
        return o -> (o.isWhole(0) ? whole : reals).run(o);
    }

    /** The kernel of {@code Y = f(A, B)} where all are whole numbers. */
    public static ReferenceKernel eachWhole(LongBinaryOperator f) {
        return o -> {
            long[] a = o.wholesIn(0);
            long[] b = o.wholesIn(1);
            long[] y = o.wholesOut(0);
            Broadcast.of(o.attrs(), o.inShape(0), o.inShape(1))
                    .forEach((at, aAt, bAt) -> y[at] = f.applyAsLong(a[aAt], b[bAt]));
        };
    }

    /** The kernel of {@code Y = f(A, B)}. */
    public static ReferenceKernel each(DoubleBinaryOperator f) {
        return o -> {
            double[] a = o.in(0);
            double[] b = o.in(1);
            double[] y = o.out(0);
            Broadcast.of(o.attrs(), o.inShape(0), o.inShape(1))
                    .forEach((at, aAt, bAt) -> y[at] = f.applyAsDouble(a[aAt], b[bAt]));
        };
    }

    /**
     * The kernel of {@code Y = f(... f(X0, X1) ..., Xn)} for any number of inputs of one shape, and
     * of whole numbers {@code wholes} likewise.
     */
    static ReferenceKernel fold(DoubleBinaryOperator f, LongBinaryOperator wholes) {
        return o -> {
            Copy.copy(o);
            for (int k = 1; k < o.inputCount(); k++) {
                if (o.isWhole(0)) {
                    fold(o.wholesIn(k), o.wholesOut(0), o.outShape(0).intSize(), wholes);
                } else {
                    fold(o.in(k), o.out(0), o.outShape(0).intSize(), f);
                }
            }
        };
    }

    private static void fold(double[] x, double[] y, int size, DoubleBinaryOperator f) {
        for (int i = 0; i < size; i++) {
            y[i] = f.applyAsDouble(y[i], x[i]);
        }
    }

    private static void fold(long[] x, long[] y, int size, LongBinaryOperator f) {
        for (int i = 0; i < size; i++) {
            y[i] = f.applyAsLong(y[i], x[i]);
        }
    }

    /** The kernel of {@code Y = 1 where the test of A and B holds, else 0}. */
    public static ReferenceKernel where(Test test, WholeTest wholes) {
        return each((a, b) -> test.of(a, b) ? 1 : 0, (a, b) -> wholes.of(a, b) ? 1 : 0);
    }

    /** The kernel of {@code Y = 1 where A and B are equal (or, if not wanted, differ), else 0}. */
    public static ReferenceKernel equal(boolean wanted) {
        ReferenceKernel numbers = where((a, b) -> (a == b) == wanted, (a, b) -> (a == b) == wanted);
        return o -> {
            if (!o.isText(0)) {
                numbers.run(o);
                return;
            }
            String[] a = o.textsIn(0);
            String[] b = o.textsIn(1);
            long[] y = o.wholesOut(0);
            Broadcast.of(o.attrs(), o.inShape(0), o.inShape(1))
                    .forEach((at, aAt, bAt) -> y[at] = a[aAt].equals(b[bAt]) == wanted ? 1 : 0);
        };
    }

    /** A question about two whole numbers. */
    public interface WholeTest {
        /** The answer. */
        boolean of(long a, long b);
    }

    /** A question about two truth values. */
    public interface Truth {
        /** The answer. */
        boolean of(boolean a, boolean b);
    }

    /** A question about two numbers. */
    public interface Test {
        /** The answer. */
        boolean of(double a, double b);
    }
}
