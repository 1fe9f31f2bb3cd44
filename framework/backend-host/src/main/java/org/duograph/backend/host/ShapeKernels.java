package org.duograph.backend.host;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.ops.view.Channels;
import org.duograph.tensor.Shape;

/**
 * Operators that move numbers without changing them: they copy bytes, of whatever type. Runs of
 * neighbours go at once.
 */
final class ShapeKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "Slice" -> HostKernel.ofAnyType(node -> true, ShapeKernels::slice);
            case "SliceGradX" -> HostKernel.ofFloats(ShapeKernels::sliceGradX);
            case "Tile" -> HostKernel.ofAnyType(node -> true, ShapeKernels::tile);
            case "TileGradX" -> HostKernel.ofFloats(ShapeKernels::tileGradX);
            case "ChannelShuffle" -> HostKernel.ofAnyType(node -> true, ShapeKernels::shuffle);
            default -> null;
        };
    }

    /** Bytes of {@code count} elements of the node's first input. */
    private static int bytes(Node node, int count) {
        return count * node.input(0).type().dtype().bytes();
    }

    private static Kernel slice(Node node, HostArrays arrays) {
        Box box = Box.of(node, node.input(0).shape(), node.output(0).shape());
        ByteBuffer x = arrays.input(0).asBytes();
        ByteBuffer y = arrays.output(0).asBytes();
        int run = bytes(node, box.run());
        return () -> {
            for (int i = 0; i < box.runs(); i++) {
                y.put(i * run, x, bytes(node, box.start(i)), run);
            }
        };
    }

    private static Kernel sliceGradX(Node node, HostArrays arrays) {
        Box box = Box.of(node, node.output(0).shape(), node.input(0).shape());
        ByteBuffer dY = arrays.input(0).asBytes();
        ByteBuffer dX = arrays.output(0).asBytes();
        int size = bytes(node, node.output(0).shape().intSize());
        int run = bytes(node, box.run());
        return () -> {
            for (int i = 0; i < size; i++) {
                dX.put(i, (byte) 0);
            }
            for (int i = 0; i < box.runs(); i++) {
                dX.put(bytes(node, box.start(i)), dY, i * run, run);
            }
        };
    }

    /**
     * A box of an array, as runs of elements that stand together in both.
     *
     * @param run elements of a run
     * @param starts where each run starts in the whole array
     */
    private record Box(int run, int[] starts) {
        static Box of(Node slice, Shape whole, Shape box) {
            int last = whole.rank() - 1;
            while (last > 0 && whole.dim(last) == box.dim(last)) {
                last--; // whole rows: their neighbours are neighbours too
            }
            int[] starts = new int[box.sizeOf(0, Math.max(last, 0))];
            for (int i = 0; i < starts.length; i++) {
                int rest = i;
                int at = 0;
                for (int axis = last; axis >= 0; axis--) {
                    int index = 0;
                    if (axis < last) {
                        index = rest % box.dim(axis);
                        rest /= box.dim(axis);
                    }
                    at +=
                            (first(slice, whole, axis) + index)
                                    * whole.sizeOf(axis + 1, whole.rank());
                }
                starts[i] = at;
            }
            return new Box(box.sizeOf(Math.max(last, 0), box.rank()), starts);
        }

        private static int first(Node slice, Shape whole, int axis) {
            List<Long> given = slice.attrs().ints("starts");
            long start = axis < given.size() ? given.get(axis) : 0;
            return (int) (start < 0 ? whole.dim(axis) + 1 + start : start);
        }

        int runs() {
            return starts.length;
        }

        int start(int i) {
            return starts[i];
        }
    }

    private static Kernel tile(Node node, HostArrays arrays) {
        Shape x = node.input(0).shape();
        int axis = x.axis(node.attrs().i("axis"));
        int tiles = node.attrs().int32("tiles");
        int count = x.sizeOf(0, axis) * tiles;
        int block = bytes(node, x.sizeOf(axis, x.rank()));
        ByteBuffer from = arrays.input(0).asBytes();
        ByteBuffer to = arrays.output(0).asBytes();
        return () -> {
            for (int k = 0; k < count; k++) {
                to.put(k * block, from, k / tiles * block, block);
            }
        };
    }

    private static Kernel tileGradX(Node node, HostArrays arrays) {
        Shape x = node.output(0).shape();
        int axis = x.axis(node.attrs().i("axis"));
        int tiles = node.attrs().int32("tiles");
        int outer = x.sizeOf(0, axis);
        int block = x.sizeOf(axis, x.rank());
        FloatBuffer dY = arrays.in(0);
        FloatBuffer dX = arrays.out(0);
        return () -> {
            for (int k = 0; k < outer; k++) {
                for (int i = 0; i < block; i++) {
                    double sum = 0;
                    for (int tile = 0; tile < tiles; tile++) {
                        sum += dY.get((k * tiles + tile) * block + i);
                    }
                    dX.put(k * block + i, (float) sum);
                }
            }
        };
    }

    private static Kernel shuffle(Node node, HostArrays arrays) {
        Channels channels = Channels.of(node.attrs(), node.input(0).shape());
        int group = node.attrs().int32("group");
        int each = channels.count() / group;
        int run = bytes(node, channels.inner());
        ByteBuffer x = arrays.input(0).asBytes();
        ByteBuffer y = arrays.output(0).asBytes();
        return () -> {
            for (int n = 0; n < channels.outer(); n++) {
                for (int c = 0; c < channels.count(); c++) {
                    int to = c % each * group + c / each;
                    y.put(bytes(node, channels.at(n, to)), x, bytes(node, channels.at(n, c)), run);
                }
            }
        };
    }
}
