package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntToLongFunction;
import org.duograph.backend.Elements;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.ops.shape.Gather;
import org.duograph.ops.shape.GatherNd;
import org.duograph.ops.shape.Places;
import org.duograph.tensor.Shape;

/** Elements and blocks that are picked by places, laid upon others, or summed there. */
final class PlaceKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "GatherElements" -> HostKernel.ofAnyType(node -> true, PlaceKernels::gather);
            case "ScatterElements" ->
                    HostKernel.ofAnyType(HostKernel::givesFloat, PlaceKernels::scatter)
                            .inPlace(0, 0);
            case "ScatterNdUpdate" ->
                    HostKernel.ofAnyType(HostKernel::givesFloat, PlaceKernels::scatterBlocks)
                            .inPlace(0, 0);
            case "BatchGather" -> HostKernel.ofAnyType(node -> true, PlaceKernels::batchGather);
            case "BatchGatherGradX" ->
                    HostKernel.ofAnyType(HostKernel::givesFloat, PlaceKernels::batchGatherGradX);
            default -> null;
        };
    }

    /** The places along an axis that a node's indices, input 1, name: those of one run. */
    private static final class Named {
        private final IntToLongFunction indices;
        private final int[] starts;
        private final int length;
        private final int step;

        Named(Node node, HostArrays arrays) {
            Shape x = node.input(0).shape();
            int axis = x.axis(node.attrs().i("axis"));
            indices = IndexKernels.wholes(node, arrays, 1);
            starts = Places.starts(axis, node.input(1).shape(), x);
            length = x.dim(axis);
            step = x.sizeOf(axis + 1, x.rank());
        }

        int count() {
            return starts.length;
        }

        int at(int i) {
            return starts[i] + Places.wrapped(i, indices.applyAsLong(i), length) * step;
        }
    }

    private static Kernel gather(Node node, HostArrays arrays) {
        Named places = new Named(node, arrays);
        Elements x = arrays.from(0);
        Elements y = arrays.to(0);
        return () -> {
            for (int i = 0; i < places.count(); i++) {
                y.put(i, x, places.at(i), 1);
            }
        };
    }

    /** What becomes of a number upon which another is laid. */
    private static DoubleBinaryOperator merging(Node node) {
        return switch (node.attrs().s("reduction")) {
            case "add" -> (old, update) -> old + update;
            case "mul" -> (old, update) -> old * update;
            case "max" -> Math::max;
            case "min" -> Math::min;
            default -> (old, update) -> update;
        };
    }

    private static Kernel scatter(Node node, HostArrays arrays) {
        Named places = new Named(node, arrays);
        DoubleBinaryOperator merge = merging(node);
        FloatBuffer updates = arrays.in(2);
        FloatBuffer y = arrays.out(0);
        Kernel begin = arrays.copy(0, 0);
        return () -> {
            begin.run();
            for (int i = 0; i < places.count(); i++) {
                int to = places.at(i);
                y.put(to, (float) merge.applyAsDouble(y.get(to), updates.get(i)));
            }
        };
    }

    private static Kernel scatterBlocks(Node node, HostArrays arrays) {
        Shape x = node.input(0).shape();
        Shape indices = node.input(1).shape();
        int k = GatherNd.depth(x, indices);
        int block = x.sizeOf(k, x.rank());
        int count = indices.sizeOf(0, indices.rank() - 1);
        IntToLongFunction index = IndexKernels.wholes(node, arrays, 1);
        DoubleBinaryOperator merge = merging(node);
        FloatBuffer updates = arrays.in(2);
        FloatBuffer y = arrays.out(0);
        Kernel begin = arrays.copy(0, 0);
        return () -> {
            begin.run();
            for (int i = 0; i < count; i++) {
                int start = GatherNd.start(x, index, i, k);
                for (int j = 0; j < block; j++) {
                    float old = y.get(start + j);
                    double merged = merge.applyAsDouble(old, updates.get(i * block + j));
                    y.put(start + j, (float) merged);
                }
            }
        };
    }

    private static Kernel batchGather(Node node, HostArrays arrays) {
        Shape x = node.input(0).shape();
        int row = x.sizeOf(2, x.rank());
        int count = node.input(1).shape().intSize();
        IntToLongFunction index = IndexKernels.wholes(node, arrays, 1);
        Elements from = arrays.from(0);
        Elements to = arrays.to(0);
        return () -> {
            for (int b = 0; b < x.dim(0); b++) {
                for (int i = 0; i < count; i++) {
                    int at = b * x.dim(1) + Gather.row(i, index.applyAsLong(i), x.dim(1));
                    to.put((b * count + i) * row, from, at * row, row);
                }
            }
        };
    }

    private static Kernel batchGatherGradX(Node node, HostArrays arrays) {
        Shape x = node.output(0).shape();
        int row = x.sizeOf(2, x.rank());
        int count = node.input(1).shape().intSize();
        IntToLongFunction index = IndexKernels.wholes(node, arrays, 1);
        FloatBuffer dY = arrays.in(0);
        FloatBuffer dX = arrays.out(0);
        Kernel zeros = FillKernels.fill(dX, x.intSize(), 0);
        return () -> {
            zeros.run();
            for (int b = 0; b < x.dim(0); b++) {
                for (int i = 0; i < count; i++) {
                    int to = b * x.dim(1) + Gather.row(i, index.applyAsLong(i), x.dim(1));
                    int from = (b * count + i) * row;
                    for (int j = 0; j < row; j++) {
                        dX.put(to * row + j, dX.get(to * row + j) + dY.get(from + j));
                    }
                }
            }
        };
    }
}
