package org.duograph.ops.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Rows put into an array of zeros by their numbers; where several meet, their sum. */
public final class SparseToDense {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("SparseToDense")
                    .summary("Adds rows to an array of zeros, by their numbers.")
                    .formula("Y[indices[i], ...] += values[i, ...]")
                    .input("indices", "the numbers of rows, N of them")
                    .ofType(ElementTypes.INDICES)
                    .input("values", "N x ...: the rows")
                    .ofType(ElementTypes.NUMBERS)
                    .output("Y", "output_first_dim x ...")
                    .ofType(ElementTypes.sameAs("values"))
                    .attrs(
                            Attr.optional(
                                    "output_first_dim",
                                    Attr.Kind.INT,
                                    "How many rows Y has. Nets may leave it out: then the greatest"
                                            + " of indices, or the rows of a third input, say it."))
                    .types(SparseToDense::types)
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            1,
                                            g.append(
                                                    Gather.OP,
                                                    Map.of(),
                                                    g.outputGradient(0),
                                                    g.input(0))))
                    .kernel(SparseToDense::run)
                    .example(
                            Example.of(
                                    "output_first_dim=4",
                                    NDArray.of(Shape.of(3), 2, 0, 2),
                                    NDArray.vector(1, 5, 10),
                                    NDArray.vector(5, 0, 11, 0)))
                    .sample(
                            Sample.of(
                                    "output_first_dim=4",
                                    Sample.whole(DType.INT64, Shape.of(5), 0, 4),
                                    Sample.real(Shape.of(5, 2), -1, 1)))
                    .build();

    private SparseToDense() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        site.requireRank(0, 1);
        Shape values = site.shape(1);
        site.require(
                values.rank() > 0 && values.dim(0) == site.shape(0).dim(0),
                "values must have a row for each of the indices %s, found %s",
                site.shape(0),
                site.in(1));
        site.require(
                site.attrs().has("output_first_dim"),
                "the number of rows must be known before the net runs; give it as the argument"
                        + " output_first_dim");
        List<Integer> y = new ArrayList<>(values.toList());
        y.set(0, Shape.extent(site.attrs().i("output_first_dim")));
        return List.of(site.in(1).withShape(Shape.of(y)));
    }

    private static void run(Operands o) {
        Shape values = o.inShape(1);
        int d = values.sizeOf(1, values.rank());
        boolean whole = o.isWhole(1);
        if (whole) {
            Arrays.fill(o.wholesOut(0), 0, o.outShape(0).intSize(), 0);
        } else {
            Arrays.fill(o.out(0), 0, o.outShape(0).intSize(), 0);
        }
        for (int i = 0; i < values.dim(0); i++) {
            int to = Gather.row(i, o.wholesIn(0)[i], o.outShape(0).dim(0)) * d;
            for (int k = 0; k < d; k++) {
                if (whole) {
                    o.wholesOut(0)[to + k] += o.wholesIn(1)[i * d + k];
                } else {
                    o.out(0)[to + k] += o.in(1)[i * d + k];
                }
            }
        }
    }
}
