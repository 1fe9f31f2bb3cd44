package org.duograph.ops.reduce;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.copy.Cast;
import org.duograph.ops.logic.EQ;
import org.duograph.ops.math.Broadcast;
import org.duograph.ops.math.Max;
import org.duograph.ops.math.Terms;
import org.duograph.tensor.Shape;

/** What the operators share that fold some axes of X; the constants say which axes are folded. */
public enum Reduction {
    /** The first {@code num_reduce_dim}. */
    FRONT(Attr.ofInt("num_reduce_dim", 1, "How many of the first axes to fold.")),

    /** The last {@code num_reduce_dim}. */
    BACK(Attr.ofInt("num_reduce_dim", 1, "How many of the last axes to fold.")),

    /** Those in {@code axes}, or all; with {@code keepdims} they stay, with an extent of 1. */
    LISTED(
            Attr.optional("axes", Attr.Kind.INTS, "The axes to fold; all where not given."),
            Attr.ofInt("keepdims", 1, "1: folded axes stay, with an extent of 1."));

    /** Who gets the gradient of a maximum or minimum. */
    static final Attr SHARE =
            Attr.ofInt(
                    "share",
                    0,
                    "0: each that is as large gets all of dY, as in Caffe2; 1: they share it, as in"
                            + " TensorFlow.");

    private static final Shape SHAPE = Shape.of(2, 3, 4);

    private final List<Attr> attrs;

    Reduction(Attr... attrs) {
        this.attrs = List.of(attrs);
    }

    /** Starts the definition of a sum, whose gradient {@code gradX} computes. */
    OpBuilder sum(String type, OpDef gradX) {
        return named(type)
                .formula("Y = sum of X over the folded axes")
                .gradient(GradientRule.byShape(gradX))
                .kernel(o -> sum(o, false));
    }

    /** Starts the definition of a mean, whose gradient {@code gradX} computes. */
    OpBuilder mean(String type, OpDef gradX) {
        return named(type)
                .formula("Y = mean of X over the folded axes")
                .gradient(GradientRule.byShape(gradX))
                .kernel(o -> sum(o, true));
    }

    /** Starts the definition of a maximum, whose gradient {@code gradX} computes. */
    OpBuilder max(String type, OpDef gradX) {
        return named(type)
                .formula("Y = max of X over the folded axes")
                .gradient(g -> gradientOfExtreme(g, gradX))
                .kernel(this::max);
    }

    /** Starts the definition of a minimum, whose gradient {@code gradX} computes. */
    OpBuilder min(String type, OpDef gradX) {
        return named(type)
                .formula("Y = min of X over the folded axes")
                .gradient(g -> gradientOfExtreme(g, gradX))
                .kernel(this::min);
    }

    /** Starts the definition of a product, whose gradient {@code gradX} computes. */
    OpBuilder product(String type, OpDef gradX) {
        return named(type)
                .formula("Y = product of X over the folded axes")
                .gradient(
                        g ->
                                g.inputGradient(
                                        0,
                                        g.append(
                                                gradX,
                                                g.attrs().given(),
                                                g.input(0),
                                                g.outputGradient(0))))
                .kernel(this::product);
    }

    /** The rule of a maximum or minimum, which may have the attribute {@link #SHARE}. */
    private static void gradientOfExtreme(GradientRule.Site g, OpDef gradX) {
        Map<String, Object> axes = g.attrs().sharedWith(gradX);
        Value dY = g.outputGradient(0);
        if (g.op().attrs().containsKey(SHARE.name()) && g.attrs().flag(SHARE.name())) {
            Value y = g.append(ReduceSum.GRAD_X, axes, g.output(0), g.input(0));
            Value there = g.append(EQ.OP, Map.of(), g.input(0), y);
            Map<String, ?> to = Map.of("to", dY.type().dtype());
            Value count = g.append(ReduceSum.OP, axes, g.append(Cast.OP, to, there));
            dY = new Terms(g).over(dY, count);
        }
        g.inputGradient(0, g.append(gradX, axes, g.input(0), g.output(0), dY));
    }

    private OpBuilder named(String type) {
        return named(type, ElementTypes.NUMBERS);
    }

    /** Starts the definition of a reduction of such elements. */
    OpBuilder named(String type, ElementTypes elements) {
        boolean listed = this == LISTED;
        return OpDef.named(type)
                .input("X", "any shape")
                .ofType(elements)
                .output("Y", "the shape of X without the folded axes")
                .attrs(attrs)
                .types(site -> List.of(site.in(0).withShape(y(site.attrs(), site.shape(0)))))
                .sample(Sample.of(Map.of(), SHAPE))
                .sample(
                        Sample.of(
                                listed
                                        ? Map.of("axes", List.of(0, -1), "keepdims", 0)
                                        : Map.of("num_reduce_dim", 2),
                                SHAPE));
    }

    /** Starts the definition of the gradient of a sum, {@code op}. */
    OpBuilder gradientOfSum(String type, Supplier<OpDef> op) {
        return gradient(type, op).formula("dX[i] = dY where X[i] went").kernel(o -> spread(o, 1));
    }

