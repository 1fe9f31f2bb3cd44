package org.duograph.backend.onednn.library;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** Products of matrices, of which many kernels are made. */
public final class Products {
    private Products() {}

    /** A product of matrices, or of many. */
    public static Primitive matmul(
            Draft d,
            dnnl_memory_desc a,
            dnnl_memory_desc b,
            dnnl_memory_desc product,
            dnnl_primitive_attr attr) {
        return matmul(d, a, b, d.none(), product, attr);
    }

    /** The same, and a bias, which may be none, added to each row. */
    public static Primitive matmul(
            Draft d,
            dnnl_memory_desc a,
            dnnl_memory_desc b,
            dnnl_memory_desc bias,
            dnnl_memory_desc product,
            dnnl_primitive_attr attr) {
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        return d.primitive(
                "matrix product",
                p,
                dnnl_matmul_primitive_desc_create(p, d.engine(), a, b, bias, product, attr));
    }
}
