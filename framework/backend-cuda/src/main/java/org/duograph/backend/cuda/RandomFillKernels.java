package org.duograph.backend.cuda;

import org.duograph.backend.HostKernel;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.ops.fill.MSRAFill;
import org.duograph.ops.fill.XavierFill;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;

/**
 * Random arrays, such as the weights with which training begins: the same numbers as the reference
 * kernels draw.
 */
final class RandomFillKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "UniformFill" -> fill(d -> between(d, d.attrs().f("min"), d.attrs().f("max")));
            case "XavierFill" ->
                    fill(d -> between(d, -XavierFill.scale(shape(d)), XavierFill.scale(shape(d))));
            case "GaussianFill" -> fill(d -> normal(d, d.attrs().f("mean"), d.attrs().f("std")));
            case "MSRAFill" -> fill(d -> normal(d, 0, MSRAFill.deviation(shape(d))));
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
}
