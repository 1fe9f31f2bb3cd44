package org.duograph.ops.reduce;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.ops.copy.Cast;
import org.duograph.ops.fill.RangeFill;
import org.duograph.ops.math.Terms;
import org.duograph.ops.shape.Gather;
import org.duograph.ops.shape.Reshape;
import org.duograph.ops.shape.ScatterNd;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Bags of words: rows of a table looked up by number, and summed or averaged for each bag. The rows
 * themselves are never laid out.
 */
public final class EmbeddingBag {
    private static final Attr MODE =
            Attr.ofString("mode", "sum", "sum, or mean: divided by how many are in the bag.");

    private static final Sample.Input LENGTHS = Sample.whole(DType.INT64, Shape.of(2), 2, 3);
    private static final Sample.Input INDICES = Sample.whole(DType.INT64, Shape.of(4), 0, 5);

    /** What each of the things in a bag gets of what the bag has. */
    public static final OpDef ROWS =
            OpDef.named("EmbeddingBagRows")
                    .summary("Repeats the row of each bag for each of the things in it.")
                    .formula("Y[i] = X[bag of i], mean: / how many are in that bag")
                    .input("X", "B x ...: a row for each bag")
                    .input("lengths", "B numbers: how many are in each bag")
                    .ofType(ElementTypes.INDICES)
                    .shapeOf("indices", "N numbers, those of the first bag first")
                    .ofType(ElementTypes.INDICES)
                    .output("Y", "N x ...")
                    .attrs(MODE)
                    .types(EmbeddingBag::rowTypes)
                    .gradient(EmbeddingBag::gradientOfRows)
                    .kernel(EmbeddingBag::runRows)
                    .example(
                            Example.of(
                                    Map.of("mode", "mean"),
                                    NDArray.of(Shape.of(2, 1), 4f, 7),
                                    NDArray.of(Shape.of(2), 2L, 1),
                                    NDArray.of(Shape.of(3), 0L, 0, 0),
                                    NDArray.of(Shape.of(3, 1), 2f, 2, 7)))
                    .sample(
                            Sample.of(
                                    Map.of(), Sample.real(Shape.of(2, 3), -1, 1), LENGTHS, INDICES))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("EmbeddingBag")
                    .summary("Sums, for each bag, rows of a table that are looked up by number.")
                    .formula("Y[b] = sum of weights[i] * W[indices[i]] over the i of bag b")
                    .input("W", "R x D: the table")
                    .input("indices", "N numbers from 0 to R - 1, those of the first bag first")
                    .ofType(ElementTypes.INDICES)
                    .input("lengths", "B numbers: how many are in each bag, N in all")
                    .ofType(ElementTypes.INDICES)
                    .optionalInput("weights", "N numbers, or each row weighs 1")
                    .output("Y", "B x D")
                    .attrs(MODE)
                    .types(EmbeddingBag::types)
                    .gradient(EmbeddingBag::gradient)
                    .kernel(EmbeddingBag::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(3, 1), 1f, 10, 100),
                                    NDArray.of(Shape.of(3), 2L, 0, 1),
                                    NDArray.of(Shape.of(2), 2L, 1),
                                    NDArray.of(Shape.of(2, 1), 101f, 10)))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(5, 3), -1, 1),
                                    INDICES,
                                    LENGTHS,
                                    Sample.real(Shape.of(4), 0.5, 2)))
                    .sample(
                            Sample.of(
                                    Map.of("mode", "mean"),
                                    Sample.real(Shape.of(5, 3), -1, 1),
                                    INDICES,
                                    LENGTHS))
                    .build();

    private EmbeddingBag() {}

    private static boolean isMean(Attrs attrs) {
        String mode = attrs.s("mode");
        if (!mode.equals("sum") && !mode.equals("mean")) {
            throw new IllegalArgumentException("mode must be sum or mean, found \"" + mode + "\"");
        }
        return mode.equals("mean");
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        isMean(site.attrs());
        site.requireRank(0, 2);
        site.requireRank(1, 1);
        site.requireRank(2, 1);
        if (site.has(3)) {
            site.requireSameShape(1, 3);
        }
        return List.of(site.in(0).withShape(site.shape(2).dim(0), site.shape(0).dim(1)));
    }

    private static List<ArrayType> rowTypes(TypeRule.Site site) {
        isMean(site.attrs());
        site.requireRank(1, 1);
        site.requireRank(2, 1);
        site.require(
                site.shape(0).rank() > 0 && site.shape(0).dim(0) == site.shape(1).dim(0),
                "X must have a row for each of %d bags, found %s",
                site.shape(1).dim(0),
                site.in(0));
        return List.of(site.in(0).withShape(site.shape(0).with(0, site.shape(2).dim(0))));
    }

    private static void gradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        Value w = g.input(0);
        Value indices = g.input(1);
        Map<String, ?> mode = g.attrs().given();
        Value rows = g.append(ROWS, mode, g.outputGradient(0), g.input(2), indices);
        if (g.has(3)) {
            Value looked = g.append(Gather.OP, Map.of(), w, indices);
            Map<String, ?> back = Map.of("num_reduce_dim", 1);
            g.inputGradient(3, g.append(ReduceBackSum.OP, back, t.times(rows, looked)));
            rows = t.timesRows(rows, g.input(3));
        }
        Map<String, ?> column = Map.of("shape", List.of(indices.shape().dim(0), 1));
        Value places = g.append(Reshape.OP, column, indices);
        Map<String, ?> shape = Map.of("shape", w.shape().toList());
        g.inputGradient(0, g.append(ScatterNd.OP, shape, places, rows));
    }

    /** Each bag gets the sum of what its rows get: a bag of the rows themselves. */
    private static void gradientOfRows(GradientRule.Site g) {
        Value u = g.outputGradient(0);
        int n = u.shape().dim(0);
        Value flat = g.append(Reshape.OP, Map.of("shape", List.of(n, -1)), u);
        Value range = g.append(RangeFill.OP, Map.of("shape", List.of(n)));
        Value all = g.append(Cast.OP, Map.of("to", DType.INT64), range);
        Value bags = g.append(OP, g.attrs().given(), flat, all, g.input(1));
        Map<String, ?> shape = Map.of("shape", g.input(0).shape().toList());
        g.inputGradient(0, g.append(Reshape.OP, shape, bags));
    }

    /** Visits each of the things: its place, its bag, and how many are in there. */
    private interface Visitor {
        void visit(int i, int bag, long count);
    }

    private static void forEach(long[] lengths, int bags, int things, Visitor visitor) {
        int i = 0;
        for (int bag = 0; bag < bags; bag++) {
            if (lengths[bag] < 0 || lengths[bag] > things - i) {
                throw wrong(things, lengths, bags);
            }
            for (long k = 0; k < lengths[bag]; k++, i++) {
                visitor.visit(i, bag, lengths[bag]);
            }
        }
        if (i < things) {
            throw wrong(things, lengths, bags);
        }
    }

    private static IllegalArgumentException wrong(int things, long[] lengths, int bags) {
        return new IllegalArgumentException(
                "lengths must add up to the %d indices, and none be below 0, found %s"
                        .formatted(things, Arrays.toString(Arrays.copyOf(lengths, bags))));
    }

    private static void run(Operands o) {
        boolean mean = isMean(o.attrs());
        Shape w = o.inShape(0);
        int d = w.dim(1);
        long[] indices = o.wholesIn(1);
        double[] weights = o.has(3) ? o.in(3) : null;
        double[] y = o.out(0);
        Arrays.fill(y, 0, o.outShape(0).intSize(), 0);
        forEach(
                o.wholesIn(2),
                o.outShape(0).dim(0),
                o.inShape(1).intSize(),
                (i, bag, count) -> {
                    int row = Gather.row(i, indices[i], w.dim(0)) * d;
                    double weight = (weights == null ? 1 : weights[i]) / (mean ? count : 1);
                    for (int j = 0; j < d; j++) {
                        y[bag * d + j] += weight * o.in(0)[row + j];
                    }
                });
    }

    private static void runRows(Operands o) {
        boolean mean = isMean(o.attrs());
        int d = o.inShape(0).sizeOf(1, o.inShape(0).rank());
        forEach(
                o.wholesIn(1),
                o.inShape(0).dim(0),
                o.outShape(0).dim(0),
                (i, bag, count) -> {
                    for (int j = 0; j < d; j++) {
                        o.out(0)[i * d + j] = o.in(0)[bag * d + j] / (mean ? count : 1);
                    }
                });
    }
}
