package org.duograph.ops.copy;

import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Hands on whole numbers, and fails where one is outside of a range: labels, places. */
public final class CheckRange {
    /** So many numbers, the first, the error's message has at most. */
    public static final int MOST_QUOTED = 100;

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("CheckRange")
                    .summary("Hands on whole numbers; an error where one is outside of a range.")
                    .formula("Y = X, low <= X < below")
                    .input("X", "any shape")
                    .ofType(ElementTypes.WHOLES)
                    .output("Y", "the shape of X")
                    .inPlace(0, 0)
                    .attrs(
                            Attr.ofInt("low", 0, "The least number."),
                            Attr.ofInt(
                                    "below", Long.MAX_VALUE, "The bound that numbers stay below."),
                            Attr.ofString("what", "number", "What the message calls a number."))
                    .types(TypeRule.sameAs(0))
                    .kernel(CheckRange::run)
                    .example(
                            Example.of(
                                    Map.of("below", 3),
                                    NDArray.of(Shape.of(2), 2, 0),
                                    NDArray.of(Shape.of(2), 2, 0)))
                    .sample(
                            Sample.of(
                                    Map.of("below", 5),
                                    Sample.whole(DType.INT64, Shape.of(2, 3), 0, 5)))
                    .build();

    private CheckRange() {}

    private static void run(Operands o) {
        long[] x = o.wholesIn(0);
        int size = o.inShape(0).intSize();
        require(o.attrs(), i -> x[i], size);
        System.arraycopy(x, 0, o.wholesOut(0), 0, size);
    }

    /**
     * Looks at the first {@code size} numbers.
     *
     * @throws IllegalArgumentException if one of them is outside of the range
     */
    public static void require(Attrs attrs, IntToLongFunction x, int size) {
        long low = attrs.i("low");
        long below = attrs.i("below");
        for (int i = 0; i < size; i++) {
            long number = x.applyAsLong(i);
            if (number < low || number >= below) {
                throw outside(attrs, number, x, size);
            }
        }
    }

    /** What is said of a number that is outside of the range, {@code size} others beside it. */
    public static IllegalArgumentException outside(
            Attrs attrs, long number, IntToLongFunction x, int size) {
        String what = attrs.s("what");
        return new IllegalArgumentException(
                "Received a %s of %d which is outside the valid range of [%d, %d).  %s values: %s"
                        .formatted(
                                what,
                                number,
                                attrs.i("low"),
                                attrs.i("below"),
                                title(what),
                                first(x, size)));
    }

    /** "label value" becomes "Label". */
    private static String title(String what) {
        String word = what.endsWith(" value") ? what.substring(0, what.length() - 6) : what;
        return word.isEmpty() ? "All" : Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private static String first(IntToLongFunction x, int size) {
        return IntStream.range(0, Math.min(size, MOST_QUOTED))
                .mapToObj(i -> Long.toString(x.applyAsLong(i)))
                .collect(Collectors.joining(" "));
    }
}
