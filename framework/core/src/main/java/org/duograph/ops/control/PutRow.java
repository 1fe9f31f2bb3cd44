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

/**
 * An array with one row replaced, whose number is known only while the graph runs. Written over X
 * it touches nothing but that row.
 */
public final class PutRow {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("PutRow")
                    .summary("Replaces one row of an array.")
                    .formula("Y[i] = row if i = t, else X[i]")
                    .input("X", "n x ...: the rows")
                    .ofType(ElementTypes.ANY)
                    .input("t", "a scalar from 0 to n - 1")
                    .ofType(ElementTypes.of(DType.INT64))
                    .input("row", "the new row")
                    .ofType(ElementTypes.sameAs("X"))
                    .output("Y", "the type of X")
                    .inPlace(0, 0)
                    .types(PutRow::types)
                    .gradient(PutRow::gradient)
                    .kernel(PutRow::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4),
                                    NDArray.of(Shape.SCALAR, 1L),
                                    NDArray.vector(7, 8),
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 7, 8)))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(4, 2, 3), -1, 1),
                                    Sample.whole(DType.INT64, Shape.SCALAR, 2, 3),
                                    Sample.real(Shape.of(2, 3), -1, 1)))
                    .build();

    private PutRow() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        TakeRow.requireRows(site);
        site.require(
                site.in(1).equals(Loop.NUMBER), "t must be %s, found %s", Loop.NUMBER, site.in(1));
        site.require(
                site.in(2).equals(Loop.row(site.in(0))),
                "row must be %s, as a row of X is, found %s",
                Loop.row(site.in(0)),
                site.in(2));
        return List.of(site.in(0));
    }

    private static void gradient(GradientRule.Site g) {
        var dY = g.outputGradient(0);
        var zeros = g.append(ConstantFill.OP, Bodies.zeros(g.input(2).type()));
        g.inputGradient(0, g.append(OP, Map.of(), dY, g.input(1), zeros));
        g.inputGradient(2, g.append(TakeRow.OP, Map.of(), dY, g.input(1)));
    }

    private static void run(Operands o) {
        int row = o.inShape(2).intSize();
        int to = TakeRow.row(o.wholesIn(1)[0], o.inShape(0).dim(0)) * row;
        if (o.inArray(0) != o.outArray(0)) {
            System.arraycopy(o.inArray(0), 0, o.outArray(0), 0, o.outShape(0).intSize());
        }
        System.arraycopy(o.inArray(2), 0, o.outArray(0), to, row);
    }
}
