package org.duograph.backend.cuda;

import org.duograph.backend.HostKernel;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.cuda.library.Launch;
import org.duograph.ops.pool.PoolGeometry;
import org.duograph.ops.view.Window;
import org.duograph.tensor.Shape;

/**
 * Max and average pooling and their gradients, by kernels of our own: they know every padding and
 * dilation, and the places of maxima, of which cuDNN says nothing.
 */
final class PoolKernels implements KernelFamily {
    private static final String MODULE = "pool";

    /** Pixels from which on a plane's mean is worth a block of threads. */
    private static final int LARGE = 64;

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "MaxPool", "MaxPoolWithIndex" ->
                    Entry.ofAnyType(n -> HostKernel.isFloat(n.input(0)), PoolKernels::max);
            case "MaxPoolGradX", "MaxPoolWithIndexGradX" ->
                    Entry.ofAnyType(n -> HostKernel.isFloat(n.input(1)), PoolKernels::maxGradX);
            case "AveragePool" -> Entry.of(PoolKernels::average);
            case "AveragePoolGradX" -> Entry.of(PoolKernels::averageGradX);
            default -> null;
        };
    }

    private static PoolGeometry geometry(Draft d, Shape x) {
        return PoolGeometry.of(d.attrs(), x);
    }

    private static int[] struct(PoolGeometry g) {
        Window k = g.window();
        return new int[] {
            g.n(),
            g.c(),
            g.h(),
            g.w(),
            g.oh(),
            g.ow(),
            k.kh(),
            k.kw(),
            k.strideH(),
            k.strideW(),
            k.padTop(),
            k.padLeft(),
            k.dilationH(),
            k.dilationW(),
            g.nhwc() ? 1 : 0
        };
    }

    private static void max(Draft d) {
        PoolGeometry g = geometry(d, d.inShape(0));
        d.launch(MODULE, "max_pool")
                .over(d.outSize(0))
                .in(0)
                .out(0)
                .at(d.isUsed(1) ? new Where.Out(1) : null)
                .ints(struct(g))
                .add();
    }

    private static void maxGradX(Draft d) {
        PoolGeometry g = geometry(d, d.inShape(2));
        d.launch(MODULE, "max_pool_gradient")
                .threads(Launch.threadsFor((long) g.h() * g.w()))
                .blocks((long) g.n() * g.c())
                .in(0)
                .in(1)
                .out(0)
                .ints(struct(g))
                .add();
    }

    private static void average(Draft d) {
        PoolGeometry g = geometry(d, d.inShape(0));
        Window k = g.window();
        boolean whole = k.kh() == g.h() && k.kw() == g.w() && g.oh() == 1 && g.ow() == 1;
        if (whole && k.padTop() == 0 && k.padLeft() == 0 && g.h() * g.w() >= LARGE) {
            d.launch(MODULE, "plane_means")
                    .threads(Launch.threadsFor((long) g.h() * g.w()))
                    .blocks((long) g.n() * g.c())
                    .in(0)
                    .out(0)
                    .ints(struct(g))
                    .add();
            return;
        }
        d.launch(MODULE, "average_pool").over(d.outSize(0)).in(0).out(0).ints(struct(g)).add();
    }

    private static void averageGradX(Draft d) {
        PoolGeometry g = geometry(d, d.inShape(1));
        d.launch(MODULE, "average_pool_gradient")
                .over(d.outSize(0))
                .in(0)
                .out(0)
                .ints(struct(g))
                .add();
    }
}
