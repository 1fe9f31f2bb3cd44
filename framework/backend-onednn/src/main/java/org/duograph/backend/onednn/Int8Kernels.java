package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.nio.FloatBuffer;
import java.util.Set;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.duograph.backend.HostKernel;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Where;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.Images.Format;
import org.duograph.backend.onednn.library.NativeBuffer;
import org.duograph.backend.onednn.library.PostOps;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.backend.onednn.library.Products;
import org.duograph.backend.onednn.library.StepArgs;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.conv.ConvGeometry;
import org.duograph.ops.view.Window;
import org.duograph.tensor.Shape;

/**
 * Convolutions and fully connected layers that multiply numbers of 8 bits, for inference: the
 * option {@code inference=int8}.
 *
 * <p>Inputs that are never negative become uint8, by a scale that makes their largest number 255,
 * found anew in each run; so nothing needs to be calibrated. Weights that never change are int8,
 * with a scale for each output, made once ({@code DnnlLayout.Kind.INT8}). The sums are exact, and
 * become float32 with the bias. What else there is stays float32.
 *
 * <p>Only where the processor has instructions for it (VNNI, AMX): without them the library adds
 * pairs of products in 16 bits, which overflow without an error (oneDNN's issue 375).
 */
final class Int8Kernels {
    private static final float MOST = 255;
    private static final int FEWEST_CHANNELS = 16;
    private static final long FEWEST_WEIGHTS = 4096;

    /** Operators that give numbers that are never negative. */
    private static final Set<String> NEVER_NEGATIVE =
            Set.of("Relu", "ConvRelu", "FCRelu", "Sigmoid", "Softmax");

    /** Operators that give such numbers of such numbers. */
    private static final Set<String> KEEP_IT =
            Set.of("MaxPool", "AveragePool", "Flatten", "Reshape", "Copy", "Dropout");

    private Int8Kernels() {}

    /** Whether a node is run so, if the option is set and the processor can do it. */
    static boolean fits(KernelRequest request) {
        Node node = request.node();
        if (!HostKernel.allFloat(node) || !HostKernel.noneEmpty(node)) {
            return false;
        }
        return switch (node.op().type()) {
            case "Conv", "ConvRelu" -> {
                ConvGeometry g =
                        ConvGeometry.of(node.attrs(), node.input(0).shape(), node.input(1).shape());
                yield request.isFrozen(1)
                        && g.group() == 1
                        && !g.nhwc()
                        && g.c() >= FEWEST_CHANNELS
                        && isNeverNegative(node.input(0));
            }
            case "FC", "FCRelu" ->
                    request.isFrozen(1)
                            && node.attrs().i("axis_w") == 1
                            && node.input(1).shape().size() >= FEWEST_WEIGHTS
                            && isNeverNegative(node.input(0));
            default -> false;
        };
    }

    private static boolean isNeverNegative(Value value) {
        Node node = value.node();
        while (KEEP_IT.contains(node.op().type())) {
            node = node.input(0).node();
        }
        return node.op().type().equals("Concat") // of the parts of a batch, for example
                ? node.inputs().stream().allMatch(Int8Kernels::isNeverNegative)
                : NEVER_NEGATIVE.contains(node.op().type());
    }

    /** Draws such a node. */
    static void draw(Draft d) {
        switch (d.node().op().type()) {
            case "Conv" -> conv(d, d.attributes());
            case "ConvRelu" -> conv(d, PostOps.thenRelu(d));
            case "FC" -> fc(d, d.attributes());
            default -> fc(d, PostOps.thenRelu(d));
        }
    }

    private static void conv(Draft d, dnnl_primitive_attr attr) {
        ConvGeometry g = ConvGeometry.of(d.attrs(), d.inShape(0), d.inShape(1));
        Window k = g.window();
        long[] src = {g.n(), g.c(), g.h(), g.w()};
        long[] dst = {g.n(), g.m(), g.oh(), g.ow()};
        long[] weights = {g.m(), g.c(), k.kh(), k.kw()};
        long[] strides = {k.strideH(), k.strideW()};
        long[] dilates = {k.dilationH() - 1, k.dilationW() - 1};
        long[] padLeft = {k.padTop(), k.padLeft()};
        long[] padRight = {
            reach(g.oh(), k.strideH(), k.kh(), k.dilationH()) - g.h() - k.padTop(),
            reach(g.ow(), k.strideW(), k.kw(), k.dilationW()) - g.w() - k.padLeft()
        };
        d.scales(attr, DNNL_ARG_SRC, 0);
        d.scales(attr, DNNL_ARG_WEIGHTS, 1);
        dnnl_memory_desc bias = d.has(2) ? d.dense(g.m()) : d.none();
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        Primitive conv =
                d.primitive(
                        "convolution of 8 bits",
                        p,
                        dnnl_convolution_forward_primitive_desc_create(
                                p,
                                d.engine(),
                                dnnl_forward_inference,
                                dnnl_convolution_direct,
                                d.tagged(dnnl_u8, dnnl_acdb, src),
                                d.tagged(dnnl_s8, dnnl_format_tag_any, weights),
                                bias,
                                Format.CHANNELS_LAST.desc(d, dst),
                                strides,
                                dilates,
                                padLeft,
                                padRight,
                                attr));
        d.input(0, Format.CHANNELS_LAST.desc(d, src));
        d.output(0, Format.CHANNELS_LAST.desc(d, dst));
        multiply(d, conv, (long) g.n() * g.h(), (long) g.w() * g.c(), g.m());
    }

