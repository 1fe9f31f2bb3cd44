package org.duograph.ops.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Rows of an array, picked by number: how words become vectors. */
public final class Gather {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Gather")
                    .summary("Picks rows of an array by their numbers.")
                    .formula("Y[i, ...] = X[indices[i], ...]")
                    .input("X", "R x ...: the rows")
                    .ofType(ElementTypes.ANY)
                    .input("indices", "int32 or int64, any shape, from 0 to R - 1")
                    .ofType(ElementTypes.INDICES)
                    .output("Y", "the shape of indices, then that of a row")
                    .types(Gather::types)
                    .gradient(Gather::gradient)
                    .kernel(Gather::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.of(Shape.of(3, 2), 1f, 2, 3, 4, 5, 6),
                                            NDArray.of(Shape.of(2), 2, 0)),
                                    List.of(NDArray.of(Shape.of(2, 2), 5f, 6, 1, 2))))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(5, 2, 3), -1, 1),
                                    Sample.whole(DType.INT64, Shape.of(2, 4), 0, 5)))
                    .build();

    private Gather() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        site.require(site.shape(0).rank() > 0, "X must have rows, found %s", site.in(0));
        List<Integer> y = new ArrayList<>(site.shape(1).toList());
        y.addAll(site.shape(0).toList().subList(1, site.shape(0).rank()));
        return List.of(site.in(0).withShape(Shape.of(y)));
    }

    /** Each row gets the sum of what its copies get. */
    private static void gradient(GradientRule.Site g) {
        List<Integer> rows = new ArrayList<>(g.input(1).shape().toList());
        rows.add(1);
        Value indices = g.append(Reshape.OP, Map.of("shape", rows), g.input(1));
        Map<String, ?> shape = Map.of("shape", g.input(0).shape().toList());
        g.inputGradient(0, g.append(ScatterNd.OP, shape, indices, g.outputGradient(0)));
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        int row = x.sizeOf(1, x.rank());
        long[] indices = o.wholesIn(1);
        for (int i = 0; i < o.inShape(1).intSize(); i++) {
            int from = row(i, indices[i], x.dim(0)) * row;
            System.arraycopy(o.inArray(0), from, o.outArray(0), i * row, row);
        }
    }

    /**
     * The row that an index names.
     *
     * @param i which index it is
     * @param rows how many rows there are
     * @throws IllegalArgumentException if there is no such row
     */
    public static int row(int i, long index, int rows) {
        if (index < 0 || index >= rows) {
            throw new IllegalArgumentException(
                    "Gather: indices[%d] must be from 0 to %d, found %d"
                            .formatted(i, rows - 1, index));
        }
        return (int) index;
    }
}
