package org.duograph.backend.cuda;

import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.cuda.library.Launch;
import org.duograph.ops.view.Channels;

/** A Relu whose slope for negative numbers is learned, for each channel or for all. */
final class PReluKernels implements KernelFamily {
    private static final String MODULE = "columns";

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "PRelu" -> Entry.of(PReluKernels::forward);
            case "PReluGrad" -> Entry.of(PReluKernels::grad);
            default -> null;
        };
    }

    private static void forward(Draft d) {
        d.mayOverwrite(0, 0);
        add(d, d.launch(MODULE, "prelu").over(d.outSize(0)).in(0).in(1).out(0));
    }

    /** The slopes' sums first: dX may be written over dY. */
    private static void grad(Draft d) {
        int slopes = (int) d.inSize(1);
        int run = slopes == 1 ? 1 : run(d);
        Folding.allBut(d.inSize(0) / slopes / run, slopes, run)
                .draw(
                        d,
                        "sum_negative_products_f32",
                        "sum_f32",
                        new Where.In(0),
                        new Where.In(2),
                        new Where.Out(1),
                        1);
        d.mayOverwrite(0, 2);
        add(d, d.launch(MODULE, "prelu_grad").over(d.outSize(0)).in(0).in(1).in(2).out(0));
    }

    /** How many elements in a row have the same slope. */
    private static int run(Draft d) {
        return Channels.of(d.attrs(), d.inShape(0)).inner();
    }

    private static void add(Draft d, Launch launch) {
        launch.integer(run(d)).integer(d.inSize(1)).whole(d.outSize(0)).add();
    }
}
