package org.duograph.ops.product;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.ops.view.MatrixProduct;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Many matrix products at once: the last two dimensions are the matrices. */
public final class BatchMatMul {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("BatchMatMul")
                    .summary("Multiplies the matrices of two batches, pair by pair.")
                    .formula("Y[i] = A[i] * B[i], each transposed first if asked for")
                    .input("A", "... x M x K, or ... x K x M with trans_a")
                    .input("B", "... x K x N, or ... x N x K with trans_b")
                    .output("Y", "... x M x N")
                    .attrs(
                            Attr.ofInt("trans_a", 0, "1: transpose each A."),
                            Attr.ofInt("trans_b", 0, "1: transpose each B."))
                    .types(BatchMatMul::types)
                    .gradient(BatchMatMul::gradient)
                    .flops(BatchMatMul::flops)
                    .kernel(BatchMatMul::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.of(Shape.of(2, 1, 2), 1f, 2, 3, 4),
                                            NDArray.of(Shape.of(2, 2, 1), 5f, 6, 7, 8)),
                                    List.of(NDArray.of(Shape.of(2, 1, 1), 17f, 53))))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3, 4), Shape.of(2, 4, 5)))
                    .sample(
                            Sample.of(
                                    Map.of("trans_a", 1),
                                    Shape.of(2, 2, 4, 3),
                                    Shape.of(2, 2, 4, 5)))
                    .sample(Sample.of(Map.of("trans_b", 1), Shape.of(2, 3, 4), Shape.of(2, 5, 4)))
                    .sample(
                            Sample.of(
                                    Map.of("trans_a", 1, "trans_b", 1),
                                    Shape.of(2, 4, 3),
                                    Shape.of(2, 5, 4)))
                    .build();

    private BatchMatMul() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape a = site.shape(0);
        Shape b = site.shape(1);
        site.require(
                a.rank() >= 2
                        && a.rank() == b.rank()
                        && a.with(-1, 0).with(-2, 0).equals(b.with(-1, 0).with(-2, 0)),
                "A and B must agree in all dimensions but the last two, found %s and %s",
                site.in(0),
                site.in(1));
        int rowA = site.attrs().flag("trans_a") ? -1 : -2;
        int rowB = site.attrs().flag("trans_b") ? -1 : -2;
        site.require(
                a.dim(-3 - rowA) == b.dim(rowB),
                "the matrices don't fit: A %s has %d columns, B %s has %d rows",
                a,
                a.dim(-3 - rowA),
                b,
                b.dim(rowB));
        Shape y = a.with(-2, a.dim(rowA)).with(-1, b.dim(-3 - rowB));
        return List.of(site.in(0).withShape(y));
    }

    private static void gradient(GradientRule.Site g) {
        Value[] gradients = MatMul.gradients(g, OP, 1, 1);
        g.inputGradient(0, gradients[0]);
        g.inputGradient(1, gradients[1]);
    }

    private static long flops(Node node) {
        int k = node.input(0).shape().dim(node.attrs().flag("trans_a") ? -2 : -1);
        return 2L * node.output(0).shape().size() * k;
    }

    private static void run(Operands o) {
        boolean ta = o.attrs().flag("trans_a");
        boolean tb = o.attrs().flag("trans_b");
        Shape y = o.outShape(0);
        int m = y.dim(-2);
        int n = y.dim(-1);
        int k = o.inShape(0).dim(ta ? -2 : -1);
        Arrays.fill(o.out(0), 0, y.intSize(), 0);
        MatrixProduct product = new MatrixProduct(o.in(0), ta, o.in(1), tb, o.out(0), m, n, k);
        for (int i = 0; i < y.sizeOf(0, y.rank() - 2); i++) {
            product.add(i * m * k, i * k * n, i * m * n);
        }
    }
}
