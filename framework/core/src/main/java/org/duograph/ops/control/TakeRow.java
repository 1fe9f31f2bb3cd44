package org.duograph.ops.control;

import java.util.List;
import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.fill.ConstantFill;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** One row of an array, whose number is known only while the graph runs. */
public final class TakeRow {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("TakeRow")
                    .summary("Takes one row of an array.")
                    .formula("Y = X[t]")
                    .input("X", "n x ...: the rows")
                    .ofType(ElementTypes.ANY)
                    .input("t", "a scalar from 0 to n - 1")
                    .ofType(ElementTypes.of(DType.INT64))
                    .output("Y", "one row")
                    .types(TakeRow::types)
                    .gradient(TakeRow::gradient)
                    .kernel(TakeRow::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 3), 1f, 2, 3, 4, 5, 6),
                                    NDArray.of(Shape.SCALAR, 1L),
                                    NDArray.vector(4, 5, 6)))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(4, 2, 3), -1, 1),
                                    Sample.whole(DType.INT64, Shape.SCALAR, 2, 3)))
                    .build();

    private TakeRow() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        requireRows(site);
        site.require(
                site.in(1).equals(Loop.NUMBER), "t must be %s, found %s", Loop.NUMBER, site.in(1));
        return List.of(Loop.row(site.in(0)));
    }

    /** Fails unless input 0 has rows. */
    static void requireRows(TypeRule.Site site) {
        site.require(
                site.shape(0).rank() > 0,
                "%s must have rows, found %s",
                site.op().inputName(0),
                site.in(0));
    }

    private static void gradient(GradientRule.Site g) {
        ArrayType x = g.input(0).type();
        var zeros = g.append(ConstantFill.OP, Bodies.zeros(x));
        g.inputGradient(0, g.append(PutRow.OP, Map.of(), zeros, g.input(1), g.outputGradient(0)));
    }

    private static void run(Operands o) {
        int row = o.outShape(0).intSize();
        int from = row(o.wholesIn(1)[0], o.inShape(0).dim(0)) * row;
        System.arraycopy(o.inArray(0), from, o.outArray(0), 0, row);
    }

    /**
     * {@code t} as the number of a row.
     *
     * @param rows how many rows there are
     * @throws IllegalArgumentException if there is no such row
     */
    public static int row(long t, int rows) {
        if (t < 0 || t >= rows) {
            throw new IllegalArgumentException(
                    "t must be from 0 to %d, for there are %d rows, found %d"
                            .formatted(rows - 1, rows, t));
        }
        return (int) t;
    }
}
