package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Where;
import org.duograph.backend.onednn.library.DnnlLayout;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.Images;
import org.duograph.backend.onednn.library.Images.Format;
import org.duograph.backend.onednn.library.NativeBuffer;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.backend.onednn.library.StepArgs;
import org.duograph.graph.Node;
import org.duograph.ops.pool.PoolGeometry;
import org.duograph.ops.view.Window;
import org.duograph.tensor.Shape;

/**
 * Max and average pooling and their gradients, in the layout in which the images stand.
 *
 * <p>What max pooling saves for its gradient is the library's own: which cell of its window each
 * maximum came from. It is an opaque layout of the output {@code I}.
 */
final class PoolKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "MaxPool" -> Entry.ofAnyType(n -> isFloat(n, 0), PoolKernels::maxForward);
            case "MaxPoolGradX" -> Entry.ofAnyType(n -> isFloat(n, 1), PoolKernels::maxGradX);
            case "AveragePool" -> Entry.of(n -> supports(n), PoolKernels::averageForward);
            case "AveragePoolGradX" -> Entry.of(n -> supports(n), PoolKernels::averageGradX);
            default -> null;
        };
    }

    private static boolean isFloat(Node node, int input) {
        return supports(node) && HostKernel.isFloat(node.input(input));
    }

    /** A window with gaps has no fast implementation. */
    private static boolean supports(Node node) {
        Shape x = node.input(node.inputs().size() - 1).shape(); // the gradients see X last
        Window w = PoolGeometry.of(node.attrs(), x).window();
        return w.dilationH() == 1 && w.dilationW() == 1;
    }

    /** The extents and steps of a pooling as oneDNN takes them. */
    private static final class Sizes {
        final PoolGeometry g;
        final long[] src;
        final long[] dst;
        final long[] kernel;
        final long[] strides;
        final long[] dilation = {0, 0};
        final long[] padLeft;
        final long[] padRight;

        Sizes(Draft d, Shape x) {
            g = PoolGeometry.of(d.attrs(), x);
            Window k = g.window();
            src = new long[] {g.n(), g.c(), g.h(), g.w()};
            dst = new long[] {g.n(), g.c(), g.oh(), g.ow()};
            kernel = new long[] {k.kh(), k.kw()};
            strides = new long[] {k.strideH(), k.strideW()};
            padLeft = new long[] {k.padTop(), k.padLeft()};
            padRight =
                    new long[] { // what the last window needs, be it more or less than asked
                        (long) (g.oh() - 1) * k.strideH() + k.kh() - g.h() - k.padTop(),
                        (long) (g.ow() - 1) * k.strideW() + k.kw() - g.w() - k.padLeft()
                    };
        }

        Primitive forward(Draft d, int kind, int algorithm, Format format) {
            dnnl_memory_desc x = format.desc(d, src);
            dnnl_memory_desc y = format.desc(d, dst);
            dnnl_primitive_attr attr = d.attributes();
            dnnl_primitive_desc p = new dnnl_primitive_desc();
            return d.primitive(
                    "pooling",
                    p,
                    dnnl_pooling_forward_primitive_desc_create(
                            p,
                            d.engine(),
                            kind,
                            algorithm,
                            x,
                            y,
                            strides,
                            kernel,
                            dilation,
                            padLeft,
                            padRight,
                            attr));
        }

        Primitive backward(Draft d, int algorithm, Format format, Primitive forward) {
            dnnl_memory_desc x = format.desc(d, src);
            dnnl_memory_desc y = format.desc(d, dst);
            dnnl_primitive_attr attr = d.attributes();
            dnnl_primitive_desc p = new dnnl_primitive_desc();
            return d.primitive(
                    "gradient of pooling",
                    p,
                    dnnl_pooling_backward_primitive_desc_create(
                            p,
                            d.engine(),
                            algorithm,
                            x,
                            y,
                            strides,
                            kernel,
                            dilation,
                            padLeft,
                            padRight,
                            forward.desc(),
                            attr));
        }

        /** The format to work in for images that stand so: blocks rather than single planes. */
        Format format(DnnlLayout... standing) {
            if (g.nhwc()) {
                return Format.CHANNELS_LAST;
            }
            return Format.fast(g.c(), standing);
        }
    }

    private static void averageForward(Draft d) {
        Sizes s = new Sizes(d, d.inShape(0));
        int algorithm = dnnl_pooling_avg_exclude_padding;
        Primitive pool = s.forward(d, dnnl_forward_inference, algorithm, s.format(d.standing(0)));
        forward(d, s, pool).run();
    }

    private static StepArgs forward(Draft d, Sizes s, Primitive pool) {
        d.input(0, Images.asArray(d, pool.layout(DNNL_ARG_SRC), s.g.nhwc()));
        d.output(0, Images.asArray(d, pool.layout(DNNL_ARG_DST), s.g.nhwc()));
        return d.step(pool).in(DNNL_ARG_SRC, 0).out(DNNL_ARG_DST, 0);
    }

    private static void maxForward(Draft d) {
        Sizes s = new Sizes(d, d.inShape(0));
        int kind = d.isUsed(1) ? dnnl_forward_training : dnnl_forward_inference;
        Primitive pool = s.forward(d, kind, dnnl_pooling_max, s.format(d.standing(0)));
        StepArgs args = forward(d, s, pool);
        if (d.isUsed(1)) {
            d.outputOpaque(1, pool.layout(DNNL_ARG_WORKSPACE));
            args.out(DNNL_ARG_WORKSPACE, 1);
        }
        args.run();
    }

    private static void averageGradX(Draft d) {
        Sizes s = new Sizes(d, d.inShape(1));
        int algorithm = dnnl_pooling_avg_exclude_padding;
        Format format = s.format(d.standing(0), d.standing(1));
        Primitive forward = s.forward(d, dnnl_forward_training, algorithm, format);
        Primitive pool = s.backward(d, algorithm, format, forward);
        d.input(0, Images.asArray(d, pool.layout(DNNL_ARG_DIFF_DST), s.g.nhwc()));
        d.output(0, Images.asArray(d, pool.layout(DNNL_ARG_DIFF_SRC), s.g.nhwc()));
        d.step(pool).in(DNNL_ARG_DIFF_DST, 0).out(DNNL_ARG_DIFF_SRC, 0).run();
    }

    private static void maxGradX(Draft d) {
        Sizes s = new Sizes(d, d.inShape(2));
        DnnlLayout saved = d.standing(0);
        if (!saved.isOpaque()) {
            scatter(d, s);
            return;
        }
        List<Format> candidates = new ArrayList<>(List.of(s.format(d.standing(2))));
        candidates.addAll(List.of(Format.values()));
        for (Format format : candidates) { // the one in which what was saved makes sense
            Primitive forward = s.forward(d, dnnl_forward_training, dnnl_pooling_max, format);
            dnnl_memory_desc workspace = forward.layout(DNNL_ARG_WORKSPACE);
            if (dnnl_memory_desc_equal(workspace, saved.desc()) != 0) {
                Primitive pool = s.backward(d, dnnl_pooling_max, format, forward);
                d.inputAsIs(0);
                d.input(1, Images.asArray(d, pool.layout(DNNL_ARG_DIFF_DST), s.g.nhwc()));
                d.output(0, Images.asArray(d, pool.layout(DNNL_ARG_DIFF_SRC), s.g.nhwc()));
                d.step(pool)
                        .in(DNNL_ARG_WORKSPACE, 0)
                        .in(DNNL_ARG_DIFF_DST, 1)
                        .out(DNNL_ARG_DIFF_SRC, 0)
                        .run();
                return;
            }
        }
        throw new IllegalStateException(
                "what MaxPool saved in layout " + saved + " was not saved by this backend");
    }

    /** The gradient from the places of maxima as the reference kernel saves them. */
    private static void scatter(Draft d, Sizes s) {
        PoolGeometry g = s.g;
        int step = g.nhwc() ? g.c() : 1;
        int in = g.h() * g.w();
        int out = g.oh() * g.ow();
        d.loop(
                memory -> {
                    IntBuffer index = NativeBuffer.at(new Where.In(0), memory).asInts();
                    FloatBuffer dY = NativeBuffer.at(new Where.In(1), memory).asFloats();
                    FloatBuffer dX = NativeBuffer.at(new Where.Out(0), memory).asFloats();
                    return () -> {
                        for (int i = 0; i < g.n() * g.c() * in; i++) {
                            dX.put(i, 0);
                        }
                        for (int p = 0; p < g.n() * g.c(); p++) {
                            int image = p / g.c() * g.c();
                            int first = g.nhwc() ? p - image : 0;
                            int x = g.nhwc() ? image * in + first : p * in;
                            int y = g.nhwc() ? image * out + first : p * out;
                            for (int i = 0; i < out; i++) {
                                int at = x + index.get(y + i * step) * step;
                                dX.put(at, dX.get(at) + dY.get(y + i * step));
                            }
                        }
                    };
                });
    }
}
