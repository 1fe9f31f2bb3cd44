package org.duograph.ops.segment;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.math.Max;
import org.duograph.tensor.Shape;

/**
 * What the operators share that fold the rows of each segment to one: their operands, types,
 * kernels and gradients. Of a segment without rows come zeros, as in Caffe2.
 *
 * @param segments how they are told which rows belong together
 */
record SegmentFold(Segments segments) {
    private static final Shape X = Shape.of(6, 2);
    private static final Shape Y = Shape.of(3, 2);

    /** Starts the definition of a sum, whose gradient {@code gradX} computes. */
    OpBuilder sum(String type, OpDef gradX) {
        return linear(type, gradX)
                .summary("Adds up the rows of each segment.")
                .formula("Y[s] = sum of X[i] over the rows i of segment s")
                .kernel(o -> fold(o, false));
    }

    /** Starts the definition of a mean, whose gradient {@code gradX} computes. */
    OpBuilder mean(String type, OpDef gradX) {
        return linear(type, gradX)
                .summary("The mean of the rows of each segment.")
                .formula("Y[s] = mean of X[i] over the rows i of segment s; of none it is 0")
                .kernel(o -> fold(o, true));
    }

    private OpBuilder linear(String type, OpDef gradX) {
        return named(type)
                .gradient(
                        g ->
                                g.inputGradient(
                                        0,
                                        g.append(
                                                gradX,
                                                g.attrs().given(),
                                                g.outputGradient(0),
                                                g.input(1),
                                                g.input(0))));
    }

    /** Starts the definition of a maximum, whose gradient {@code gradX} computes. */
    OpBuilder max(String type, OpDef gradX) {
        return named(type)
                .summary("The largest number in each column of a segment's rows.")
                .formula("Y[s, j] = max of X[i, j] over the rows i of segment s; of none it is 0")
                .gradient(
                        g ->
                                g.inputGradient(
                                        0,
                                        g.append(
                                                gradX,
                                                g.attrs().given(),
                                                g.input(0),
                                                g.output(0),
                                                g.outputGradient(0),
                                                g.input(1))))
                .kernel(this::max);
    }

    private OpBuilder named(String type) {
        OpBuilder op = OpDef.named(type).input("X", "N x ...: the rows");
        return segments.input(op)
                .output("Y", "S x ...: one row for each segment")
                .types(
                        site -> {
                            Shape x = site.shape(0);
                            site.require(x.rank() > 0, "X must have rows, found %s", site.in(0));
                            int count = segments.count(site, 1, x.dim(0));
                            return List.of(site.in(0).withShape(x.with(0, count)));
                        })
                .sample(Sample.of(segments.sampleAttrs(), real(X), segments.sample()));
    }

    private static Sample.Input real(Shape shape) {
        return Sample.real(shape, -1, 1);
    }

    /** Starts the definition of the gradient of a sum, {@code op}. */
    OpBuilder gradientOfSum(String type, Supplier<OpDef> op) {
        return gradient(type, op)
                .formula("dX[i] = dY[s], s the segment of row i")
                .kernel(o -> spread(o, false));
    }

    /** Starts the definition of the gradient of a mean, {@code op}. */
    OpBuilder gradientOfMean(String type, Supplier<OpDef> op) {
        return gradient(type, op)
                .formula("dX[i] = dY[s] / rows of s, s the segment of row i")
                .kernel(o -> spread(o, true));
    }

    private OpBuilder gradient(String type, Supplier<OpDef> op) {
        OpBuilder grad = ofGradient(type).input("dY", "the gradient of Y");
        return segments.input(grad)
                .shapeOf("X", "the rows")
                .output("dX", "the gradient of X")
                .types(site -> List.of(site.in(2)))
                .gradient(
                        g -> {
                            Value dY = g.outputGradient(0);
                            Map<String, Object> attrs = g.attrs().given();
                            g.inputGradient(0, g.append(op.get(), attrs, dY, g.input(1)));
                        })
                .sample(Sample.of(segments.sampleAttrs(), real(Y), segments.sample(), real(X)));
    }

    private static OpBuilder ofGradient(String type) {
        return OpDef.named(type + "GradX")
                .summary("The gradient of " + type + " with respect to X.");
    }

