package org.duograph.ops.product;

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

/** The product of two matrices of small whole numbers, exact, as in ONNX. */
public final class MatMulInteger {
    private static final ElementTypes BYTES = ElementTypes.of(DType.UINT8, DType.INT8);

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("MatMulInteger")
                    .summary("Multiplies two matrices of small whole numbers.")
                    .formula("Y = (A - a_zero) * (B - b_zero)")
                    .input("A", "M x K")
                    .ofType(BYTES)
                    .input("B", "K x N")
                    .ofType(BYTES)
                    .optionalInput("a_zero", "what stands for 0: one number, or one per row of A")
                    .ofType(ElementTypes.sameAs("A"))
                    .optionalInput("b_zero", "the same: one number, or one per column of B")
                    .ofType(ElementTypes.sameAs("B"))
                    .output("Y", "M x N")
                    .ofType(ElementTypes.of(DType.INT32))
                    .types(MatMulInteger::types)
                    .kernel(MatMulInteger::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 2), 1, 2).cast(DType.UINT8),
                                    NDArray.of(Shape.of(2, 1), 3, -4).cast(DType.INT8),
                                    NDArray.of(Shape.of(), 1).cast(DType.UINT8),
                                    NDArray.of(Shape.of(1, 1), -4)))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.whole(DType.UINT8, Shape.of(2, 3), 0, 9),
                                    Sample.whole(DType.INT8, Shape.of(3, 2), -9, 9),
                                    Sample.whole(DType.UINT8, Shape.of(2), 0, 9),
                                    Sample.whole(DType.INT8, Shape.of(2), -9, 9)))
                    .build();

    private MatMulInteger() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        site.requireRank(0, 2);
        site.requireRank(1, 2);
        Shape a = site.shape(0);
        Shape b = site.shape(1);
        site.require(a.dim(1) == b.dim(0), "A %s has %d columns, B %s other rows", a, a.dim(1), b);
        requireZeros(site, 2, a.dim(0));
        requireZeros(site, 3, b.dim(1));
        return List.of(new ArrayType(DType.INT32, Shape.of(a.dim(0), b.dim(1))));
    }

    private static void requireZeros(TypeRule.Site site, int i, int each) {
        site.require(
                !site.has(i) || site.shape(i).size() == 1 || site.shape(i).size() == each,
                "%s must be one number or %d, found %s",
                site.op().inputName(i),
                each,
                site.has(i) ? site.in(i) : "");
    }

    private static long zero(Operands o, int i, int at) {
        return o.has(i) ? o.wholesIn(i)[o.inShape(i).size() == 1 ? 0 : at] : 0;
    }

    private static void run(Operands o) {
        int k = o.inShape(0).dim(1);
        int n = o.outShape(0).dim(1);
        long[] y = o.wholesOut(0);
        Arrays.fill(y, 0, o.outShape(0).intSize(), 0);
        for (int at = 0; at < o.outShape(0).intSize(); at++) {
            long aZero = zero(o, 2, at / n);
            long bZero = zero(o, 3, at % n);
            for (int l = 0; l < k; l++) {
                long a = o.wholesIn(0)[at / n * k + l] - aZero;
                y[at] += a * (o.wholesIn(1)[l * n + at % n] - bZero);
            }
        }
    }
}
