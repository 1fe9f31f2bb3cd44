package org.duograph.ops.shape;

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
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Sequences of different lengths, each turned round; what comes behind its end stays. */
public final class ReverseSequence {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("ReverseSequence")
                    .summary("Turns round the first steps of each sequence.")
                    .formula(
                            "Y[t, n] = X[lengths[n] - 1 - t, n] where t < lengths[n], else X[t, n]")
                    .input("X", "rank 2 or more")
                    .ofType(ElementTypes.ANY)
                    .input("lengths", "one number per sequence, from 0 to the number of steps")
                    .ofType(ElementTypes.INDICES)
                    .output("Y", "the shape of X")
                    .attrs(
                            Attr.ofInt("time_axis", 0, "The axis of the steps."),
                            Attr.ofInt("batch_axis", 1, "The axis of the sequences."))
                    .types(ReverseSequence::types)
                    .gradient(ReverseSequence::gradient)
                    .kernel(ReverseSequence::run)
                    .example(
                            Example.of(
                                    Map.of("time_axis", 1, "batch_axis", 0),
                                    NDArray.of(Shape.of(2, 3), 1f, 2, 3, 4, 5, 6),
                                    NDArray.of(Shape.of(2), 2L, 3),
                                    NDArray.of(Shape.of(2, 3), 2f, 1, 3, 6, 5, 4)))
                    .sample(sample(Map.of(), Shape.of(4, 3, 2), 3, 5))
                    .sample(
                            sample(
                                    Map.of("time_axis", 2, "batch_axis", 0),
                                    Shape.of(2, 2, 3),
                                    2,
                                    4))
                    .build();

    private ReverseSequence() {}

    private static Sample sample(Map<String, ?> attrs, Shape x, int batch, int below) {
        return Sample.of(
                attrs, Sample.real(x, -1, 1), Sample.whole(DType.INT64, Shape.of(batch), 0, below));
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape x = site.shape(0);
        int time = x.axis(site.attrs().i("time_axis"));
        int batch = x.axis(site.attrs().i("batch_axis"));
        site.require(time != batch, "time_axis and batch_axis are both %d", time);
        site.require(
                site.shape(1).equals(Shape.of(x.dim(batch))),
                "lengths must have one number for each of %d sequences, found %s",
                x.dim(batch),
                site.in(1));
        return List.of(site.in(0));
    }

    private static void gradient(GradientRule.Site g) {
        g.inputGradient(0, g.append(OP, g.attrs().given(), g.outputGradient(0), g.input(1)));
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        int time = x.axis(o.attrs().i("time_axis"));
        int batch = x.axis(o.attrs().i("batch_axis"));
        int last = Math.max(time, batch);
        int inner = x.sizeOf(last + 1, x.rank());
        int timeStep = x.sizeOf(time + 1, last + 1);
        int batchStep = x.sizeOf(batch + 1, last + 1);
        long[] lengths = o.wholesIn(1);
        for (int n = 0; n < x.dim(batch); n++) {
            if (lengths[n] < 0 || lengths[n] > x.dim(time)) {
                throw new IllegalArgumentException(
                        "lengths[%d] must be from 0 to %d, found %d"
                                .formatted(n, x.dim(time), lengths[n]));
            }
        }
        for (int row = 0; row < x.sizeOf(0, last + 1) && inner > 0; row++) {
            int t = row / timeStep % x.dim(time);
            int length = (int) lengths[row / batchStep % x.dim(batch)];
            int from = t < length ? row + (length - 1 - 2 * t) * timeStep : row;
            System.arraycopy(o.inArray(0), from * inner, o.outArray(0), row * inner, inner);
        }
    }
}
