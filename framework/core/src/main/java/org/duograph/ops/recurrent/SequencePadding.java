package org.duograph.ops.recurrent;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.math.Terms;
import org.duograph.ops.reduce.ReduceFrontSum;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Caffe2's VariableLengthSequencePadding: what is behind a sequence's end gets given numbers. */
public final class SequencePadding {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("VariableLengthSequencePadding")
                    .summary("Writes given numbers over what is behind the end of each sequence.")
                    .formula("Y[t, n] = X[t, n] for t < lengths[n], else padding")
                    .input("X", "T x N x D: N sequences of at most T steps")
                    .input("lengths", "how long each sequence is, N of them")
                    .ofType(ElementTypes.INDICES)
                    .input("padding", "what stands behind the end, D numbers")
                    .output("Y", "the shape of X")
                    .inPlace(0, 0)
                    .types(
                            site -> {
                                site.requireRank(0, 3);
                                site.require(
                                        site.shape(2).equals(Shape.of(site.shape(0).dim(2))),
                                        "padding must hold %d numbers, as X %s has at each step,"
                                                + " found %s",
                                        site.shape(0).dim(2),
                                        site.shape(0),
                                        site.in(2));
                                return ReversePackedSegs.types(site);
                            })
                    .gradient(SequencePadding::gradient)
                    .kernel(SequencePadding::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.of(Shape.of(2, 2, 1), 1f, 2, 3, 4),
                                            NDArray.of(Shape.of(2), 2, 1),
                                            NDArray.vector(9)),
                                    List.of(NDArray.of(Shape.of(2, 2, 1), 1f, 2, 3, 9))))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(4, 3, 2), -1, 1),
                                    Sample.whole(DType.INT32, Shape.of(3), 0, 5),
                                    Sample.real(Shape.of(2), -1, 1)))
                    .build();

    private SequencePadding() {}

    /** What X gets ends with the sequence; what is behind is padding's. */
    private static void gradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        Value dY = g.outputGradient(0);
        Value zeros = t.filled(g.input(2), 0);
        Value dX = g.append(OP, Map.of(), dY, g.input(1), zeros);
        g.inputGradient(0, dX);
        if (g.wants(2)) {
            Map<String, ?> both = Map.of("num_reduce_dim", 2);
            g.inputGradient(2, g.append(ReduceFrontSum.OP, both, t.minus(dY, dX)));
        }
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        int d = x.dim(2);
        int count = x.dim(1);
        double[] padding = Arrays.copyOf(o.in(2), d);
        System.arraycopy(o.in(0), 0, o.out(0), 0, x.intSize());
        for (int n = 0; n < count; n++) {
            int length = ReversePackedSegs.length(o.wholesIn(1), n, x.dim(0));
            for (int t = length; t < x.dim(0); t++) {
                System.arraycopy(padding, 0, o.out(0), (t * count + n) * d, d);
            }
        }
    }
}
