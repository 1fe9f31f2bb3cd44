package org.duograph.ops.segment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.ops.math.Terms;
import org.duograph.ops.shape.Gather;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * What the sums over segments share whose rows have weights, or are looked up in a table by their
 * numbers, or both: bags of embeddings.
 *
 * @param segments how they are told which rows belong together; by lengths where there are weights
 * @param looksUp whether rows are looked up: then X is the table
 * @param mean without weights, whether a segment's sum is divided by the number of its rows
 */
record RowFold(Segments segments, boolean looksUp, boolean mean) {
    private static final Shape TABLE = Shape.of(4, 2);
    private static final Sample.Input WEIGHTS = Sample.real(Shape.of(6), -1, 1);
    private static final Sample.Input INDICES = Sample.whole(DType.INT64, Shape.of(6), 0, 4);

    private Sample.Input x() {
        return Sample.real(looksUp ? TABLE : Shape.of(6, 2), -1, 1);
    }

    private OpBuilder indices(OpBuilder op) {
        return looksUp
                ? op.input("indices", "the numbers of the rows, N of them, from 0 to R - 1")
                        .ofType(ElementTypes.INDICES)
                : op;
    }

    private OpBuilder rows(OpBuilder op) {
        return op.input("X", looksUp ? "R x ...: the table" : "N x ...: the rows");
    }

    /** Starts the definition of a sum of looked up rows, each as it is. */
    OpBuilder plain(String type, OpDef gradX) {
        return segments.input(indices(rows(OpDef.named(type))))
                .output("Y", "S x ...: one row for each segment")
                .types(site -> types(site, 1))
                .gradient(
                        g ->
                                g.inputGradient(
                                        0,
                                        g.append(
                                                gradX,
                                                g.attrs().given(),
                                                g.outputGradient(0),
                                                g.input(1),
                                                g.input(2),
                                                g.input(0))))
                .kernel(o -> run(o, 1))
                .sample(Sample.of(segments.sampleAttrs(), x(), INDICES, segments.sample()));
    }

    /** Starts the definition of the gradient of {@link #plain}. */
    OpBuilder gradientOfPlain(String type, Supplier<OpDef> op) {
        OpBuilder grad =
                OpDef.named(type + "GradX")
                        .summary("The gradient of " + type + " with respect to X.")
                        .input("dY", "the gradient of Y");
        return segments.input(indices(grad))
                .shapeOf("X", "the table")
                .output("dX", "the gradient of X, a whole table")
                .types(site -> List.of(site.in(3)))
                .gradient(
                        g ->
                                g.inputGradient(
                                        0,
                                        g.append(
                                                op.get(),
                                                g.attrs().given(),
                                                g.outputGradient(0),
                                                g.input(1),
                                                g.input(2))))
                .kernel(this::gradX)
                .sample(Sample.of(segments.sampleAttrs(), y(), INDICES, segments.sample(), x()));
    }

    private static Sample.Input y() {
        return Sample.real(Shape.of(3, 2), -1, 1);
    }

    /** Starts the definition of a sum with weights. */
    OpBuilder weighted(String type, OpDef grad) {
        OpBuilder op = rows(OpDef.named(type)).input("weights", "a weight for each of N rows");
        return segments.input(indices(op))
                .output("Y", "S x ...: one row for each segment")
                .types(site -> types(site, 2))
                .gradient(
                        g -> {
                            Value[] all = Arrays.copyOf(inputs(g), places() + 1);
                            all[places()] = g.outputGradient(0);
                            g.inputGradients(g.appendNode(grad, Map.of(), all));
                        })
                .kernel(o -> run(o, 2))
                .sample(sample());
    }

    /** How many inputs a sum with weights has. */
    private int places() {
        return looksUp ? 4 : 3;
    }

    private Value[] inputs(GradientRule.Site g) {
        Value[] all = new Value[places()];
        Arrays.setAll(all, g::input);
        return all;
    }

    private Sample sample(Sample.Input... more) {
        List<Sample.Input> all =
                new ArrayList<>(
                        looksUp
                                ? List.of(x(), WEIGHTS, INDICES, segments.sample())
                                : List.of(x(), WEIGHTS, segments.sample()));
        all.addAll(List.of(more));
        return Sample.of(Map.of(), all.toArray(Sample.Input[]::new));
    }

    /** Starts the definition of the gradients of {@link #weighted}. */
    OpBuilder gradientOfWeighted(String type, Supplier<OpDef> op, Supplier<OpDef> grad) {
        OpBuilder both =
                rows(OpDef.named(type + "Grad"))
                        .summary("The gradients of " + type + " with respect to X and weights.")
                        .input("weights", "a weight for each of N rows");
        return segments.input(indices(both))
                .input("dY", "the gradient of Y")
                .output("dX", "the gradient of X")
                .output("dweights", "the gradient of weights")
                .types(site -> List.of(site.in(0), site.in(1)))
                .gradient(g -> again(g, op.get(), grad.get()))
                .kernel(this::grad)
                .sample(sample(y()));
    }

