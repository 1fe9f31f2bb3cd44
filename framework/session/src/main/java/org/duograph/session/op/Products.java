package org.duograph.session.op;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.ops.product.BatchMatMul;
import org.duograph.ops.product.MatMul;

/** Products of matrices. */
final class Products {
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
                            "T:type adj_x:bool=false adj_y:bool=false",
                            Products::batchMatMul));

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
        int left = a.shape().dim(transposeA ? 0 : 1);
        int right = b.shape().dim(transposeB ? 1 : 0);
        if (left != right) {
            throw new IllegalArgumentException(
                    "Dimensions must be equal, but are %d and %d".formatted(left, right));
        }
        site.give(
                site.value(
                        MatMul.OP,
                        Map.of("trans_a", transposeA ? 1 : 0, "trans_b", transposeB ? 1 : 0),
                        a,
                        b));
    }

    private static void batchMatMul(LoweringSite site) {
        Map<String, ?> attrs =
                Map.of(
                        "trans_a", site.attrs().flag("adj_x") ? 1 : 0,
                        "trans_b", site.attrs().flag("adj_y") ? 1 : 0);
        site.give(site.value(BatchMatMul.OP, attrs, site.input(0), site.input(1)));
    }
}
