package org.duograph.backend.cuda;

import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.ops.view.Channels;

/**
 * Local response normalisation and its gradient, by kernels of our own: the operator hands on what
 * it divided by, and its gradient reads that, while cuDNN keeps it for itself.
 */
final class LrnKernels implements KernelFamily {
    private static final String MODULE = "lrn";

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "LRN" -> Entry.of(LrnKernels::forward);
            case "LRNGradX" -> Entry.of(LrnKernels::gradX);
            default -> null;
        };
    }

    private static int[] struct(Draft d) {
        Channels c = Channels.of(d.attrs(), d.inShape(0));
        int reach = Math.min(c.count(), (d.attrs().int32("size") - 1) / 2);
        return new int[] {c.outer(), c.count(), c.inner(), reach};
    }

    private static float weight(Draft d) {
        return (float) (d.attrs().f("alpha") / d.attrs().i("size"));
    }

    private static void forward(Draft d) {
        d.launch(MODULE, "lrn")
                .over(d.inSize(0))
                .in(0)
                .out(0)
                .at(d.isUsed(1) ? new Where.Out(1) : null)
                .ints(struct(d))
                .real(weight(d))
                .real((float) d.attrs().f("beta"))
                .real((float) d.attrs().f("bias"))
                .add();
    }

    private static void gradX(Draft d) {
        d.launch(MODULE, "lrn_gradient")
                .over(d.inSize(0))
                .in(0)
                .in(1)
                .in(2)
                .in(3)
                .out(0)
                .ints(struct(d))
                .real(weight(d))
                .real((float) d.attrs().f("beta"))
                .add();
    }
}