    /** Both gradients are linear in X, in the weights and in dY. */
    private void again(GradientRule.Site g, OpDef op, OpDef grad) {
        Terms t = new Terms(g);
        Value u = t.outputGradient(0);
        Value v = t.outputGradient(1);
        Value[] all = Arrays.copyOf(inputs(g), places() + 1);
        all[places()] = g.input(places());
        Value[] withV = all.clone();
        withV[1] = v;
        g.inputGradient(0, g.append(grad, Map.of(), withV));
        Value[] withU = all.clone();
        withU[0] = u;
        g.inputGradient(1, g.appendNode(grad, Map.of(), withU).output(1));
        Value byU = t.of(op, Arrays.copyOf(withU, places()));
        g.inputGradient(places(), t.plus(byU, t.of(op, Arrays.copyOf(withV, places()))));
    }

    /** The number of what comes first behind X, weights or indices. */
    private List<ArrayType> types(TypeRule.Site site, int first) {
        Shape x = site.shape(0);
        site.require(x.rank() > 0, "X must have rows, found %s", site.in(0));
        int n = x.dim(0);
        if (looksUp) {
            site.requireRank(first, 1);
            n = site.shape(first).dim(0);
        }
        if (first == 2) {
            site.require(
                    site.shape(1).equals(Shape.of(n)),
                    "weights must hold a number for each of the %d rows, found %s",
                    n,
                    site.in(1));
        }
        int count = segments.count(site, looksUp ? first + 1 : first, n);
        return List.of(site.in(0).withShape(x.with(0, count)));
    }

    /** What is done with each row. */
    private interface Visitor {
        /** Row {@code i} of a segment begins at {@code x}; the segment's row at {@code y}. */
        void row(int i, int x, int y, double weight);
    }

    /**
     * Visits the rows in order.
     *
     * @param table the shape of X
     * @param weights the weights, or null
     * @param first the number of the input behind X and weights
     * @param count how many segments there are
     */
    private void each(
            Operands o, Shape table, double[] weights, int first, int count, Visitor visitor) {
        int d = table.sizeOf(1, table.rank());
        int n = looksUp ? o.inShape(first).intSize() : table.dim(0);
        long[] indices = looksUp ? o.wholesIn(first) : null;
        int[] segment = segments.of(o, looksUp ? first + 1 : first, n, count);
        int[] sizes = Segments.sizes(segment, count);
        for (int i = 0; i < n; i++) {
            int row = looksUp ? Gather.row(i, indices[i], table.dim(0)) : i;
            double weight = weights != null ? weights[i] : mean ? 1.0 / sizes[segment[i]] : 1;
            visitor.row(i, row * d, segment[i] * d, weight);
        }
    }

    private void run(Operands o, int first) {
        Shape table = o.inShape(0);
        int d = table.sizeOf(1, table.rank());
        double[] x = o.in(0);
        double[] y = o.out(0);
        Arrays.fill(y, 0, o.outShape(0).intSize(), 0);
        each(
                o,
                table,
                first == 2 ? o.in(1) : null,
                first,
                o.outShape(0).dim(0),
                (i, from, to, weight) -> {
                    for (int k = 0; k < d; k++) {
                        y[to + k] += weight * x[from + k];
                    }
                });
    }

    private void gradX(Operands o) {
        Shape table = o.outShape(0);
        int d = table.sizeOf(1, table.rank());
        double[] dY = o.in(0);
        double[] dX = o.out(0);
        Arrays.fill(dX, 0, table.intSize(), 0);
        each(
                o,
                table,
                null,
                1,
                o.inShape(0).dim(0),
                (i, x, y, weight) -> {
                    for (int k = 0; k < d; k++) {
                        dX[x + k] += weight * dY[y + k];
                    }
                });
    }

    private void grad(Operands o) {
        Shape table = o.inShape(0);
        int d = table.sizeOf(1, table.rank());
        double[] rows = o.in(0);
        double[] dY = o.in(places());
        double[] dX = o.out(0);
        double[] dWeights = o.out(1);
        Arrays.fill(dX, 0, table.intSize(), 0);
        each(
                o,
                table,
                o.in(1),
                2,
                o.inShape(places()).dim(0),
                (i, x, y, weight) -> {
                    double sum = 0;
                    for (int k = 0; k < d; k++) {
                        dX[x + k] += weight * dY[y + k];
                        sum += rows[x + k] * dY[y + k];
                    }
                    dWeights[i] = sum;
                });
    }
}
