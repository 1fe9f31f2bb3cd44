package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.function.IntToLongFunction;
import org.duograph.backend.Elements;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.ops.shape.ShapeOf;
import org.duograph.ops.view.Channels;
import org.duograph.ops.view.Strided;
import org.duograph.tensor.Shape;

/** Operators that give the elements of an array in another order, or leave some of them out. */
final class RearrangeKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "DepthToSpace" ->
                    HostKernel.ofAnyType(node -> true, RearrangeKernels::depthToSpace);
            case "SpaceToDepth" ->
                    HostKernel.ofAnyType(node -> true, RearrangeKernels::spaceToDepth);
            case "Roll" -> HostKernel.ofAnyType(node -> true, RearrangeKernels::roll);
            case "ReverseSequence" -> HostKernel.ofAnyType(node -> true, RearrangeKernels::reverse);
            case "Trilu" -> HostKernel.ofFloats(RearrangeKernels::triangle).inPlace(0, 0);
            case "Shape" -> HostKernel.ofAnyType(node -> true, RearrangeKernels::extents);
            default -> null;
        };
    }

    /** The deep array seen in the order of the pixels: N, C, H, block, W, block. */
    private static Runs blocks(Node node, Shape deep) {
        int block = node.attrs().int32("block");
        int n = deep.dim(0);
        int c = deep.dim(1) / block / block;
        int h = deep.dim(2);
        int w = deep.dim(3);
        boolean channelsFirst = node.attrs().flag("channels_first");
        int plane = h * w;
        int channel = channelsFirst ? block * block * plane : plane;
        int cell = channelsFirst ? plane : c * plane;
        int[] steps = {deep.dim(1) * plane, channel, w, block * cell, 1, cell};
        return Runs.of(new Strided(Shape.of(n, c, h, block, w, block), 0, steps));
    }

    private static Kernel depthToSpace(Node node, HostArrays arrays) {
        Runs runs = blocks(node, node.input(0).shape());
        Elements x = arrays.from(0);
        Elements y = arrays.to(0);
        return () -> runs.gather(x, y);
    }

    private static Kernel spaceToDepth(Node node, HostArrays arrays) {
        Runs runs = blocks(node, node.output(0).shape());
        Elements x = arrays.from(0);
        Elements y = arrays.to(0);
        return () -> runs.scatter(x, y);
    }

    /** Two runs for each slice: what goes over the edge comes in at the other. */
    private static Kernel roll(Node node, HostArrays arrays) {
        Shape shape = node.input(0).shape();
        Channels slices = Channels.around(shape, shape.axis(node.attrs().i("axis")));
        int shift = (int) Math.floorMod(node.attrs().i("shift"), (long) slices.count());
        int whole = slices.count() * slices.inner();
        int head = shift * slices.inner();
        Elements x = arrays.from(0);
        Elements y = arrays.to(0);
        return () -> {
            for (int n = 0; n < slices.outer(); n++) {
                int at = n * whole;
                y.put(at, x, at + whole - head, head);
                y.put(at + head, x, at, whole - head);
            }
        };
    }

    private static Kernel reverse(Node node, HostArrays arrays) {
        Shape shape = node.input(0).shape();
        int time = shape.axis(node.attrs().i("time_axis"));
        int batch = shape.axis(node.attrs().i("batch_axis"));
        int last = Math.max(time, batch);
        int inner = shape.sizeOf(last + 1, shape.rank());
        int timeStep = shape.sizeOf(time + 1, last + 1);
        int batchStep = shape.sizeOf(batch + 1, last + 1);
        int rows = shape.sizeOf(0, last + 1);
        IntToLongFunction lengths = IndexKernels.wholes(node, arrays, 1);
        Elements x = arrays.from(0);
        Elements y = arrays.to(0);
        return () -> {
            for (int n = 0; n < shape.dim(batch); n++) {
                if (lengths.applyAsLong(n) < 0 || lengths.applyAsLong(n) > shape.dim(time)) {
                    throw new IllegalArgumentException(
                            "lengths[%d] must be from 0 to %d, found %d"
                                    .formatted(n, shape.dim(time), lengths.applyAsLong(n)));
                }
            }
            for (int row = 0; row < rows; row++) {
                int t = row / timeStep % shape.dim(time);
                int length = (int) lengths.applyAsLong(row / batchStep % shape.dim(batch));
                int from = t < length ? row + (length - 1 - 2 * t) * timeStep : row;
                y.put(row * inner, x, from * inner, inner);
            }
        };
    }

    private static Kernel triangle(Node node, HostArrays arrays) {
        Shape shape = node.input(0).shape();
        int columns = shape.dim(-1);
        int rows = shape.dim(-2);
        int lines = shape.sizeOf(0, shape.rank() - 1);
        boolean upper = node.attrs().flag("upper");
        int k = (int) Math.max(-rows - 1L, Math.min(node.attrs().i("k"), columns + 1L));
        FloatBuffer y = arrays.out(0);
        Kernel copy = arrays.copy(0, 0);
        return () -> {
            copy.run();
            for (int line = 0; line < lines; line++) {
                int diagonal = Math.max(0, Math.min(line % rows + k + (upper ? 0 : 1), columns));
                int to = line * columns + (upper ? diagonal : columns);
                for (int i = line * columns + (upper ? 0 : diagonal); i < to; i++) {
                    y.put(i, 0);
                }
            }
        };
    }

    private static Kernel extents(Node node, HostArrays arrays) {
        long[] extents = (long[]) ShapeOf.numbers(node).data();
        LongBuffer y = arrays.output(0).asLongs();
        return () -> y.put(0, extents);
    }
}