    /** Starts the definition of the gradient of a mean, {@code op}. */
    OpBuilder gradientOfMean(String type, Supplier<OpDef> op) {
        return gradient(type, op)
                .formula("dX[i] = dY where X[i] went / how many went there")
                .kernel(o -> spread(o, share(o.outShape(0), o.inShape(0))));
    }

    private OpBuilder gradient(String type, Supplier<OpDef> op) {
        return OpDef.named(type + "GradX")
                .summary("The gradient of " + type + " with respect to X.")
                .input("dY", "the gradient of Y")
                .shapeOf("X", "the input of " + type)
                .output("dX", "the gradient of X")
                .attrs(attrs)
                .types(site -> List.of(site.in(1)))
                .gradient(GradientRule.linear(0, op))
                .sample(Sample.of(Map.of(), sampleOfY(), SHAPE));
    }

    /**
     * Starts the definition of the gradient of a maximum.
     *
     * @param sum the sum over the same axes, for gradients of gradients
     * @param gradSum its gradient, which repeats a number along those axes
     */
    OpBuilder gradientOfMax(String type, Supplier<OpDef> sum, Supplier<OpDef> gradSum) {
        Shape y = sampleOfY();
        return OpDef.named(type + "GradX")
                .summary("The gradient of " + type + " with respect to X.")
                .formula("dX[i] = dY where X[i] went and is Y, else 0")
                .input("X", "the input of " + type)
                .input("Y", "the output of " + type)
                .input("dY", "the gradient of Y")
                .output("dX", "the gradient of X")
                .attrs(attrs)
                .types(site -> List.of(site.in(0)))
                .gradient(g -> gradientOfMax(g, sum.get(), gradSum.get()))
                .kernel(this::gradMax)
                .sample(Sample.of(Map.of(), SHAPE, y, y));
    }

    /** The shape of Y in the sample of a gradient, which has no attributes. */
    private Shape sampleOfY() {
        boolean[] folded = folded(1, SHAPE.rank());
        return this == LISTED ? ones(SHAPE, folded) : y(SHAPE, folded);
    }

    /** To each number of dY goes what comes from the elements that it went to. */
    private static void gradientOfMax(GradientRule.Site g, OpDef sum, OpDef gradSum) {
        Map<String, Object> attrs = g.attrs().given();
        Value largest = g.append(gradSum, attrs, g.input(1), g.input(0));
        Value chosen = g.append(Max.GRAD_X, Map.of(), g.input(0), largest, g.outputGradient(0));
        g.inputGradient(2, g.append(sum, attrs, chosen));
    }

    /** Whether each axis is folded. */
    public boolean[] folded(Attrs given, Shape x) {
        if (this != LISTED) {
            int count = given.int32("num_reduce_dim");
            if (count < 0 || count > x.rank()) {
                throw new IllegalArgumentException(
                        "num_reduce_dim must be from 0 to the rank of X, found %d for X %s"
                                .formatted(count, x));
            }
            return folded(count, x.rank());
        }
        boolean[] folded = new boolean[x.rank()];
        List<Long> axes = given.has("axes") ? given.ints("axes") : List.of();
        Arrays.fill(folded, axes.isEmpty());
        for (long axis : axes) {
            folded[x.axis(axis)] = true;
        }
        return folded;
    }

    /** The first or last {@code count} axes. */
    private boolean[] folded(int count, int rank) {
        boolean[] folded = new boolean[rank];
        for (int i = 0; i < rank; i++) {
            folded[i] = this == LISTED || (this == FRONT ? i < count : i >= rank - count);
        }
        return folded;
    }

    private Shape y(Attrs given, Shape x) {
        boolean[] folded = folded(given, x);
        return this == LISTED && given.flag("keepdims") ? ones(x, folded) : y(x, folded);
    }

