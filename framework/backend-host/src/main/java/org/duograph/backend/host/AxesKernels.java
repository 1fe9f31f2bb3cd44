package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.ops.math.Broadcast;
import org.duograph.ops.reduce.Reduction;

/** Maxima, minima and products over any axes, and their gradients. */
final class AxesKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "ReduceMax" ->
                    HostKernel.ofFloats((node, a) -> extreme(node, a, Float.NEGATIVE_INFINITY));
            case "ReduceMin" ->
                    HostKernel.ofFloats((node, a) -> extreme(node, a, Float.POSITIVE_INFINITY));
            case "ReduceMaxGradX", "ReduceMinGradX" ->
                    HostKernel.ofFloats(AxesKernels::extremeGradX);
            case "ReduceProd" -> HostKernel.ofFloats(AxesKernels::product);
            case "ReduceProdGradX" -> HostKernel.ofFloats(AxesKernels::productGradX);
            default -> null;
        };
    }

    /** Where each element of X goes. */
    private static Broadcast ways(Node node) {
        return Reduction.LISTED.ways(node.attrs(), node.input(0).shape());
    }

    /**
     * The largest or smallest along any axes.
     *
     * @param none what it is of nothing, and so which of the two is asked
     */
    private static Kernel extreme(Node node, HostArrays arrays, float none) {
        FloatBuffer x = arrays.in(0);
        FloatBuffer y = arrays.out(0);
        Kernel start = FillKernels.fill(y, node.output(0).shape().intSize(), none);
        Broadcast ways = ways(node);
        Broadcast.Visitor visitor =
                none < 0
                        ? (at, from, to) -> y.put(to, Math.max(y.get(to), x.get(from)))
                        : (at, from, to) -> y.put(to, Math.min(y.get(to), x.get(from)));
        return () -> {
            start.run();
            ways.forEach(visitor);
        };
    }

    /** All that are as large, or as small, get dY. */
    private static Kernel extremeGradX(Node node, HostArrays arrays) {
        FloatBuffer x = arrays.in(0);
        FloatBuffer y = arrays.in(1);
        FloatBuffer dY = arrays.in(2);
        FloatBuffer dX = arrays.out(0);
        Broadcast ways = ways(node);
        Broadcast.Visitor visitor =
                (at, from, to) -> dX.put(from, x.get(from) == y.get(to) ? dY.get(to) : 0);
        return () -> ways.forEach(visitor);
    }

    private static Kernel product(Node node, HostArrays arrays) {
        FloatBuffer x = arrays.in(0);
        FloatBuffer y = arrays.out(0);
        Kernel start = FillKernels.fill(y, node.output(0).shape().intSize(), 1);
        Broadcast ways = ways(node);
        Broadcast.Visitor visitor = (at, from, to) -> y.put(to, y.get(to) * x.get(from));
        return () -> {
            start.run();
            ways.forEach(visitor);
        };
    }

    /** Zeros are counted, for one that is alone gets the product of all others. */
    private static Kernel productGradX(Node node, HostArrays arrays) {
        FloatBuffer x = arrays.in(0);
        FloatBuffer dY = arrays.in(1);
        FloatBuffer dX = arrays.out(0);
        double[] product = new double[node.input(1).shape().intSize()]; // of what is not zero
        int[] zeros = new int[product.length];
        Broadcast ways = ways(node);
        Broadcast.Visitor multiply =
                (at, from, to) -> {
                    float one = x.get(from);
                    zeros[to] += one == 0 ? 1 : 0;
                    product[to] *= one == 0 ? 1 : one;
                };
        Broadcast.Visitor divide =
                (at, from, to) -> {
                    float one = x.get(from);
                    boolean othersHaveZeros = zeros[to] > (one == 0 ? 1 : 0);
                    double others = product[to] / (one == 0 ? 1 : one);
                    dX.put(from, othersHaveZeros ? 0 : (float) (dY.get(to) * others));
                };
        return () -> {
            Arrays.fill(product, 1);
            Arrays.fill(zeros, 0);
            ways.forEach(multiply);
            ways.forEach(divide);
        };
    }
}
