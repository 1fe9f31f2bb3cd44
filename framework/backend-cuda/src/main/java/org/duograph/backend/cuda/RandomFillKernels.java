package org.duograph.backend.cuda;

import org.duograph.backend.HostKernel;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.cuda.library.Launch;
import org.duograph.graph.Attrs;
import org.duograph.graph.Node;
import org.duograph.ops.fill.MSRAFill;
import org.duograph.ops.fill.XavierFill;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;

/**
 * Random arrays, such as the weights with which training begins: the same numbers as the reference
 * kernels draw.
 */
final class RandomFillKernels implements KernelFamily {
    /** As many numbers one block can put into a random order, as fill.cu says. */
    private static final int MOST_IN_ORDER = 8192;

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "UniformFill" -> fill(d -> between(d, d.attrs().f("min"), d.attrs().f("max")));
            case "XavierFill" ->
                    fill(d -> between(d, -XavierFill.scale(shape(d)), XavierFill.scale(shape(d))));
            case "GaussianFill" -> fill(d -> normal(d, d.attrs().f("mean"), d.attrs().f("std")));
            case "MSRAFill" -> fill(d -> normal(d, 0, MSRAFill.deviation(shape(d))));
            case "UniformIntFill" -> Entry.ofAnyType(node -> true, RandomFillKernels::whole);
            case "PhiloxOrder" ->
                    Entry.ofAnyType(
                            node -> node.output(0).shape().size() <= MOST_IN_ORDER,
                            RandomFillKernels::order);
            case "PhiloxFill" ->
                    Entry.ofAnyType(RandomFillKernels::isFromStream, RandomFillKernels::fromStream);
            default -> null;
        };
    }

    private static Entry fill(java.util.function.Consumer<Draft> drawing) {
        return Entry.ofAnyType(HostKernel::givesFloat, drawing);
    }

    private static Shape shape(Draft d) {
        return d.outShape(0);
    }

    private static void between(Draft d, double low, double high) {
        draw(d, "fill_uniform", low, high - low);
    }

    private static void normal(Draft d, double mean, double deviation) {
        draw(d, "fill_gaussian", mean, deviation);
    }

    /** Fills with {@code zero + unit * x}, where the kernel's name says the law of x. */
    private static void draw(Draft d, String kernel, double zero, double unit) {
        long n = d.outSize(0);
        d.launch(FillKernels.MODULE, kernel)
                .over((n + 3) / 4)
                .out(0)
                .real(zero)
                .real(unit)
                .whole(d.seed())
                .whole(Philox.hash(d.node().name()))
                .step()
                .whole(n)
                .add();
    }

    private static void whole(Draft d) {
        long n = d.outSize(0);
        long low = d.attrs().i("min");
        d.launch(FillKernels.MODULE, "fill_whole")
                .over((n + 3) / 4)
                .out(0)
                .integer(low)
                .integer(d.attrs().i("max") - low + 1)
                .whole(d.seed())
                .whole(Philox.hash(d.node().name()))
                .step()
                .whole(n)
                .add();
    }

    private static void order(Draft d) {
        d.launch(FillKernels.MODULE, "philox_order")
                .out(0)
                .whole(d.attrs().i("key"))
                .whole(d.attrs().i("stream"))
                .in(0)
                .integer(d.outSize(0))
                .add();
    }

    private static boolean isFromStream(Node node) {
        return HostKernel.givesFloat(node) || IndexKernels.isIndex(node.output(0));
    }

    /** TensorFlow's numbers. */
    private static void fromStream(Draft d) {
        Attrs attrs = d.attrs();
        String law = attrs.s("law");
        long n = d.outSize(0);
        boolean whole = law.equals("whole");
        int bytes = d.outType(0).dtype().bytes();
        String kernel = "philox_" + (whole ? "whole_" + bytes : law + "_numbers");
        Launch launch =
                d.launch(FillKernels.MODULE, kernel)
                        .over((n + 3) / 4)
                        .out(0)
                        .whole(attrs.i("key"))
                        .whole(attrs.i("stream"))
                        .in(0);
        if (whole) {
            launch.whole(attrs.i("low")).whole(attrs.i("below") - attrs.i("low"));
        }
        launch.whole(n).add();
    }
}
