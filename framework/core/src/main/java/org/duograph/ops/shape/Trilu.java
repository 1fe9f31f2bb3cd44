package org.duograph.ops.shape;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The upper or the lower triangle of matrices, the rest zero, as in ONNX. */
public final class Trilu {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Trilu")
                    .summary("Keeps the upper or the lower triangle of each matrix.")
                    .formula("Y[..., i, j] = X[..., i, j] if j - i >= k (lower: <= k), else 0")
                    .input("X", "... x M x N: the last two dimensions are the matrices")
                    .ofType(ElementTypes.ORDERED)
                    .constantInput("k", "a whole number, in place of the attribute")
                    .output("Y", "the shape of X")
                    .attrs(
                            Attr.ofInt("upper", 1, "1: keep what is above; 0: what is below."),
                            Attr.ofInt("k", 0, "The last diagonal to keep; 0 is the main one."))
                    .inPlace(0, 0)
                    .types(Trilu::types)
                    .gradient(GradientRule.linear(0, () -> Trilu.OP))
                    .kernel(Trilu::run)
                    .example(
                            Example.of(
                                    Map.of("upper", 0),
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4),
                                    NDArray.of(Shape.of(2, 2), 1f, 0, 3, 4)))
                    .sample(Sample.of(Map.of("k", -1), Shape.of(2, 3, 4)))
                    .sample(Sample.of(Map.of("k", 1, "upper", 0), Shape.of(4, 3)))
                    .build();

    private Trilu() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        site.require(
                site.shape(0).rank() >= 2, "X must be matrices, rank 2 or more: %s", site.in(0));
        return List.of(site.in(0));
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        int columns = x.dim(-1);
        int rows = x.dim(-2);
        boolean upper = o.attrs().flag("upper");
        // What is below the first kept diagonal may be any number, but places are ints.
        int k = (int) Math.max(-rows - 1L, Math.min(o.attrs().i("k"), columns + 1L));
        Object y = o.outArray(0);
        System.arraycopy(o.inArray(0), 0, y, 0, x.intSize());
        for (int line = 0; line < x.sizeOf(0, x.rank() - 1); line++) {
            int diagonal = Math.max(0, Math.min(line % rows + k + (upper ? 0 : 1), columns));
            int from = line * columns + (upper ? 0 : diagonal);
            int to = line * columns + (upper ? diagonal : columns);
            if (y instanceof long[] wholes) {
                Arrays.fill(wholes, from, to, 0);
            } else {
                Arrays.fill(o.out(0), from, to, 0);
            }
        }
    }
}
