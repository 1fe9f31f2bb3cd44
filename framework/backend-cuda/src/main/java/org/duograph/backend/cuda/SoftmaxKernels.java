package org.duograph.backend.cuda;

import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.cuda.library.Launch;
import org.duograph.ops.view.Rows;

/** Softmax and its logarithm over rows, each in one kernel of our own. */
final class SoftmaxKernels implements KernelFamily {
    private static final String MODULE = "softmax";

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "Softmax" -> Entry.of(d -> forward(d, false));
            case "SoftmaxGradX" -> Entry.of(d -> gradX(d, "softmax_gradient"));
            case "LogSoftmax" -> Entry.of(d -> forward(d, true));
            case "LogSoftmaxGradX" -> Entry.of(d -> gradX(d, "log_softmax_gradient"));
            default -> null;
        };
    }

    private static Rows rows(Draft d) {
        return Rows.at(d.attrs().int32("axis"), d.inShape(0));
    }

    /** A block for each row. */
    private static Launch launch(Draft d, String kernel) {
        Rows rows = rows(d);
        return d.launch(MODULE, kernel).threads(Launch.threadsFor(rows.d())).blocks(rows.n());
    }

    private static void forward(Draft d, boolean log) {
        d.mayOverwrite(0, 0);
        launch(d, "softmax")
                .in(0)
                .out(0)
                .whole(rows(d).n())
                .integer(rows(d).d())
                .integer(log ? 1 : 0)
                .add();
    }

    private static void gradX(Draft d, String kernel) {
        d.mayOverwrite(0, 1);
        launch(d, kernel).in(0).in(1).out(0).whole(rows(d).n()).integer(rows(d).d()).add();
    }
}
