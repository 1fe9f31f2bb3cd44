package org.duograph.ops.product;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.ops.math.Terms;
import org.duograph.ops.shape.Transpose;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The determinants of matrices. Where one is 0 there is no gradient: it is refused. */
public final class Det {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Det")
                    .summary("The determinant of each square matrix.")
                    .formula("Y = det(X)")
                    .input("X", "... x M x M")
                    .output("Y", "the shape of X without the last two dimensions")
                    .types(Det::types)
                    .gradient(Det::gradient)
                    .kernel(Det::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 2, 2), 1f, 2, 3, 4), NDArray.vector(-2)))
                    .sample(Sample.of(Map.of(), Sample.real(Shape.of(2, 2, 2), -1, 1)))
                    .sample(Sample.of(Map.of(), Sample.real(Shape.of(3, 3), -1, 1)))
                    .build();

    private Det() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        Elimination.requireSquare(site, 0);
        List<Integer> x = site.shape(0).toList();
        return List.of(site.in(0).withShape(Shape.of(x.subList(0, x.size() - 2))));
    }

    /** dX = dY * Y * transposed inverse of X. */
    private static void gradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        Value inverse = t.of(MatrixInverse.OP, g.input(0));
        int rank = inverse.shape().rank();
        List<Integer> axes = new java.util.ArrayList<>();
        for (int d = 0; d < rank; d++) {
            axes.add(d < rank - 2 ? d : 2 * rank - 3 - d);
        }
        Value transposed = g.append(Transpose.OP, Map.of("axes", axes), inverse);
        Value weight = t.times(g.outputGradient(0), g.output(0));
        g.inputGradient(
                0, rank == 2 ? t.times(transposed, weight) : t.timesRows(transposed, weight));
    }

    private static void run(Operands o) {
        int n = o.inShape(0).dim(-1);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            o.out(0)[i] = Elimination.of(o.in(0), i * n * n, n).determinant();
        }
    }
}
