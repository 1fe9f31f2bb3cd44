package org.duograph.ops.product;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.ops.shape.ResizeLike;
import org.duograph.ops.view.Axes;
import org.duograph.ops.view.MatrixProduct;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The product of two matrices, either of which may be transposed first. Its gradients are matrix
 * products too.
 */
public final class MatMul {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("MatMul")
                    .summary("Multiplies two matrices.")
                    .formula("Y = A * B, each transposed first if asked for")
                    .input("A", "M x K, or K x M with trans_a; more dimensions are flattened")
                    .input("B", "K x N, or N x K with trans_b; more dimensions are flattened")
                    .output("Y", "M x N")
                    .attrs(
                            Attr.ofInt("axis_a", 1, "The first dimension of A that makes columns."),
                            Attr.ofInt("axis_b", 1, "The first dimension of B that makes columns."),
                            Attr.ofInt("trans_a", 0, "1: transpose A."),
                            Attr.ofInt("trans_b", 0, "1: transpose B."))
                    .types(MatMul::types)
                    .gradient(MatMul::gradient)
                    .flops(MatMul::flops)
                    .kernel(MatMul::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.of(Shape.of(1, 2), 1f, 2),
                                            NDArray.of(Shape.of(2, 2), 3f, 4, 5, 6)),
                                    List.of(NDArray.of(Shape.of(1, 2), 13f, 16))))
                    .sample(Sample.of(Map.of(), Shape.of(3, 4), Shape.of(4, 5)))
                    .sample(Sample.of(Map.of("trans_a", 1), Shape.of(4, 3), Shape.of(4, 5)))
                    .sample(Sample.of(Map.of("trans_b", 1), Shape.of(3, 4), Shape.of(5, 4)))
                    .sample(
                            Sample.of(
                                    Map.of("trans_a", 1, "trans_b", 1),
                                    Shape.of(4, 3),
                                    Shape.of(5, 4)))
                    .sample(Sample.of(Map.of("axis_a", 2), Shape.of(3, 2, 4), Shape.of(4, 1, 5)))
                    .sample(
                            Sample.of(
                                    Map.of("axis_a", 2, "axis_b", 0, "trans_b", 0),
                                    Shape.of(3, 4),
                                    Shape.of(1, 5)))
                    .build();

    private MatMul() {}

    /** Y is m x n, made of k products each. */
    private record Sizes(int m, int n, int k, int kOfB) {
        static Sizes of(Attrs attrs, Shape a, Shape b) {
            int cutA = Axes.cut(a, attrs.i("axis_a"));
            int cutB = Axes.cut(b, attrs.i("axis_b"));
            int[] sizeA = {a.sizeOf(0, cutA), a.sizeOf(cutA, a.rank())};
            int[] sizeB = {b.sizeOf(0, cutB), b.sizeOf(cutB, b.rank())};
            int rowA = attrs.flag("trans_a") ? 1 : 0;
            int rowB = attrs.flag("trans_b") ? 1 : 0;
            return new Sizes(sizeA[rowA], sizeB[1 - rowB], sizeA[1 - rowA], sizeB[rowB]);
        }
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        Sizes s = Sizes.of(site.attrs(), site.shape(0), site.shape(1));
        site.require(
                s.k == s.kOfB,
                "the matrices don't fit: A %s has %d columns, B %s has %d rows",
                site.shape(0),
                s.k,
                site.shape(1),
                s.kOfB);
        return List.of(site.in(0).withShape(s.m, s.n));
    }

    private static void gradient(GradientRule.Site g) {
        Value[] gradients = gradients(g, OP, g.attrs().i("axis_a"), g.attrs().i("axis_b"));
        for (int i = 0; i < 2; i++) {
            Value flat = gradients[i];
            boolean fits = flat.shape().equals(g.input(i).shape());
            g.inputGradient(i, fits ? flat : g.append(ResizeLike.OP, Map.of(), flat, g.input(i)));
        }
    }

    /** The gradients of both factors as products made by {@code op}. */
    static Value[] gradients(GradientRule.Site g, OpDef op, long axisA, long axisB) {
        boolean ta = g.attrs().flag("trans_a");
        boolean tb = g.attrs().flag("trans_b");
        Value a = g.input(0);
        Value b = g.input(1);
        Value dY = g.outputGradient(0);
        Value dA =
                ta
                        ? product(g, op, b, axisB, tb, dY, 1, true)
                        : product(g, op, dY, 1, false, b, axisB, !tb);
        Value dB =
                tb
                        ? product(g, op, dY, 1, true, a, axisA, ta)
                        : product(g, op, a, axisA, !ta, dY, 1, false);
        return new Value[] {dA, dB};
    }

    private static Value product(
            GradientRule.Site g,
            OpDef op,
            Value left,
            long axisLeft,
            boolean transLeft,
            Value right,
            long axisRight,
            boolean transRight) {
        Map<String, Object> attrs = new java.util.LinkedHashMap<>();
        attrs.put("trans_a", transLeft);
        attrs.put("trans_b", transRight);
        if (op == OP) {
            attrs.put("axis_a", axisLeft);
            attrs.put("axis_b", axisRight);
        }
        return g.append(op, attrs, left, right);
    }

    private static long flops(Node node) {
        Sizes s = Sizes.of(node.attrs(), node.input(0).shape(), node.input(1).shape());
        return 2L * s.m * s.n * s.k;
    }

    private static void run(Operands o) {
        Sizes s = Sizes.of(o.attrs(), o.inShape(0), o.inShape(1));
        boolean ta = o.attrs().flag("trans_a");
        boolean tb = o.attrs().flag("trans_b");
        Arrays.fill(o.out(0), 0, s.m * s.n, 0);
        new MatrixProduct(o.in(0), ta, o.in(1), tb, o.out(0), s.m, s.n, s.k).add(0, 0, 0);
    }
}
