package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.duograph.tensor.Shape;

/** The product of two plain matrices; a transposed one is read by other strides. */
final class MatMulKernels {
    private MatMulKernels() {}

    static void register(KernelTable table) {
        table.add("MatMul", MatMulKernels::product);
    }

    private static void product(Draft d) {
        Shape y = d.outShape(0);
        long m = y.dim(0);
        long n = y.dim(1);
        long k = d.inShape(0).size() / m;
        dnnl_memory_desc a = matrix(d, m, k, d.attrs().flag("trans_a"));
        dnnl_memory_desc b = matrix(d, k, n, d.attrs().flag("trans_b"));
        dnnl_memory_desc product = d.dense(m, n);
        dnnl_primitive_attr attr = d.attributes();
        Primitive matmul =
                d.primitive(
                        "matrix product",
                        p ->
                                dnnl_matmul_primitive_desc_create(
                                        p, d.engine(), a, b, d.none(), product, attr));
        d.step(matmul).in(DNNL_ARG_SRC, 0).in(DNNL_ARG_WEIGHTS, 1).out(DNNL_ARG_DST, 0).run();
    }

    private static dnnl_memory_desc matrix(Draft d, long rows, long columns, boolean transposed) {
        long[] dims = {rows, columns};
        return transposed ? d.strided(dims, 1, rows) : d.strided(dims, columns, 1);
    }
}
