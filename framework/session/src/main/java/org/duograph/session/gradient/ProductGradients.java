package org.duograph.session.gradient;

import java.util.Map;
import java.util.function.Supplier;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;

/** Gradients of products of matrices. */
final class ProductGradients {
    static final Map<String, GradientFunction> FUNCTIONS =
            Map.of(
                    "MatMul",
                    ProductGradients::matMul,
                    "BatchMatMul",
                    ProductGradients::batchMatMul,
                    "BatchMatMulV2",
                    ProductGradients::stretchedMatMul);

    private ProductGradients() {}

    private static void matMul(GradientSite s) {
        boolean a = s.attrs().flag("transpose_a");
        boolean b = s.attrs().flag("transpose_b");
        String[] flags = {"transpose_a", "transpose_b"};
        s.give(0, () -> ofFirst(s, "MatMul", flags, a, b));
        s.give(1, () -> ofSecond(s, "MatMul", flags, a, b));
    }

    private static Tensor ofFirst(
            GradientSite s, String type, String[] flags, boolean a, boolean b) {
        return a
                ? product(s, type, flags, s.x(1), s.dy(), b, true)
                : product(s, type, flags, s.dy(), s.x(1), false, !b);
    }

    private static Tensor ofSecond(
            GradientSite s, String type, String[] flags, boolean a, boolean b) {
        return b
                ? product(s, type, flags, s.dy(), s.x(0), true, a)
                : product(s, type, flags, s.x(0), s.dy(), !a, false);
    }

    private static Tensor product(
            GradientSite s, String type, String[] flags, Tensor x, Tensor y, boolean a, boolean b) {
        return s.node(type).input(x, y).attr(flags[0], a).attr(flags[1], b).tensor();
    }

    private static Supplier<Tensor> batchOf(GradientSite s, String type, boolean first) {
        boolean x = s.attrs().flag("adj_x");
        boolean y = s.attrs().flag("adj_y");
        String[] flags = {"adj_x", "adj_y"};
        return first ? () -> ofFirst(s, type, flags, x, y) : () -> ofSecond(s, type, flags, x, y);
    }

    private static void batchMatMul(GradientSite s) {
        s.give(0, batchOf(s, "BatchMatMul", true));
        s.give(1, batchOf(s, "BatchMatMul", false));
    }

    /** Sums over the axes along which matrices were stretched. */
    private static void stretchedMatMul(GradientSite s) {
        Tensor shapeX = s.shape(s.x(0));
        Tensor shapeY = s.shape(s.x(1));
        Operation axes =
                s.node("BroadcastGradientArgs").input(batch(s, shapeX), batch(s, shapeY)).build();
        Supplier<Tensor> dx = batchOf(s, "BatchMatMulV2", true);
        Supplier<Tensor> dy = batchOf(s, "BatchMatMulV2", false);
        s.give(0, () -> s.of("Reshape", s.sum(dx.get(), axes.output(0), false), shapeX));
        s.give(1, () -> s.of("Reshape", s.sum(dy.get(), axes.output(1), false), shapeY));
    }

    /** A shape without the matrices. */
    private static Tensor batch(GradientSite s, Tensor shape) {
        return s.node("StridedSlice")
                .input(shape, s.ints(0), s.ints(-2), s.ints(1))
                .attr("begin_mask", 1)
                .tensor();
    }
}
