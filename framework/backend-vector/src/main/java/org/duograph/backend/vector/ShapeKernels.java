package org.duograph.backend.vector;

import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import org.duograph.backend.Elements;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.backend.vector.Drawing.Arrays;
import org.duograph.backend.vector.Drawing.Span;
import org.duograph.graph.Node;
import org.duograph.ops.shape.Transpose;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;

/**
 * Operators that give the numbers of their input as they are, under another shape or with the axes
 * in another order, which is only another layout of the same memory: in place there is nothing to
 * do, elsewhere they are copied.
 */
final class ShapeKernels implements KernelFamily {
    @Override
    public boolean supports(Node node) {
        return switch (node.op().type()) {
            case "Dropout" -> node.attrs().flag("is_test") && HostKernel.allFloat(node);
            case "Transpose", "NCHW2NHWC", "NHWC2NCHW" -> HostKernel.allFloat(node);
            default -> true;
        };
    }

    @Override
    public void draw(Drawing d) {
        switch (d.node().op().type()) {
            case "Transpose", "NCHW2NHWC", "NHWC2NCHW" -> transpose(d);
            case "Reshape" -> reshape(d);
            default -> {
                stand(d);
                d.loop(arrays -> copy(d, arrays));
            }
        }
    }

    /** Y stands as X does where it has its shape; else both stand plain. */
    private static void stand(Drawing d) {
        ArrayType y = d.node().output(0).type();
        VectorLayout x = d.standing(0);
        if (x.type().shape().equals(y.shape())) {
            d.input(0, x);
            d.output(0, x.of(y));
        } else if (isAsPlain(x)) {
            d.input(0, x);
        }
        d.mayOverwrite(0, 0);
        d.implementation("copy");
    }

    /** Whether numbers stand where the plain layout has them: only axes of extent 1 may move. */
    private static boolean isAsPlain(VectorLayout x) {
        int last = -1;
        for (int axis : x.order()) {
            if (x.type().shape().dim(axis) > 1) {
                if (axis < last) {
                    return false;
                }
                last = axis;
            }
        }
        return true;
    }

    /** Copies input 0 to output 0, unless it is the same memory. */
    private static Kernel copy(Drawing d, Arrays arrays) {
        if (arrays.output(0).standsWith(arrays.input(0))) {
            return () -> {};
        }
        int size = d.inShape(0).intSize();
        DType dtype = d.node().input(0).type().dtype();
        if (dtype != DType.FLOAT32) {
            Elements x = Elements.of(arrays.input(0), dtype);
            Elements y = Elements.of(arrays.output(0), dtype);
            return () -> y.put(0, x, 0, size);
        }
        Span x = arrays.in(0);
        Span y = arrays.out(0);
        return arrays.pieces(
                        size,
                        (from, to) ->
                                System.arraycopy(
                                        x.array(),
                                        x.start() + from,
                                        y.array(),
                                        y.start() + from,
                                        to - from))
                ::run;
    }

    private static void reshape(Drawing d) {
        stand(d);
        int[] shape = d.inShape(0).toArray();
        d.loop(
                arrays -> {
                    Kernel copy = copy(d, arrays);
                    LongBuffer before = arrays.output(1).asLongs();
                    return () -> {
                        copy.run();
                        for (int i = 0; i < shape.length; i++) {
                            before.put(i, shape[i]);
                        }
                    };
                });
    }

    /** Axis {@code i} of Y is axis {@code axes[i]} of X; the numbers stay where they are. */
    private static void transpose(Drawing d) {
        List<Long> axes = Transpose.order(d.node());
        VectorLayout x = d.standing(0);
        List<Integer> order = new ArrayList<>();
        for (int axis : x.order()) {
            order.add(axes.indexOf((long) axis));
        }
        d.input(0, x);
        d.output(0, new VectorLayout(d.node().output(0).type(), List.copyOf(order)));
        d.mayOverwrite(0, 0);
        d.implementation("copy");
        d.loop(arrays -> copy(d, arrays));
    }
}
