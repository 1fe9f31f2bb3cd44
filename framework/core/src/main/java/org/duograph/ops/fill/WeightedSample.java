package org.duograph.ops.fill;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** One place of each row, drawn with the probabilities that the row's weights give. */
public final class WeightedSample {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("WeightedSample")
                    .summary("Draws a place of each row, the likelier the greater its weight.")
                    .formula("P(indices[n] = i) = weights[n, i] / sum of weights[n]")
                    .input("weights", "N x D, none negative")
                    .optionalInput("values", "what stands at each place, the shape of weights")
                    .output("indices", "N x 1")
                    .ofType(ElementTypes.of(DType.INT32))
                    .optionalOutput("drawn", "the values that stand there, N x 1")
                    .ofType(ElementTypes.sameAs("weights"))
                    .random()
                    .types(
                            site -> {
                                site.requireRank(0, 2);
                                site.require(
                                        site.shape(0).dim(1) > 0,
                                        "weights must have places, found %s",
                                        site.in(0));
                                Shape y = Shape.of(site.shape(0).dim(0), 1);
                                List<ArrayType> types =
                                        new ArrayList<>(List.of(new ArrayType(DType.INT32, y)));
                                if (site.has(1)) {
                                    site.requireSameShape(0, 1);
                                    types.add(site.in(0).withShape(y));
                                }
                                return types;
                            })
                    .kernel(WeightedSample::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.of(Shape.of(2, 3), 0f, 1, 0, 0, 0, 5),
                                            NDArray.of(Shape.of(2, 3), 1f, 2, 3, 4, 5, 6)),
                                    List.of(
                                            NDArray.of(Shape.of(2, 1), 1, 2),
                                            NDArray.of(Shape.of(2, 1), 2f, 6))))
                    .sample(Sample.of(Map.of(), Sample.real(Shape.of(4, 3), 0.1, 1)))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(4, 3), 0.1, 1),
                                    Sample.real(Shape.of(4, 3), -1, 1)))
                    .build();

    private WeightedSample() {}

    private static void run(Operands o) {
        int d = o.inShape(0).dim(1);
        double[] weights = o.in(0);
        for (int n = 0; n < o.inShape(0).dim(0); n++) {
            int place = draw(weights, n * d, d, o.random().uniform(n));
            o.wholesOut(0)[n] = place;
            if (o.outputCount() > 1) {
                o.out(1)[n] = o.in(1)[n * d + place];
            }
        }
    }

    /** The place at which the sum of weights passes the share {@code part} of all. */
    private static int draw(double[] weights, int from, int d, double part) {
        double sum = 0;
        for (int i = from; i < from + d; i++) {
            if (!(weights[i] >= 0)) {
                throw new IllegalArgumentException(
                        "weights must not be negative, found " + weights[i]);
            }
            sum += weights[i];
        }
        double left = part * sum;
        int last = 0;
        for (int i = 0; i < d; i++) {
            last = weights[from + i] > 0 ? i : last;
            left -= weights[from + i];
            if (left < 0) {
                return i;
            }
        }
        return last;
    }
}