    private static Shape y(Shape x, boolean[] folded) {
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < folded.length; i++) {
            if (!folded[i]) {
                kept.add(x.dim(i));
            }
        }
        return Shape.of(kept);
    }

    private static Shape ones(Shape x, boolean[] folded) {
        int[] dims = x.toArray();
        for (int i = 0; i < folded.length; i++) {
            dims[i] = folded[i] ? 1 : dims[i];
        }
        return Shape.of(dims);
    }

    /** Where each element of X goes in Y: X takes the part of Y and A, Y that of B. */
    public Broadcast ways(Attrs given, Shape x) {
        return Broadcast.ones(x, ones(x, folded(given, x)));
    }

    Broadcast ways(Operands o, Shape x) {
        return ways(o.attrs(), x);
    }

    private static double share(Shape x, Shape y) {
        return x.size() == 0 ? 0 : (double) y.size() / x.size();
    }

    private void sum(Operands o, boolean average) {
        int size = o.outShape(0).intSize();
        if (o.isWhole(0)) {
            sumWholes(o, size, average);
            return;
        }
        double factor = average ? share(o.inShape(0), o.outShape(0)) : 1;
        double[] x = o.in(0);
        double[] y = o.out(0);
        Arrays.fill(y, 0, size, 0);
        ways(o, o.inShape(0)).forEach((at, from, to) -> y[to] += x[from]);
        for (int i = 0; i < size; i++) {
            y[i] *= factor;
        }
    }

    /** Of whole numbers; their mean is cut towards zero. */
    private void sumWholes(Operands o, int size, boolean average) {
        long[] x = o.wholesIn(0);
        long[] y = o.wholesOut(0);
        Arrays.fill(y, 0, size, 0);
        ways(o, o.inShape(0)).forEach((at, from, to) -> y[to] += x[from]);
        long count = average && size > 0 ? o.inShape(0).size() / size : 1;
        for (int i = 0; i < size; i++) {
            y[i] = count == 0 ? 0 : y[i] / count;
        }
    }

    private void spread(Operands o, double factor) {
        double[] dY = o.in(0);
        double[] dX = o.out(0);
        ways(o, o.outShape(0)).forEach((at, from, to) -> dX[from] = dY[to] * factor);
    }

    /** The largest; of nothing it is minus infinity, or the least whole number. */
    private void max(Operands o) {
        Broadcast ways = ways(o, o.inShape(0));
        int size = o.outShape(0).intSize();
        if (o.isWhole(0)) {
            long[] x = o.wholesIn(0);
            long[] y = o.wholesOut(0);
            Arrays.fill(y, 0, size, o.outType(0).dtype().least());
            ways.forEach((at, from, to) -> y[to] = Math.max(y[to], x[from]));
        } else {
            double[] x = o.in(0);
            double[] y = o.out(0);
            Arrays.fill(y, 0, size, Double.NEGATIVE_INFINITY);
            ways.forEach((at, from, to) -> y[to] = Math.max(y[to], x[from]));
        }
    }

    /** The smallest; of nothing it is infinity, or the greatest whole number. */
    private void min(Operands o) {
        Broadcast ways = ways(o, o.inShape(0));
        int size = o.outShape(0).intSize();
        if (o.isWhole(0)) {
            long[] x = o.wholesIn(0);
            long[] y = o.wholesOut(0);
            Arrays.fill(y, 0, size, o.outType(0).dtype().greatest());
            ways.forEach((at, from, to) -> y[to] = Math.min(y[to], x[from]));
        } else {
            double[] x = o.in(0);
            double[] y = o.out(0);
            Arrays.fill(y, 0, size, Double.POSITIVE_INFINITY);
            ways.forEach((at, from, to) -> y[to] = Math.min(y[to], x[from]));
        }
    }

    /** The product; of nothing it is 1. */
    private void product(Operands o) {
        Broadcast ways = ways(o, o.inShape(0));
        int size = o.outShape(0).intSize();
        if (o.isWhole(0)) {
            long[] x = o.wholesIn(0);
            long[] y = o.wholesOut(0);
            Arrays.fill(y, 0, size, 1);
            ways.forEach((at, from, to) -> y[to] *= x[from]);
        } else {
            double[] x = o.in(0);
            double[] y = o.out(0);
            Arrays.fill(y, 0, size, 1);
            ways.forEach((at, from, to) -> y[to] *= x[from]);
        }
    }

    /** Starts the definition of the gradient of a product. */
    OpBuilder gradientOfProduct(String type) {
        Shape y = sampleOfY();
        return OpDef.named(type + "GradX")
                .summary("The gradient of " + type + " with respect to X.")
                .formula("dX[i] = dY * product of the other X that went there")
                .input("X", "the input of " + type)
                .input("dY", "the gradient of Y")
                .output("dX", "the gradient of X")
                .attrs(attrs)
                .types(site -> List.of(site.in(0)))
                .kernel(this::gradProduct)
                .sample(Sample.of(Map.of(), SHAPE, y));
    }

    /** Zeros are counted, for one that is alone gets the product of all others. */
    private void gradProduct(Operands o) {
        Broadcast ways = ways(o, o.inShape(0));
        double[] x = o.in(0);
        double[] dY = o.in(1);
        double[] dX = o.out(0);
        int size = o.inShape(1).intSize();
        double[] product = new double[size];
        int[] zeros = new int[size];
        Arrays.fill(product, 1);
        ways.forEach(
                (at, from, to) -> {
                    zeros[to] += x[from] == 0 ? 1 : 0;
                    product[to] *= x[from] == 0 ? 1 : x[from];
                });
        ways.forEach(
                (at, from, to) -> {
                    boolean itself = x[from] == 0;
                    double others = itself ? product[to] : product[to] / x[from];
                    dX[from] = zeros[to] - (itself ? 1 : 0) > 0 ? 0 : dY[to] * others;
                });
    }

    /** The gradient of a maximum: all that are as large get dY. */
    private void gradMax(Operands o) {
        double[] x = o.in(0);
        double[] y = o.in(1);
        double[] dY = o.in(2);
        double[] dX = o.out(0);
        ways(o, o.inShape(0)).forEach((at, from, to) -> dX[from] = x[from] == y[to] ? dY[to] : 0);
    }
}
