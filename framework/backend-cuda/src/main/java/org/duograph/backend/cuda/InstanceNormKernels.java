package org.duograph.backend.cuda;

import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.ops.view.Channels;

/** Instance normalisation: each channel of each image is a line. */
final class InstanceNormKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "InstanceNorm" -> Entry.of(InstanceNormKernels::forward);
            case "InstanceNormGrad" -> Entry.of(InstanceNormKernels::grad);
            default -> null;
        };
    }

    private static LineNorm lines(Draft d) {
        Channels c = Channels.of(d.attrs(), d.inShape(0));
        int n = d.inShape(0).dim(0);
        int step = d.attrs().flag("channels_last") ? c.count() : 1;
        return new LineNorm(n * c.count(), c.each() / n, step, c.count(), false);
    }

    private static void forward(Draft d) {
        d.mayOverwrite(0, 0);
        lines(d).forward(d, new Where.In(1), new Where.In(2));
    }

    private static void grad(Draft d) {
        LineNorm lines = lines(d);
        boolean onlyX = !d.isUsed(1) && !d.isUsed(2);
        Where dScale = onlyX ? null : lines.scratch(d);
        Where dBias = onlyX ? null : lines.scratch(d);
        d.mayOverwrite(0, 4);
        lines.gradient(
                d,
                new Where.In(1),
                new Where.In(2),
                new Where.In(3),
                new Where.In(4),
                dScale,
                dBias);
        if (!onlyX) {
            lines.sumLines(d, dScale, dBias);
        }
    }
}
