package org.duograph.ops.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

/** The same rows of each block of a batch, picked by number. */
public final class BatchGather {
    private static final Sample.Input X = Sample.real(Shape.of(2, 4, 3), -1, 1);
    private static final Sample.Input INDICES = Sample.whole(DType.INT32, Shape.of(3), 0, 4);

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("BatchGatherGradX")
                    .summary("The gradient of BatchGather with respect to X.")
                    .formula("dX[b, indices[i], ...] += dY[b, i, ...]")
                    .input("dY", "the gradient of Y")
                    .input("indices", "the numbers of rows")
                    .ofType(ElementTypes.INDICES)
                    .shapeOf("X", "the rows")
                    .output("dX", "the gradient of X")
                    .types(site -> List.of(site.in(2)))
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(
                                                    BatchGather.OP,
                                                    Map.of(),
                                                    g.outputGradient(0),
                                                    g.input(1))))
                    .kernel(BatchGather::gradX)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 2), 3f, 4),
                                    NDArray.of(Shape.of(2), 2, 2),
                                    NDArray.of(Shape.of(1, 3), 0f, 0, 0),
                                    NDArray.of(Shape.of(1, 3), 0f, 0, 7)))
                    .sample(Sample.of(Map.of(), Sample.real(Shape.of(2, 3, 3), -1, 1), INDICES, X))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("BatchGather")
                    .summary("Picks the same rows from each block of a batch.")
                    .formula("Y[b, i, ...] = X[b, indices[i], ...]")
                    .input("X", "B x R x ...: R rows in each of B blocks")
                    .input("indices", "the numbers of rows, any shape, from 0 to R - 1")
                    .ofType(ElementTypes.INDICES)
                    .output("Y", "B, then the shape of indices, then that of a row")
                    .types(BatchGather::types)
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(
                                                    GRAD_X,
                                                    Map.of(),
                                                    g.outputGradient(0),
                                                    g.input(1),
                                                    g.input(0))))
                    .kernel(BatchGather::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 3), 1f, 2, 3, 4, 5, 6),
                                    NDArray.of(Shape.of(2), 2, 0),
                                    NDArray.of(Shape.of(2, 2), 3f, 1, 6, 4)))
                    .sample(Sample.of(Map.of(), X, INDICES))
                    .build();

    private BatchGather() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape x = site.shape(0);
        site.require(x.rank() > 1, "X must have rows in blocks, found %s", site.in(0));
        List<Integer> y = new ArrayList<>(List.of(x.dim(0)));
        y.addAll(site.shape(1).toList());
        y.addAll(x.toList().subList(2, x.rank()));
        return List.of(site.in(0).withShape(Shape.of(y)));
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        int d = x.sizeOf(2, x.rank());
        int count = o.inShape(1).intSize();
        for (int b = 0; b < x.dim(0); b++) {
            for (int i = 0; i < count; i++) {
                int row = Gather.row(i, o.wholesIn(1)[i], x.dim(1));
                int to = (b * count + i) * d;
                System.arraycopy(o.in(0), (b * x.dim(1) + row) * d, o.out(0), to, d);
            }
        }
    }

    private static void gradX(Operands o) {
        Shape x = o.outShape(0);
        int d = x.sizeOf(2, x.rank());
        int count = o.inShape(1).intSize();
        Arrays.fill(o.out(0), 0, x.intSize(), 0);
        for (int b = 0; b < x.dim(0); b++) {
            for (int i = 0; i < count; i++) {
                int row = Gather.row(i, o.wholesIn(1)[i], x.dim(1));
                for (int k = 0; k < d; k++) {
                    o.out(0)[(b * x.dim(1) + row) * d + k] += o.in(0)[(b * count + i) * d + k];
                }
            }
        }
    }
}
