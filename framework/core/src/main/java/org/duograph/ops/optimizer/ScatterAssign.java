package org.duograph.ops.optimizer;

import java.util.List;
import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.ops.shape.Gather;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Other contents for some rows; of a row that is named more than once, the last one counts. */
public final class ScatterAssign {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("ScatterAssign")
                    .summary("Replaces some rows; the others stay as they are.")
                    .formula("Y[indices[i]] = rows[i], for i = 0, 1, ...; else Y = X")
                    .input("X", "R x ...")
                    .ofType(ElementTypes.ANY)
                    .input("indices", "the numbers of rows, from 0 to R - 1")
                    .ofType(ElementTypes.INDICES)
                    .input("rows", "a row for each of the indices")
                    .ofType(ElementTypes.sameAs("X"))
                    .output("Y", "the shape of X")
                    .types(
                            site -> {
                                SparseRows.check(site, 0, 1, 2);
                                return List.of(site.in(0));
                            })
                    .kernel(ScatterAssign::run)
                    .example(
                            Example.of(
                                    NDArray.vector(1, 2, 3),
                                    NDArray.of(Shape.of(2), 2, 0),
                                    NDArray.vector(10, 5),
                                    NDArray.vector(5, 2, 10)))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(5, 2, 3), -1, 1),
                                    Sample.whole(DType.INT64, Shape.of(2), 0, 5),
                                    Sample.real(Shape.of(2, 2, 3), -1, 1)))
                    .build();

    private ScatterAssign() {}

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        int size = x.sizeOf(1, x.rank());
        System.arraycopy(o.inArray(0), 0, o.outArray(0), 0, x.intSize());
        long[] numbers = o.wholesIn(1);
        for (int i = 0; i < o.inShape(1).intSize(); i++) {
            int to = Gather.row(i, numbers[i], x.dim(0)) * size;
            System.arraycopy(o.inArray(2), i * size, o.outArray(0), to, size);
        }
    }
}