    /**
     * Starts the definition of the gradient of a maximum: where several are largest, each gets all
     * of dY.
     *
     * @param sum the sum over the same segments, for gradients of gradients
     * @param gradSum its gradient, which repeats rows
     */
    OpBuilder gradientOfMax(String type, Supplier<OpDef> sum, Supplier<OpDef> gradSum) {
        OpBuilder grad =
                ofGradient(type)
                        .formula("dX[i, j] = dY[s, j] where X[i, j] is Y[s, j], else 0")
                        .input("X", "the rows")
                        .input("Y", "the output of " + type)
                        .input("dY", "the gradient of Y");
        return segments.input(grad)
                .output("dX", "the gradient of X")
                .types(site -> List.of(site.in(0)))
                .gradient(g -> againOfMax(g, sum.get(), gradSum.get()))
                .kernel(this::gradMax)
                .sample(
                        Sample.of(
                                segments.sampleAttrs(),
                                real(X),
                                real(Y),
                                real(Y),
                                segments.sample()));
    }

    /** To each number of dY goes what comes from the elements that it went to. */
    private static void againOfMax(GradientRule.Site g, OpDef sum, OpDef gradSum) {
        Map<String, Object> attrs = g.attrs().given();
        Value largest = g.append(gradSum, attrs, g.input(1), g.input(3), g.input(0));
        Value chosen = g.append(Max.GRAD_X, Map.of(), g.input(0), largest, g.outputGradient(0));
        g.inputGradient(2, g.append(sum, attrs, chosen, g.input(3)));
    }

    private int[] of(Operands o, int i, Shape x, Shape y) {
        return segments.of(o, i, x.dim(0), y.dim(0));
    }

    private void fold(Operands o, boolean mean) {
        Shape x = o.inShape(0);
        int d = x.sizeOf(1, x.rank());
        int[] segment = of(o, 1, x, o.outShape(0));
        int[] sizes = Segments.sizes(segment, o.outShape(0).dim(0));
        double[] from = o.in(0);
        double[] y = o.out(0);
        Arrays.fill(y, 0, o.outShape(0).intSize(), 0);
        for (int i = 0; i < segment.length; i++) {
            double share = mean ? 1.0 / sizes[segment[i]] : 1;
            for (int k = 0; k < d; k++) {
                y[segment[i] * d + k] += share * from[i * d + k];
            }
        }
    }

    private void max(Operands o) {
        Shape x = o.inShape(0);
        int d = x.sizeOf(1, x.rank());
        int[] segment = of(o, 1, x, o.outShape(0));
        double[] from = o.in(0);
        double[] y = o.out(0);
        Arrays.fill(y, 0, o.outShape(0).intSize(), 0);
        boolean[] begun = new boolean[o.outShape(0).dim(0)];
        for (int i = 0; i < segment.length; i++) {
            for (int k = 0; k < d; k++) {
                int to = segment[i] * d + k;
                double number = from[i * d + k];
                y[to] = begun[segment[i]] ? Math.max(y[to], number) : number;
            }
            begun[segment[i]] = true;
        }
    }

    private void spread(Operands o, boolean mean) {
        Shape x = o.outShape(0);
        int d = x.sizeOf(1, x.rank());
        int[] segment = of(o, 1, x, o.inShape(0));
        int[] sizes = Segments.sizes(segment, o.inShape(0).dim(0));
        double[] dY = o.in(0);
        double[] dX = o.out(0);
        for (int i = 0; i < segment.length; i++) {
            double share = mean ? 1.0 / sizes[segment[i]] : 1;
            for (int k = 0; k < d; k++) {
                dX[i * d + k] = share * dY[segment[i] * d + k];
            }
        }
    }

    private void gradMax(Operands o) {
        Shape x = o.inShape(0);
        int d = x.sizeOf(1, x.rank());
        int[] segment = of(o, 3, x, o.inShape(1));
        double[] from = o.in(0);
        double[] y = o.in(1);
        double[] dY = o.in(2);
        double[] dX = o.out(0);
        for (int i = 0; i < segment.length; i++) {
            for (int k = 0; k < d; k++) {
                int at = segment[i] * d + k;
                dX[i * d + k] = from[i * d + k] == y[at] ? dY[at] : 0;
            }
        }
    }
}
