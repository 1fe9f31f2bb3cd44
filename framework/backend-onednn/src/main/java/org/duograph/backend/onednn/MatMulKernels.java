package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.backend.onednn.library.Products;
import org.duograph.tensor.Shape;

/** Products of plain matrices, one or many; transposed ones are read by other strides. */
final class MatMulKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "MatMul" -> Entry.of(MatMulKernels::matMul);
            case "BatchMatMul" -> Entry.of(MatMulKernels::batchMatMul);
            default -> null;
        };
    }

    private static void matMul(Draft d) {
        Shape y = d.outShape(0);
        product(d, y.dim(0), y.dim(1), d.inShape(0).size() / y.dim(0));
    }

    private static void batchMatMul(Draft d) {
        Shape y = d.outShape(0);
        int k = d.inShape(0).dim(d.attrs().flag("trans_a") ? -2 : -1);
        product(d, y.dim(-2), y.dim(-1), k);
    }

    /** Pairs of m x k and k x n, as many as Y has room for. */
    private static void product(Draft d, long m, long n, long k) {
        long batch = d.outShape(0).size() / (m * n);
        dnnl_memory_desc a = matrices(d, batch, m, k, d.attrs().flag("trans_a"));
        dnnl_memory_desc b = matrices(d, batch, k, n, d.attrs().flag("trans_b"));
        dnnl_memory_desc product = matrices(d, batch, m, n, false);
        Primitive matmul = Products.matmul(d, a, b, product, d.attributes());
        d.step(matmul).in(DNNL_ARG_SRC, 0).in(DNNL_ARG_WEIGHTS, 1).out(DNNL_ARG_DST, 0).run();
    }

    private static dnnl_memory_desc matrices(
            Draft d, long batch, long rows, long columns, boolean transposed) {
        long row = transposed ? 1 : columns;
        long column = transposed ? rows : 1;
        return batch == 1
                ? d.strided(new long[] {rows, columns}, row, column)
                : d.strided(new long[] {batch, rows, columns}, rows * columns, row, column);
    }
}
