package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.duograph.graph.Node;
import org.duograph.tensor.Shape;

/** A Relu whose slope below zero is learnt, one for each channel or one for all. */
final class PReluKernels {
    private PReluKernels() {}

    static void register(KernelTable table) {
        table.add("PRelu", PReluKernels::isNchw, PReluKernels::forward);
        table.add("PReluGradX", PReluKernels::isNchw, PReluKernels::gradX);
        table.add("PReluGradSlope", PReluKernels::isNchw, PReluKernels::gradSlope);
    }

    private static boolean isNchw(Node node) {
        Shape x = node.input(0).shape();
        return x.rank() == 4 && !node.attrs().s("order").equals("NHWC");
    }

    /**
     * In blocks where the images are: for other mixtures the library is four hundred times slower.
     */
    private static dnnl_memory_desc slope(Draft d, int input) {
        return d.any(1, d.inShape(input).size(), 1, 1);
    }

    private static Primitive primitive(
            Draft d, int kind, dnnl_memory_desc data, dnnl_memory_desc slope) {
        dnnl_primitive_attr attr = d.attributes();
        return d.primitive(
                "PRelu",
                p ->
                        dnnl_prelu_forward_primitive_desc_create(
                                p, d.engine(), kind, data, slope, data, attr));
    }

    private static void forward(Draft d) {
        DnnlLayout layout = d.standingOfItsShape(0);
        Primitive prelu = primitive(d, dnnl_forward_inference, layout.desc(), slope(d, 1));
        d.input(0, layout);
        d.input(1, prelu.layout(DNNL_ARG_WEIGHTS));
        d.output(0, layout);
        d.mayOverwrite(0, 0);
        d.step(prelu).in(DNNL_ARG_SRC, 0).in(DNNL_ARG_WEIGHTS, 1).out(DNNL_ARG_DST, 0).run();
    }

    /** The library computes both gradients at once. */
    private static Primitive gradient(Draft d, DnnlLayout layout, int slopeInput) {
        dnnl_memory_desc data = layout.desc();
        dnnl_memory_desc slope = slope(d, slopeInput);
        Primitive forward = primitive(d, dnnl_forward_training, data, slope);
        dnnl_primitive_attr attr = d.attributes();
        return d.primitive(
                "gradient of PRelu",
                p ->
                        dnnl_prelu_backward_primitive_desc_create(
                                p,
                                d.engine(),
                                data,
                                slope,
                                data,
                                slope,
                                data,
                                forward.desc(),
                                attr));
    }

    private static void gradX(Draft d) {
        DnnlLayout layout = d.standingOfItsShape(0);
        Primitive gradient = gradient(d, layout, 1);
        d.input(0, layout);
        d.input(1, gradient.layout(DNNL_ARG_WEIGHTS));
        d.input(2, layout);
        d.output(0, layout);
        d.step(gradient)
                .in(DNNL_ARG_SRC, 0)
                .in(DNNL_ARG_WEIGHTS, 1)
                .in(DNNL_ARG_DIFF_DST, 2)
                .out(DNNL_ARG_DIFF_SRC, 0)
                .at(DNNL_ARG_DIFF_WEIGHTS, d.scratch(bytes(gradient, DNNL_ARG_DIFF_WEIGHTS)))
                .run();
    }

    private static void gradSlope(Draft d) {
        DnnlLayout layout = d.standingOfItsShape(0);
        Primitive gradient = gradient(d, layout, 2);
        long slopes = bytes(gradient, DNNL_ARG_WEIGHTS) / Float.BYTES;
        float[] ones = new float[(int) slopes]; // dslope does not depend on the slope
        Arrays.fill(ones, 1);
        d.input(0, layout);
        d.input(1, layout);
        d.output(0, gradient.layout(DNNL_ARG_DIFF_WEIGHTS));
        d.step(gradient)
                .in(DNNL_ARG_SRC, 0)
                .at(DNNL_ARG_WEIGHTS, d.fixed(ones))
                .in(DNNL_ARG_DIFF_DST, 1)
                .at(DNNL_ARG_DIFF_SRC, d.scratch(layout.bytes()))
                .out(DNNL_ARG_DIFF_WEIGHTS, 0)
                .run();
    }

    private static long bytes(Primitive primitive, int arg) {
        return dnnl_memory_desc_get_size(primitive.layout(arg));
    }
}
