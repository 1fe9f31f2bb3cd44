package org.duograph.backend.cuda;

import java.util.function.Function;
import org.duograph.backend.Where;
import org.duograph.graph.Node;
import org.duograph.ops.view.Axes;
import org.duograph.ops.view.Channels;
import org.duograph.tensor.Shape;

/** The fully connected layer and its gradients: products of plain matrices. */
final class FcKernels implements KernelFamily {
    private static final Where Y = new Where.Out(0);

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "FC" -> choice(FcKernels::forward, biased(false));
            case "FCRelu" -> choice(FcKernels::forward, biased(true));
            case "FCGradX" ->
                    choice(
                            FcKernels::gradX,
                            new Product.Places(new Where.In(1), new Where.In(0), Y));
            case "FCGradW" ->
                    choice(
                            FcKernels::gradW,
                            new Product.Places(new Where.In(1), new Where.In(0), Y));
            case "FCGradB" ->
                    Entry.of(
                            d -> {
                                Shape y = d.inShape(0);
                                Channels c = Channels.around(y, y.rank() - 1);
                                ChannelSums.draw(d, new Where.In(0), c, 0);
                            });
            default -> null;
        };
    }

    private static Product.Places biased(boolean relu) {
        return new Product.Places(new Where.In(0), new Where.In(1), Y, new Where.In(2), relu);
    }

    private static Entry choice(Function<Node, Product> product, Product.Places places) {
        return Entry.ofChoice(
                node -> product.apply(node).isWorthTiming(),
                asked -> product.apply(asked.node()).alternatives(asked, places));
    }

    /** X is rows x k, W is m x k, Y is rows x m. */
    private record Sizes(int rows, int k, int m) {
        static Sizes of(Node node, int x, int w) {
            Shape weights = node.input(w).shape();
            int m = weights.sizeOf(0, Axes.cut(weights, node.attrs().i("axis_w")));
            int k = weights.intSize() / m;
            return new Sizes(node.input(x).shape().intSize() / k, k, m);
        }
    }

    /** {@code Y = X W' + b}. */
    private static Product forward(Node node) {
        Sizes s = Sizes.of(node, 0, 1);
        return new Product(s.rows, s.m, s.k, false, true, 1);
    }

    /** {@code dX = dY W}. */
    private static Product gradX(Node node) {
        Sizes s = Sizes.of(node, 2, 0);
        return new Product(s.rows, s.k, s.m, false, false, 1);
    }

    /** {@code dW = dY' X}. */
    private static Product gradW(Node node) {
        Sizes s = Sizes.of(node, 0, 2);
        return new Product(s.m, s.k, s.rows, true, false, 1);
    }
}
