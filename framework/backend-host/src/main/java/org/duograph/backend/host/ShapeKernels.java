package org.duograph.backend.host;

import java.nio.FloatBuffer;
import org.duograph.backend.Elements;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Attrs;
import org.duograph.graph.Node;
import org.duograph.ops.shape.Pad;
import org.duograph.ops.shape.Slice;
import org.duograph.ops.shape.StridedSlice;
import org.duograph.ops.view.Channels;
import org.duograph.ops.view.Strided;
import org.duograph.tensor.Shape;

/**
 * Operators that move numbers without changing them: they copy elements, of whatever type. Runs of
 * neighbours go at once.
 */
final class ShapeKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "Slice" -> view(Slice::box);
            case "SliceGradX" -> viewGradX(Slice::box);
            case "StridedSlice" -> view(StridedSlice::view);
            case "StridedSliceGradX" -> viewGradX(StridedSlice::view);
            case "Pad" -> HostKernel.ofFloats(ShapeKernels::pad);
            case "Tile" -> HostKernel.ofAnyType(node -> true, ShapeKernels::tile);
            case "TileGradX" -> HostKernel.ofFloats(ShapeKernels::tileGradX);
            case "ChannelShuffle" -> HostKernel.ofAnyType(node -> true, ShapeKernels::shuffle);
            default -> null;
        };
    }

    /** {@code Y = a view of X}. */
    private static HostKernel view(View view) {
        return HostKernel.ofAnyType(
                node -> true,
                (node, arrays) -> {
                    Runs runs = runs(node, view, node.input(0).shape(), node.output(0).shape());
                    Elements x = arrays.from(0);
                    Elements y = arrays.to(0);
                    return () -> runs.gather(x, y);
                });
    }

    /** The gradient of {@link #view}: dY stands in the view of dX, zeros elsewhere. */
    private static HostKernel viewGradX(View view) {
        return HostKernel.ofFloats(
                (node, arrays) -> {
                    Runs runs = runs(node, view, node.output(0).shape(), node.input(0).shape());
                    return within(0, runs, node, arrays);
                });
    }

    private static Kernel pad(Node node, HostArrays arrays) {
        View inside = (attrs, y, x) -> Pad.inside(attrs, x, y);
        Runs runs = runs(node, inside, node.output(0).shape(), node.input(0).shape());
        return within((float) node.attrs().f("value"), runs, node, arrays);
    }

    /** The input stands in runs of the output; all else there is one number. */
    private static Kernel within(float value, Runs runs, Node node, HostArrays arrays) {
        Elements x = arrays.from(0);
        Elements y = arrays.to(0);
        Kernel fill = FillKernels.fill(arrays.out(0), node.output(0).shape().intSize(), value);
        return () -> {
            fill.run();
            runs.scatter(x, y);
        };
    }

    /** Where a part is seen in the whole array. */
    private interface View {
        Strided of(Attrs attrs, Shape whole, Shape part);
    }

    private static Runs runs(Node node, View view, Shape whole, Shape part) {
        return Runs.of(view.of(node.attrs(), whole, part));
    }

    private static Kernel tile(Node node, HostArrays arrays) {
        Shape x = node.input(0).shape();
        int axis = x.axis(node.attrs().i("axis"));
        int tiles = node.attrs().int32("tiles");
        int count = x.sizeOf(0, axis) * tiles;
        int block = x.sizeOf(axis, x.rank());
        Elements from = arrays.from(0);
        Elements to = arrays.to(0);
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
        int run = channels.inner();
        Elements x = arrays.from(0);
        Elements y = arrays.to(0);
        return () -> {
            for (int n = 0; n < channels.outer(); n++) {
                for (int c = 0; c < channels.count(); c++) {
                    int to = c % each * group + c / each;
                    y.put(channels.at(n, to), x, channels.at(n, c), run);
                }
            }
        };
    }
}
