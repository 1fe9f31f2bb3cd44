package org.duograph.ops.recurrent;

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

/** Sequences read from their ends, each from its own: what the other direction of a net reads. */
public final class ReversePackedSegs {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("ReversePackedSegs")
                    .summary("Reverses each sequence of a batch; what is behind its end stays.")
                    .formula("Y[t, n] = X[lengths[n] - 1 - t, n] for t < lengths[n], else X[t, n]")
                    .input("X", "T x N x ...: N sequences of at most T steps")
                    .input("lengths", "how long each sequence is, N of them")
                    .ofType(ElementTypes.INDICES)
                    .output("Y", "the shape of X")
                    .types(ReversePackedSegs::types)
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(
                                                    ReversePackedSegs.OP,
                                                    Map.of(),
                                                    g.outputGradient(0),
                                                    g.input(1))))
                    .kernel(ReversePackedSegs::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(3, 2), 1f, 10, 2, 20, 3, 30),
                                    NDArray.of(Shape.of(2), 3, 2),
                                    NDArray.of(Shape.of(3, 2), 3f, 20, 2, 10, 1, 30)))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(4, 3, 2), -1, 1),
                                    Sample.whole(DType.INT32, Shape.of(3), 0, 5)))
                    .build();

    private ReversePackedSegs() {}

    /** X is steps x sequences x ...; there is a length for each sequence. */
    static List<ArrayType> types(TypeRule.Site site) {
        Shape x = site.shape(0);
        site.require(
                x.rank() > 1 && site.shape(1).equals(Shape.of(x.dim(1))),
                "X must be steps x sequences x ..., and lengths hold a number for each sequence,"
                        + " found %s and %s",
                site.in(0),
                site.in(1));
        return List.of(site.in(0));
    }

    /** The length of sequence {@code n}, from 0 to the number of steps. */
    static int length(long[] lengths, int n, int steps) {
        if (lengths[n] < 0 || lengths[n] > steps) {
            throw new IllegalArgumentException(
                    "lengths[%d] must be from 0 to the %d steps of X, found %d"
                            .formatted(n, steps, lengths[n]));
        }
        return (int) lengths[n];
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        int d = x.sizeOf(2, x.rank());
        int count = x.dim(1);
        for (int n = 0; n < count; n++) {
            int length = length(o.wholesIn(1), n, x.dim(0));
            for (int t = 0; t < x.dim(0); t++) {
                int from = t < length ? length - 1 - t : t;
                int at = (t * count + n) * d;
                System.arraycopy(o.in(0), (from * count + n) * d, o.out(0), at, d);
            }
        }
    }
}
