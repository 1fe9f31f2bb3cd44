package org.duograph.ops.product;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.math.Terms;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The inverses of matrices. */
public final class MatrixInverse {

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("MatrixInverse")
                    .summary("The inverse of each square matrix.")
                    .formula("X * Y = 1")
                    .input("X", "... x M x M; a matrix without an inverse is refused")
                    .output("Y", "the shape of X")
                    .types(
                            site -> {
                                Elimination.requireSquare(site, 0);
                                return List.of(site.in(0));
                            })
                    .gradient(MatrixInverse::gradient)
                    .kernel(MatrixInverse::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 0f, 2, 4, 1),
                                    NDArray.of(Shape.of(2, 2), -0.125f, 0.25f, 0.5f, 0)))
                    .sample(Sample.of(Map.of(), Sample.real(Shape.of(2, 2, 2), -1, 1)))
                    .sample(Sample.of(Map.of(), Sample.real(Shape.of(3, 3), -1, 1)))
                    .build();

    private MatrixInverse() {}

    /** From X Y = 1: dX = -Y^T dY Y^T. */
    private static void gradient(GradientRule.Site g) {
        Value y = g.output(0);
        Value left = g.append(BatchMatMul.OP, Map.of("trans_a", 1), y, g.outputGradient(0));
        Value dX = g.append(BatchMatMul.OP, Map.of("trans_b", 1), left, y);
        g.inputGradient(0, new Terms(g).scaled(dX, -1));
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        int n = x.dim(-1);
        for (int i = 0; i < x.sizeOf(0, x.rank() - 2); i++) {
            Elimination e = Elimination.of(o.in(0), i * n * n, n);
            if (e.determinant() == 0) {
                throw new IllegalArgumentException(
                        "matrix %d of X has no inverse: its determinant is 0".formatted(i));
            }
            System.arraycopy(e.inverse(), 0, o.out(0), i * n * n, n * n);
        }
    }
}
