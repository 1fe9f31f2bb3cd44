package org.duograph.ops.shape;

import java.util.ArrayList;
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

/** The rows of an array at which a mask is true. */
public final class BooleanMask {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("BooleanMask")
                    .summary("Picks the rows at which a mask is true.")
                    .formula("Y = X[i, ...] for all i with mask[i]")
                    .input("X", "N x ...: the rows")
                    .ofType(ElementTypes.FLOATS)
                    .input("mask", "whether each of N rows is wanted")
                    .ofType(ElementTypes.BOOLS)
                    .output("Y", "count x ...")
                    .ofType(ElementTypes.sameAs("X"))
                    .auxiliaryOutput("indices", "the numbers of these rows")
                    .ofType(ElementTypes.of(DType.INT64))
                    .attrs(
                            Attr.optional(
                                    "count",
                                    Attr.Kind.INT,
                                    "How many rows are wanted. Nets may leave it out: then the mask"
                                            + " says it."))
                    .types(BooleanMask::types)
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(
                                                    SparseToDense.OP,
                                                    Map.of(
                                                            "output_first_dim",
                                                            g.input(0).shape().dim(0)),
                                                    g.output(1),
                                                    g.outputGradient(0))))
                    .kernel(BooleanMask::run)
                    .example(
                            new Example(
                                    Map.of("count", 2),
                                    List.of(
                                            NDArray.vector(5, 6, 7),
                                            NDArray.of(Shape.of(3), 1, 0, 1).cast(DType.BOOL)),
                                    List.of(NDArray.vector(5, 7), NDArray.of(Shape.of(2), 0L, 2))))
                    .sample(
                            Sample.of(
                                    "count=3",
                                    Sample.real(Shape.of(3, 2), -1, 1),
                                    Sample.whole(DType.BOOL, Shape.of(3), 1, 2)))
                    .build();

    private BooleanMask() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape x = site.shape(0);
        site.require(
                x.rank() > 0 && site.shape(1).equals(Shape.of(x.dim(0))),
                "mask must hold a truth value for each row of X %s, found %s",
                x,
                site.in(1));
        site.require(
                site.attrs().has("count"),
                "the number of wanted rows must be known before the net runs; give it as the"
                        + " argument count");
        int count = Shape.extent(site.attrs().i("count"));
        List<Integer> y = new ArrayList<>(x.toList());
        y.set(0, count);
        return List.of(
                site.in(0).withShape(Shape.of(y)), new ArrayType(DType.INT64, Shape.of(count)));
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        int d = x.sizeOf(1, x.rank());
        int count = o.outShape(1).intSize();
        int at = 0;
        for (int i = 0; i < x.dim(0); i++) {
            if (o.wholesIn(1)[i] != 0) {
                if (at < count) {
                    System.arraycopy(o.in(0), i * d, o.out(0), at * d, d);
                    o.wholesOut(1)[at] = i;
                }
                at++;
            }
        }
        if (at != count) {
            throw new IllegalArgumentException(
                    "count says %d rows, but the mask is true at %d".formatted(count, at));
        }
    }
}
