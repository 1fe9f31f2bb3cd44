package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/** Products of matrices. */
final class ProductRules {
    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("Det", site -> site.give(site.op("Det", Map.of(), site.in(0)))),
                    entry("Einsum", ProductRules::einsum),
                    entry("Gemm", ProductRules::gemm),
                    entry("MatMul", ProductRules::matMul));

    private ProductRules() {}

    private static void matMul(NodeSite site) {
        site.give(product(site, site.in(0), site.in(1)));
    }

    private static void einsum(NodeSite site) {
        Map<String, ?> attrs = Map.of("equation", site.s("equation", ""));
        site.give(site.append(OpCatalog.get("Einsum"), attrs, site.inputs()).output(0));
    }

    /** Of whole numbers by way of doubles. */
    private static Value product(NodeSite site, Value a, Value b) {
        Formula f = new Formula(site);
        DType dtype = a.type().dtype();
        return dtype.isFloating()
                ? f.product(a, b)
                : f.cast(f.product(f.cast(a, DType.FLOAT64), f.cast(b, DType.FLOAT64)), dtype);
    }

    /** alpha A B + beta C; a layer where it is one. */
    private static void gemm(NodeSite site) {
        Formula f = new Formula(site);
        Value a = site.in(0);
        Value b = site.in(1);
        double alpha = site.f("alpha", 1);
        double beta = site.f("beta", 1);
        boolean transA = site.flag("transA", false);
        boolean transB = site.flag("transB", false);
        site.require(
                a.shape().rank() == 2 && b.shape().rank() == 2,
                "matrices are wanted, found %s and %s",
                a.shape(),
                b.shape());
        Value c = site.inOrNull(2);
        int m = b.shape().dim(transB ? 0 : 1);
        boolean layer =
                !transA && transB && alpha == 1 && beta == 1 && c != null && c.shape().size() == m;
        if (layer && c.shape().equals(Shape.of(m)) && a.type().dtype().isFloating()) {
            site.give(site.op("FC", Map.of(), a, b, c));
            return;
        }
        Value y;
        if (a.type().dtype().isFloating()) {
            Map<String, Object> attrs = new LinkedHashMap<>();
            attrs.put("trans_a", transA ? 1 : 0);
            attrs.put("trans_b", transB ? 1 : 0);
            y = site.op("MatMul", attrs, a, b);
        } else {
            List<Integer> turned = List.of(1, 0);
            y =
                    product(
                            site,
                            transA ? f.transpose(a, turned) : a,
                            transB ? f.transpose(b, turned) : b);
        }
        y = f.times(y, alpha);
        if (c != null && beta != 0) {
            y = f.plus(y, f.times(c, beta));
        }
        site.give(y);
    }
}
