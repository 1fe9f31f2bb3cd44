package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.stream.IntStream;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.duograph.backend.Where;
import org.duograph.backend.onednn.library.Descs;
import org.duograph.backend.onednn.library.DnnlLayout;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.OneDnn;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.graph.Node;
import org.duograph.ops.math.Broadcast;

/** Sums, and arithmetic with two operands that may be broadcast. */
final class ArithmeticKernels implements KernelFamily {
    private static final int MOST_DIMS = 5;

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "Add" -> Entry.of(n -> stretchesOnlyB(n), d -> binary(d, dnnl_binary_add));
            case "Sub" -> Entry.of(n -> stretchesOnlyB(n), d -> binary(d, dnnl_binary_sub));
            case "Mul" -> Entry.of(n -> stretchesOnlyB(n), d -> binary(d, dnnl_binary_mul));
            case "Div" -> Entry.of(n -> stretchesOnlyB(n), d -> binary(d, dnnl_binary_div));
            case "Sum" -> Entry.of(n -> n.inputs().size() > 1, ArithmeticKernels::sum);
            case "WeightedSum" ->
                    Entry.of(n -> n.inputs().size() > 2, ArithmeticKernels::weightedSum);
            default -> null;
        };
    }

    /**
     * {@code dst = algorithm(src0, src1)} of two arrays of the same descriptor.
     *
     * @param attr may scale the operands
     */
    static Primitive pairwise(
            Draft d, int algorithm, dnnl_memory_desc data, dnnl_primitive_attr attr) {
        return arithmetic(d, algorithm, data, data, attr);
    }

    /** The same of arrays of two descriptors; the result has that of {@code a}. */
    static Primitive arithmetic(
            Draft d,
            int algorithm,
            dnnl_memory_desc a,
            dnnl_memory_desc b,
            dnnl_primitive_attr attr) {
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        return d.primitive(
                "binary arithmetic",
                p,
                dnnl_binary_primitive_desc_create(p, d.engine(), algorithm, a, b, a, attr));
    }

    /** Attributes by which both operands are multiplied by numbers known only when it runs. */
    static dnnl_primitive_attr scaled(Draft d) {
        dnnl_primitive_attr attr = d.attributes();
        for (int arg : new int[] {DNNL_ARG_SRC_0, DNNL_ARG_SRC_1}) {
            OneDnn.check(
                    "dnnl_primitive_attr_set_scales_mask",
                    dnnl_primitive_attr_set_scales_mask(attr, arg, 0));
        }
        return attr;
    }

    private static Broadcast shapes(Node node) {
        return Broadcast.of(node.attrs(), node.input(0).shape(), node.input(1).shape());
    }

    private static boolean stretchesOnlyB(Node node) {
        return node.output(0).shape().size() == node.input(0).shape().size()
                && node.output(0).shape().rank() <= MOST_DIMS;
    }

    private static void binary(Draft d, int algorithm) {
        d.mayOverwrite(0, 0);
        if (d.inShape(0).equals(d.inShape(1))) {
            DnnlLayout layout = d.blockedOf(0, 1);
            boolean flat = layout.isPlain() || algorithm != dnnl_binary_div; // 0 / 0 is not 0
            dnnl_memory_desc data = flat ? d.flat(layout) : layout.desc();
            Primitive primitive = pairwise(d, algorithm, data, d.attributes());
            d.input(0, layout);
            d.input(1, layout);
            d.output(0, layout);
            run(d, primitive);
            return;
        }
        Broadcast shapes = shapes(d.node());
        dnnl_memory_desc a = d.dense(Descs.dims(shapes.stretched(0)));
        dnnl_memory_desc b = d.dense(Descs.dims(shapes.stretched(1)));
        run(d, arithmetic(d, algorithm, a, b, d.attributes()));
    }

    private static void run(Draft d, Primitive primitive) {
        d.step(primitive).in(DNNL_ARG_SRC_0, 0).in(DNNL_ARG_SRC_1, 1).out(DNNL_ARG_DST, 0).run();
    }

    private static void sum(Draft d) {
        int[] all = IntStream.range(0, d.inputCount()).toArray();
        DnnlLayout layout = d.blockedOf(all);
        Primitive add = pairwise(d, dnnl_binary_add, d.flat(layout), d.attributes());
        d.output(0, layout);
        d.mayOverwrite(0, 0);
        d.input(0, layout);
        for (int i = 1; i < d.inputCount(); i++) {
            d.input(i, layout);
            Where first = i == 1 ? new Where.In(0) : new Where.Out(0);
            d.step(add).at(DNNL_ARG_SRC_0, first).in(DNNL_ARG_SRC_1, i).out(DNNL_ARG_DST, 0).run();
        }
    }

    private static void weightedSum(Draft d) {
        int arrays = d.inputCount() / 2;
        int[] all = IntStream.range(0, arrays).map(i -> 2 * i).toArray();
        DnnlLayout layout = d.blockedOf(all);
        Primitive add = pairwise(d, dnnl_binary_add, d.flat(layout), scaled(d));
        d.output(0, layout);
        d.mayOverwrite(0, 0);
        d.input(0, layout);
        Where one = d.fixed(1);
        for (int i = 1; i < arrays; i++) {
            d.input(2 * i, layout);
            d.step(add)
                    .at(DNNL_ARG_SRC_0, i == 1 ? new Where.In(0) : new Where.Out(0))
                    .at(DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC_0, i == 1 ? new Where.In(1) : one)
                    .in(DNNL_ARG_SRC_1, 2 * i)
                    .in(DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC_1, 2 * i + 1)
                    .out(DNNL_ARG_DST, 0)
                    .run();
        }
    }
}
