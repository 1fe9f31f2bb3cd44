package org.duograph.session.op;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.copy.Copy;
import org.duograph.ops.math.Broadcast;
import org.duograph.ops.product.BatchMatMul;
import org.duograph.ops.product.FC;
import org.duograph.ops.product.MatMul;
import org.duograph.ops.shape.Expand;
import org.duograph.ops.shape.Transpose;
import org.duograph.tensor.Shape;

/** Products of matrices. */
final class Products {
    private static final String BATCH = "T:type adj_x:bool=false adj_y:bool=false";

    static final List<Operator> OPERATORS =
            List.of(
                    Operator.of(
                            "MatMul",
                            "a:T b:T -> product:T",
                            "transpose_a:bool=false transpose_b:bool=false T:type",
                            Products::matMul),
                    Operator.of(
                            "BatchMatMul",
                            "x:T y:T -> output:T",
                            BATCH,
                            site -> batchMatMul(site, site.input(0), site.input(1))),
                    Operator.of(
                            "BatchMatMulV2",
                            "x:T y:T -> output:T",
                            BATCH,
                            Products::stretchedMatMul));

    private Products() {}

    private static void matMul(LoweringSite site) {
        Value a = site.input(0);
        Value b = site.input(1);
        boolean transposeA = site.attrs().flag("transpose_a");
        boolean transposeB = site.attrs().flag("transpose_b");
        if (a.shape().rank() != 2 || b.shape().rank() != 2) {
            throw new IllegalArgumentException(
                    "Shapes must be of rank 2, but are of rank %d and %d"
                            .formatted(a.shape().rank(), b.shape().rank()));
        }
        requireSame(a.shape().dim(transposeA ? 0 : 1), b.shape().dim(transposeB ? 1 : 0));
        site.give(
                site.value(
                        MatMul.OP,
                        Map.of("trans_a", transposeA ? 1 : 0, "trans_b", transposeB ? 1 : 0),
                        a,
                        b));
    }

    /**
     * What a MatMul gives and the bias that {@code site} adds to it, in one node: a fully connected
     * layer. Its weights have the outputs first, so that is for kernels that are kept so, or
     * constant; what it reads need not be flat.
     *
     * @return null if it is a product of another kind
     */
    static Value withBias(LoweringSite site, LoweringSite product, Value bias) {
        Value x = product.input(0);
        Value kernel = product.input(1);
        if (product.attrs().flag("transpose_a")
                || product.attrs().flag("transpose_b")
                || !isTurnedAhead(kernel)) {
            return null;
        }
        LoweringSite flat = product.alone(0, "Reshape");
        if (flat != null && flat.input(0).shape().rank() > 1) {
            Value images = flat.input(0);
            x = images.shape().dim(0) == x.shape().dim(0) ? images : x;
        }
        return site.value(FC.OP, Map.of(), x, Images.transposed(product, kernel, 1, 0), bias);
    }

    /** Whether to transpose a matrix costs no run anything. */
    private static boolean isTurnedAhead(Value matrix) {
        Node node = matrix.node();
        return node.op() == Transpose.OP
                || node.isConstant()
                || node.op() == Copy.OP && isTurnedAhead(node.input(0));
    }

    private static void requireSame(int left, int right) {
        if (left != right) {
            throw new IllegalArgumentException(
                    "Dimensions must be equal, but are %d and %d".formatted(left, right));
        }
    }

    private static void batchMatMul(LoweringSite site, Value x, Value y) {
        boolean adjX = site.attrs().flag("adj_x");
        boolean adjY = site.attrs().flag("adj_y");
        if (x.shape().rank() < 2 || x.shape().rank() != y.shape().rank()) {
            throw new IllegalArgumentException(
                    "Shapes must be of the same rank of 2 or more, but are %s and %s"
                            .formatted(x.shape(), y.shape()));
        }
        requireSame(
                x.shape().dim(-(adjX ? 2 : 1) + x.shape().rank()),
                y.shape().dim(-(adjY ? 1 : 2) + y.shape().rank()));
        Map<String, ?> attrs = Map.of("trans_a", adjX ? 1 : 0, "trans_b", adjY ? 1 : 0);
        if (x.shape().rank() == 2) {
            site.give(site.value(MatMul.OP, attrs, x, y));
        } else {
            site.give(site.value(BatchMatMul.OP, attrs, x, y));
        }
    }

    /** The matrices meet as numbers do in arithmetic. */
    private static void stretchedMatMul(LoweringSite site) {
        Value x = site.input(0);
        Value y = site.input(1);
        Shape batch = Broadcast.numpy(batch(x), batch(y)).y();
        batchMatMul(site, stretched(site, x, batch), stretched(site, y, batch));
    }

    private static Shape batch(Value x) {
        return Shape.of(x.shape().toList().subList(0, Math.max(0, x.shape().rank() - 2)));
    }

    private static Value stretched(LoweringSite site, Value x, Shape batch) {
        if (batch(x).equals(batch) || x.shape().rank() < 2) {
            return x;
        }
        int rank = x.shape().rank();
        List<Integer> shape = new java.util.ArrayList<>(batch.toList());
        shape.addAll(x.shape().toList().subList(rank - 2, rank));
        return site.value(Expand.OP, Map.of("shape", shape), x);
    }
}
