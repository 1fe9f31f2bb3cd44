package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.duograph.backend.Where;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.backend.onednn.library.Products;
import org.duograph.backend.onednn.library.StepArgs;
import org.duograph.ops.product.Attention;
import org.duograph.tensor.Shape;

/**
 * Attention without a mask of its own: a product that makes the scores where the weights will
 * stand, their softmax, and a product with the values. A mask may hide all from a query, which
 * makes zeros by definition and what is not a number in the library; there loops are taken.
 */
final class AttentionKernels implements KernelFamily {
    /** The second thing that is done with a result: the library counts from 1. */
    private static final int POST_OP_1 = 2 * DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;

    @Override
    public Entry entry(String type) {
        return type.equals("Attention")
                ? Entry.of(node -> node.inputs().size() < 4, AttentionKernels::forward)
                : null;
    }

    private static void forward(Draft d) {
        Shape weights = d.outShape(1);
        long heads = weights.sizeOf(0, weights.rank() - 2);
        long queries = weights.dim(-2);
        long keys = weights.dim(-1);
        long size = d.inShape(0).dim(-1);
        long valueSize = d.outShape(0).dim(-1);
        dnnl_memory_desc q = d.dense(heads, queries, size);
        dnnl_memory_desc turned = d.strided(new long[] {heads, size, keys}, keys * size, 1, size);
        dnnl_memory_desc w = d.dense(heads, queries, keys);
        dnnl_memory_desc v = d.dense(heads, keys, valueSize);
        dnnl_memory_desc y = d.dense(heads, queries, valueSize);
        Where.Out scores = new Where.Out(1);
        boolean causal = d.attrs().flag("causal");
        dnnl_memory_desc later = d.dense(1, queries, keys);
        dnnl_primitive_attr scaled =
                d.attributesThen(
                        "the scale, and what is hidden",
                        then ->
                                scale(
                                        then,
                                        Attention.scale(d.attrs(), d.inShape(0)),
                                        causal,
                                        later));
        StepArgs product =
                d.step(Products.matmul(d, q, turned, w, scaled))
                        .in(DNNL_ARG_SRC, 0)
                        .in(DNNL_ARG_WEIGHTS, 1)
                        .at(DNNL_ARG_DST, scores);
        if (causal) {
            product.at(POST_OP_1 | DNNL_ARG_SRC_1, d.fixed(hidden((int) queries, (int) keys)));
        }
        product.run();
        d.step(softmax(d, d.dense(heads * queries, keys)))
                .at(DNNL_ARG_SRC, scores)
                .at(DNNL_ARG_DST, scores)
                .run();
        d.step(Products.matmul(d, w, v, y, d.attributes()))
                .at(DNNL_ARG_SRC, scores)
                .in(DNNL_ARG_WEIGHTS, 2)
                .out(DNNL_ARG_DST, 0)
                .run();
    }

    private static int scale(
            dnnl_post_ops then, double factor, boolean causal, dnnl_memory_desc later) {
        int status = dnnl_post_ops_append_eltwise(then, dnnl_eltwise_linear, (float) factor, 0);
        return status == dnnl_success && causal
                ? dnnl_post_ops_append_binary(then, dnnl_binary_add, later)
                : status;
    }

    /** Minus infinity for the keys that come later than a query, zero for the others. */
    private static float[] hidden(int queries, int keys) {
        float[] hidden = new float[queries * keys];
        for (int i = 0; i < queries; i++) {
            int seen = Math.min(i + 1, keys);
            Arrays.fill(hidden, i * keys + seen, (i + 1) * keys, Float.NEGATIVE_INFINITY);
        }
        return hidden;
    }

    private static Primitive softmax(Draft d, dnnl_memory_desc rows) {
        dnnl_primitive_attr attr = d.attributes();
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        return d.primitive(
                "softmax",
                p,
                dnnl_softmax_forward_primitive_desc_create(
                        p,
                        d.engine(),
                        dnnl_forward_inference,
                        dnnl_softmax_accurate,
                        rows,
                        rows,
                        1,
                        attr));
    }
}
