package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.function.IntToLongFunction;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.ops.reduce.Pick;
import org.duograph.ops.view.Lines;
import org.duograph.tensor.Shape;

/** What is done with each line along an axis: its largest numbers, picked ones, its running sum. */
final class LineKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "ArgMax" -> places(true);
            case "ArgMin" -> places(false);
            case "TopK" ->
                    HostKernel.ofAnyType(
                            node -> HostKernel.isFloat(node.input(0)), LineKernels::largest);
            case "TopKGradX" ->
                    HostKernel.ofAnyType(node -> isIndexed(node, 0, 1), LineKernels::largestGradX);
            case "Pick" -> HostKernel.ofAnyType(node -> isIndexed(node, 1, 0), LineKernels::pick);
            case "CumSum" -> HostKernel.ofFloats(LineKernels::sum).inPlace(0, 0);
            default -> null;
        };
    }

    private static boolean isIndexed(Node node, int indices, int numbers) {
        return IndexKernels.isIndex(node.input(indices)) && HostKernel.isFloat(node.input(numbers));
    }

    private static Lines lines(Node node, Shape shape) {
        return Lines.along(node.attrs().int32("axis"), shape);
    }

    /** Where the largest or smallest element of each line stands; the first of equals. */
    private static HostKernel places(boolean largest) {
        return HostKernel.ofAnyType(
                node -> HostKernel.isFloat(node.input(0)),
                (node, arrays) -> {
                    Lines lines = lines(node, node.input(0).shape());
                    FloatBuffer x = arrays.in(0);
                    LongBuffer y = arrays.output(0).asLongs();
                    return () -> {
                        for (int line = 0; line < lines.count(); line++) {
                            y.put(line, place(x, lines, line, largest));
                        }
                    };
                });
    }

    private static int place(FloatBuffer x, Lines lines, int line, boolean largest) {
        int best = 0;
        for (int i = 1; i < lines.length(); i++) {
            float one = x.get(lines.at(line, i));
            float other = x.get(lines.at(line, best));
            best = (largest ? one > other : one < other) ? i : best;
        }
        return best;
    }

    /** The largest of a line stand sorted, in memory of the kernel's, while it goes through it. */
    private static Kernel largest(Node node, HostArrays arrays) {
        FloatBuffer x = arrays.in(0);
        FloatBuffer values = arrays.out(0);
        LongBuffer indices = arrays.output(1).asLongs();
        LongBuffer flat = arrays.output(2).asLongs();
        Lines from = lines(node, node.input(0).shape());
        Lines to = lines(node, node.output(0).shape());
        float[] best = new float[Math.min(to.length(), from.length())];
        int[] places = new int[best.length];
        return () -> {
            for (int line = 0; line < from.count(); line++) {
                largest(x, from, line, best, places);
                for (int k = 0; k < to.length(); k++) {
                    boolean there = k < best.length;
                    int at = to.at(line, k);
                    values.put(at, there ? best[k] : 0);
                    indices.put(at, there ? places[k] : -1);
                    flat.put(at, there ? from.at(line, places[k]) : -1);
                }
            }
        };
    }

    private static void largest(FloatBuffer x, Lines lines, int line, float[] best, int[] places) {
        for (int i = 0; i < lines.length(); i++) {
            float one = x.get(lines.at(line, i));
            int k = Math.min(i, best.length - 1);
            if (i >= best.length && !(one > best[k])) {
                continue; // as with most
            }
            while (k > 0 && one > best[k - 1]) {
                best[k] = best[k - 1];
                places[k] = places[k - 1];
                k--;
            }
            best[k] = one;
            places[k] = i;
        }
    }

    private static Kernel largestGradX(Node node, HostArrays arrays) {
        IntToLongFunction indices = IndexKernels.wholes(node, arrays, 0);
        FloatBuffer dY = arrays.in(1);
        FloatBuffer dX = arrays.out(0);
        Lines from = lines(node, node.input(1).shape());
        Lines to = lines(node, node.output(0).shape());
        Kernel zeros = FillKernels.fill(dX, node.output(0).shape().intSize(), 0);
        return () -> {
            zeros.run();
            for (int line = 0; line < from.count(); line++) {
                for (int k = 0; k < from.length(); k++) {
                    int at = from.at(line, k);
                    int place = Pick.place(at, indices.applyAsLong(at), to.length());
                    if (place >= 0) {
                        int there = to.at(line, place);
                        dX.put(there, dX.get(there) + dY.get(at));
                    }
                }
            }
        };
    }

    private static Kernel pick(Node node, HostArrays arrays) {
        FloatBuffer x = arrays.in(0);
        IntToLongFunction indices = IndexKernels.wholes(node, arrays, 1);
        FloatBuffer y = arrays.out(0);
        Lines from = lines(node, node.input(0).shape());
        Lines to = lines(node, node.output(0).shape());
        return () -> {
            for (int line = 0; line < to.count(); line++) {
                for (int k = 0; k < to.length(); k++) {
                    int at = to.at(line, k);
                    int place = Pick.place(at, indices.applyAsLong(at), from.length());
                    y.put(at, place < 0 ? 0 : x.get(from.at(line, place)));
                }
            }
        };
    }

    private static Kernel sum(Node node, HostArrays arrays) {
        FloatBuffer x = arrays.in(0);
        FloatBuffer y = arrays.out(0);
        Lines lines = lines(node, node.input(0).shape());
        boolean reverse = node.attrs().flag("reverse");
        boolean exclusive = node.attrs().flag("exclusive");
        return () -> {
            for (int line = 0; line < lines.count(); line++) {
                double sum = 0;
                for (int i = 0; i < lines.length(); i++) {
                    int at = lines.at(line, reverse ? lines.length() - 1 - i : i);
                    double next = sum + x.get(at);
                    y.put(at, (float) (exclusive ? sum : next));
                    sum = next;
                }
            }
        };
    }
}
