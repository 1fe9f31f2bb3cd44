package org.duograph.ops.reduce;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.view.Lines;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The k largest numbers along an axis, largest first, and where they stand. Of equal numbers the
 * first comes first; where there are fewer than k, zeros and places of -1 follow.
 */
public final class TopK {
    private static final Shape SHAPE = Shape.of(2, 3, 4);

    /** Each dY is added to where its number came from; of places given twice, both are. */
    public static final OpDef GRAD_X =
            OpDef.named("TopKGradX")
                    .summary("The gradient of TopK with respect to X.")
                    .formula("dX[i] = sum of the dvalues whose index is i")
                    .input("indices", "the second output of TopK: places along the axis, or -1")
                    .ofType(ElementTypes.INDICES)
                    .input("dvalues", "the gradient of values")
                    .shapeOf("X", "the input of TopK")
                    .output("dX", "the gradient of X")
                    .attrs(Pick.AXIS)
                    .types(
                            site -> {
                                Pick.requirePlaces(site, 0, site.shape(2));
                                site.requireSameShape(0, 1);
                                return List.of(site.in(2));
                            })
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            1,
                                            g.append(
                                                    Pick.OP,
                                                    g.attrs().given(),
                                                    g.outputGradient(0),
                                                    g.input(0))))
                    .kernel(TopK::gradX)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2), 2L, 0),
                                    NDArray.vector(5, 6),
                                    NDArray.vector(3, 1, 4),
                                    NDArray.vector(6, 0, 5)))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.whole(DType.INT64, Shape.of(2, 3, 2), -1, 4),
                                    Sample.real(Shape.of(2, 3, 2), -1, 1),
                                    Sample.real(SHAPE, -1, 1)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("TopK")
                    .summary("The k largest numbers along an axis, and where they stand.")
                    .input("X", "rank 1 or more")
                    .ofType(ElementTypes.NUMBERS)
                    .output("values", "the shape of X with k for the axis")
                    .auxiliaryOutput("indices", "places along the axis, int64, the same shape")
                    .ofType(ElementTypes.of(DType.INT64))
                    .auxiliaryOutput("flat_indices", "places in all of X, int64, a vector")
                    .ofType(ElementTypes.of(DType.INT64))
                    .attrs(Attr.optional("k", Attr.Kind.INT, "How many; at least 1."), Pick.AXIS)
                    .types(TopK::types)
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(
                                                    GRAD_X,
                                                    g.attrs().sharedWith(GRAD_X),
                                                    g.output(1),
                                                    g.outputGradient(0),
                                                    g.input(0))))
                    .kernel(TopK::run)
                    .example(
                            new Example(
                                    Map.of("k", 2),
                                    List.of(NDArray.of(Shape.of(2, 3), 1f, 5, 4, 2, 2, 0)),
                                    List.of(
                                            NDArray.of(Shape.of(2, 2), 5f, 4, 2, 2),
                                            NDArray.of(Shape.of(2, 2), 1L, 2, 0, 1),
                                            NDArray.of(Shape.of(4), 1L, 2, 3, 4))))
                    .sample(Sample.of(Map.of("k", 2), SHAPE))
                    .sample(Sample.of(Map.of("k", 2, "axis", 1), SHAPE))
                    .sample(Sample.of(Map.of("k", 6), SHAPE))
                    .build();

    private TopK() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        int k = site.attrs().int32("k");
        site.require(k >= 1, "k must be at least 1, found %d", k);
        Shape y = site.shape(0).with(site.attrs().int32("axis"), k);
        ArrayType indices = new ArrayType(DType.INT64, y);
        return List.of(site.in(0).withShape(y), indices, indices.withShape(y.intSize()));
    }

    private static void run(Operands o) {
        int axis = o.attrs().int32("axis");
        Lines from = Lines.along(axis, o.inShape(0));
        Lines to = Lines.along(axis, o.outShape(0));
        double[] x = o.isWhole(0) ? null : o.in(0);
        long[] wholes = o.isWhole(0) ? o.wholesIn(0) : null; // a double has not all of their bits
        for (int line = 0; line < from.count(); line++) {
            boolean[] taken = new boolean[from.length()];
            for (int k = 0; k < to.length(); k++) {
                int best = largest(x, wholes, from, line, taken);
                int at = to.at(line, k);
                if (wholes != null) {
                    o.wholesOut(0)[at] = best < 0 ? 0 : wholes[from.at(line, best)];
                } else {
                    o.out(0)[at] = best < 0 ? 0 : x[from.at(line, best)];
                }
                o.out(1)[at] = best;
                o.out(2)[at] = best < 0 ? -1 : from.at(line, best);
                if (best >= 0) {
                    taken[best] = true;
                }
            }
        }
    }

    /** The first of the largest that are not taken, or -1 if all are. */
    private static int largest(double[] x, long[] wholes, Lines lines, int line, boolean[] taken) {
        int best = -1;
        for (int i = 0; i < taken.length; i++) {
            int at = lines.at(line, i);
            int bestAt = best < 0 ? at : lines.at(line, best);
            boolean larger = wholes == null ? x[at] > x[bestAt] : wholes[at] > wholes[bestAt];
            boolean better = best < 0 || larger;
            best = !taken[i] && better ? i : best;
        }
        return best;
    }

    private static void gradX(Operands o) {
        int axis = o.attrs().int32("axis");
        Lines from = Lines.along(axis, o.inShape(1));
        Lines to = Lines.along(axis, o.outShape(0));
        long[] indices = o.wholesIn(0);
        double[] dY = o.in(1);
        double[] dX = o.out(0);
        Arrays.fill(dX, 0, o.outShape(0).intSize(), 0);
        for (int line = 0; line < from.count(); line++) {
            for (int k = 0; k < from.length(); k++) {
                int at = from.at(line, k);
                int place = Pick.place(at, indices[at], to.length());
                if (place >= 0) {
                    dX[to.at(line, place)] += dY[at];
                }
            }
        }
    }
}
