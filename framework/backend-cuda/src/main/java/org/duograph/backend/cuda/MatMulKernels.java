package org.duograph.backend.cuda;

import java.util.function.Function;
import org.duograph.backend.Where;
import org.duograph.graph.Node;
import org.duograph.tensor.Shape;

/** Products of matrices, one or many. */
final class MatMulKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "MatMul" -> choice(MatMulKernels::matMul);
            case "BatchMatMul" -> choice(MatMulKernels::batchMatMul);
            default -> null;
        };
    }

    private static Entry choice(Function<Node, Product> product) {
        Product.Places places =
                new Product.Places(new Where.In(0), new Where.In(1), new Where.Out(0));
        return Entry.ofChoice(
                node -> product.apply(node).isWorthTiming(),
                asked -> product.apply(asked.node()).alternatives(asked, places));
    }

    private static Product matMul(Node node) {
        Shape y = node.output(0).shape();
        int m = y.dim(0);
        return product(node, m, y.dim(1), node.input(0).shape().intSize() / m, 1);
    }

    private static Product batchMatMul(Node node) {
        Shape y = node.output(0).shape();
        int k = node.input(0).shape().dim(node.attrs().flag("trans_a") ? -2 : -1);
        return product(node, y.dim(-2), y.dim(-1), k, y.sizeOf(0, y.rank() - 2));
    }

    private static Product product(Node node, int m, int n, int k, int batch) {
        boolean transA = node.attrs().flag("trans_a");
        return new Product(m, n, k, transA, node.attrs().flag("trans_b"), batch);
    }
}