    private static long reach(int out, int stride, int kernel, int dilation) {
        return (long) (out - 1) * stride + (long) (kernel - 1) * dilation + 1;
    }

    private static void fc(Draft d, dnnl_primitive_attr attr) {
        Shape w = d.inShape(1);
        int m = w.dim(0);
        long k = w.size() / m;
        long rows = d.inShape(0).size() / k;
        d.scales(attr, DNNL_ARG_SRC, 0);
        d.scales(attr, DNNL_ARG_WEIGHTS, 2);
        Primitive product =
                Products.matmul(
                        d,
                        d.tagged(dnnl_u8, dnnl_ab, new long[] {rows, k}),
                        d.tagged(dnnl_s8, dnnl_format_tag_any, new long[] {k, m}),
                        d.dense(1, m),
                        d.dense(rows, m),
                        attr);
        d.input(0, d.plain(0));
        multiply(d, product, rows, k, m);
    }

    /** Scale, make bytes, multiply: the inputs are {@code rows} x {@code columns} numbers. */
    private static void multiply(Draft d, Primitive product, long rows, long columns, int m) {
        boolean turned = d.node().op().type().startsWith("FC");
        dnnl_memory_desc weights = product.layout(DNNL_ARG_WEIGHTS);
        d.inputInt8(1, turned ? d.permuted(weights, 1, 0) : weights);
        Where maxima = d.scratch(rows * Float.BYTES);
        Where scale = d.scratch(Float.BYTES);
        Where bytes = d.scratch(rows * columns);
        Primitive reduce = maximum(d, rows, columns);
        d.step(reduce).in(DNNL_ARG_SRC, 0).at(DNNL_ARG_DST, maxima).run();
        d.between(
                memory -> {
                    FloatBuffer from = NativeBuffer.at(maxima, memory).asFloats();
                    FloatBuffer to = NativeBuffer.at(scale, memory).asFloats();
                    return () -> to.put(0, scale(from, (int) rows));
                });
        Primitive quantize = quantize(d, rows, columns);
        d.step(quantize)
                .in(DNNL_ARG_FROM, 0)
                .at(DNNL_ARG_TO, bytes)
                .at(DNNL_ARG_ATTR_SCALES | DNNL_ARG_TO, scale)
                .run();
        StepArgs args =
                d.step(product)
                        .at(DNNL_ARG_SRC, bytes)
                        .in(DNNL_ARG_WEIGHTS, 1)
                        .out(DNNL_ARG_DST, 0)
                        .at(DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC, scale)
                        .scales(DNNL_ARG_ATTR_SCALES | DNNL_ARG_WEIGHTS, d.int8Scales(1), m);
        if (d.has(2)) {
            args.in(DNNL_ARG_BIAS, 2);
        }
        args.run();
        d.implementation("int8 " + product.implementation());
    }

    private static float scale(FloatBuffer maxima, int rows) {
        float most = 0;
        for (int i = 0; i < rows; i++) {
            most = Math.max(most, maxima.get(i)); // NaN stays NaN, and the results are too
        }
        return most == 0 ? 1 : most / MOST;
    }

    /** The largest number of each row. */
    private static Primitive maximum(Draft d, long rows, long columns) {
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        return d.primitive(
                "maximum",
                p,
                dnnl_reduction_primitive_desc_create(
                        p,
                        d.engine(),
                        dnnl_reduction_max,
                        d.dense(rows, columns),
                        d.dense(rows, 1),
                        0,
                        0,
                        d.attributes()));
    }

    /** Real numbers by a scale as bytes. */
    private static Primitive quantize(Draft d, long rows, long columns) {
        dnnl_primitive_attr attr = d.attributes();
        d.scales(attr, DNNL_ARG_TO, 0);
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        return d.primitive(
                "reorder",
                p,
                dnnl_reorder_primitive_desc_create(
                        p,
                        d.dense(rows, columns),
                        d.engine(),
                        d.tagged(dnnl_u8, dnnl_ab, new long[] {rows, columns}),
                        d.engine(),
                        attr));
    }
}
