package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.duograph.backend.Where;
import org.duograph.backend.onednn.library.DnnlLayout;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.Images;
import org.duograph.backend.onednn.library.NativeBuffer;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.graph.Node;
import org.duograph.tensor.Shape;

/** A Relu whose slope below zero is learnt, one for each channel or one for all. */
final class PReluKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "PRelu" -> Entry.of(PReluKernels::isNchw, PReluKernels::forward);
            case "PReluGrad" -> Entry.of(PReluKernels::isNchw, PReluKernels::grad);
            default -> null;
        };
    }

    private static boolean isNchw(Node node) {
        Shape x = node.input(0).shape();
        return x.rank() == 4 && !node.attrs().flag("channels_last");
    }

    private static DnnlLayout images(Draft d) {
        DnnlLayout standing = d.standingOfItsShape(0);
        return Images.Format.of(standing) == null ? d.plain(0) : standing;
    }

    /**
     * A slope per channel, in blocks where the images are: for one slope or for another mixture of
     * layouts the library is four hundred times slower.
     */
    private static dnnl_memory_desc slope(Draft d) {
        return d.any(1, d.inShape(0).dim(1), 1, 1);
    }

    private static boolean isSingle(Draft d) {
        return d.inShape(1).size() == 1;
    }

    /** The slopes in the primitive's layout: input 1, or what is given once repeated. */
    private static Where slopes(Draft d, Primitive primitive) {
        if (!isSingle(d)) {
            d.input(1, primitive.layout(DNNL_ARG_WEIGHTS));
            return new Where.In(1);
        }
        Where slopes = d.scratch(bytes(primitive));
        int count = (int) (bytes(primitive) / Float.BYTES);
        d.between(
                memory -> {
                    FloatBuffer from = NativeBuffer.at(new Where.In(1), memory).asFloats();
                    FloatBuffer to = NativeBuffer.at(slopes, memory).asFloats();
                    return () -> {
                        for (int c = 0; c < count; c++) {
                            to.put(c, from.get(0));
                        }
                    };
                });
        return slopes;
    }

    private static Primitive primitive(Draft d, int kind, dnnl_memory_desc data) {
        dnnl_memory_desc slope = slope(d);
        dnnl_primitive_attr attr = d.attributes();
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        return d.primitive(
                "PRelu",
                p,
                dnnl_prelu_forward_primitive_desc_create(
                        p, d.engine(), kind, data, slope, data, attr));
    }

    private static void forward(Draft d) {
        DnnlLayout layout = images(d);
        Primitive prelu = primitive(d, dnnl_forward_inference, layout.desc());
        d.input(0, layout);
        d.output(0, layout);
        d.mayOverwrite(0, 0);
        Where slopes = slopes(d, prelu);
        d.step(prelu).in(DNNL_ARG_SRC, 0).at(DNNL_ARG_WEIGHTS, slopes).out(DNNL_ARG_DST, 0).run();
    }

    /** The library computes both gradients at once. */
    private static Primitive gradient(Draft d, DnnlLayout layout) {
        dnnl_memory_desc data = layout.desc();
        dnnl_memory_desc slope = slope(d);
        Primitive forward = primitive(d, dnnl_forward_training, data);
        dnnl_primitive_attr attr = d.attributes();
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        return d.primitive(
                "gradient of PRelu",
                p,
                dnnl_prelu_backward_primitive_desc_create(
                        p, d.engine(), data, slope, data, slope, data, forward.desc(), attr));
    }

    private static void grad(Draft d) {
        DnnlLayout layout = images(d);
        Primitive gradient = gradient(d, layout);
        boolean single = isSingle(d);
        d.input(0, layout);
        d.input(2, layout);
        d.output(0, layout);
        if (!single) {
            d.output(1, gradient.layout(DNNL_ARG_DIFF_WEIGHTS));
        }
        Where slopes = slopes(d, gradient);
        Where dSlopes = single ? d.scratch(bytes(gradient)) : new Where.Out(1);
        d.step(gradient)
                .in(DNNL_ARG_SRC, 0)
                .at(DNNL_ARG_WEIGHTS, slopes)
                .in(DNNL_ARG_DIFF_DST, 2)
                .out(DNNL_ARG_DIFF_SRC, 0)
                .at(DNNL_ARG_DIFF_WEIGHTS, dSlopes)
                .run();
        if (single && d.isUsed(1)) {
            sum(d, dSlopes, d.inShape(0).dim(1));
        }
    }

    /** The second output becomes the sum of the first {@code count} numbers at {@code place}. */
    private static void sum(Draft d, Where place, int count) {
        d.between(
                memory -> {
                    FloatBuffer from = NativeBuffer.at(place, memory).asFloats();
                    FloatBuffer to = NativeBuffer.at(new Where.Out(1), memory).asFloats();
                    return () -> {
                        double sum = 0;
                        for (int c = 0; c < count; c++) {
                            sum += from.get(c);
                        }
                        to.put(0, (float) sum);
                    };
                });
    }

    /** What the slopes take in the primitive's layout. */
    private static long bytes(Primitive primitive) {
        return dnnl_memory_desc_get_size(primitive.layout(DNNL_ARG_WEIGHTS));
    }
}
