package org.duograph.interop.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.duograph.ops.product.Attention;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Attention in products and a softmax: ONNX has an operator for it only from version 23 on. A query
 * from which a mask hides everything gets NaN there, and zeros in the core.
 */
final class AttentionExport {
    private AttentionExport() {}

    static void write(ExportSite s) {
        Shape weights = s.node().output(1).shape();
        int rank = weights.rank();
        List<Integer> perm = new ArrayList<>(Formula.axes(rank));
        Collections.swap(perm, rank - 2, rank - 1);
        String keys = s.part("Transpose", List.of(s.in(1)), Map.of("perm", perm));
        String scores = s.part("MatMul", List.of(s.in(0), keys), Map.of());
        double scale = Attention.scale(s.attrs(), s.shape(0));
        scores = s.part("Mul", List.of(scores, s.number(scale)), Map.of());
        if (s.has(3)) {
            scores = s.part("Add", List.of(scores, s.in(3)), Map.of());
        }
        if (s.attrs().flag("causal")) {
            String mask = causal(s, weights.dim(-2), weights.dim(-1));
            scores = s.part("Add", List.of(scores, mask), Map.of());
        }
        s.write("Softmax", List.of(scores), List.of(s.out(1)), Map.of("axis", -1));
        s.give("MatMul", List.of(s.out(1), s.in(2)), Map.of());
    }

    /** Query i sees the keys up to i only. */
    private static String causal(ExportSite s, int queries, int keys) {
        NDArray mask = NDArray.zeros(s.node().input(0).type().withShape(queries, keys));
        for (int i = 0; i < queries; i++) {
            for (int k = i + 1; k < keys; k++) {
                mask.set(i * keys + k, Double.NEGATIVE_INFINITY);
            }
        }
        return s.names().array(s.node().name() + "_mask", mask);
    }
}
