package org.duograph.backend.cuda;

import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.ops.view.Rows;

/** Scales and shifts each column of a matrix. */
final class ColumnKernels implements KernelFamily {
    private static final String MODULE = "columns";

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "ElementwiseLinear" -> Entry.of(ColumnKernels::forward);
            case "ElementwiseLinearGrad" -> Entry.of(ColumnKernels::grad);
            default -> null;
        };
    }

    private static Rows rows(Draft d) {
        return Rows.at(d.attrs().int32("axis"), d.inShape(0));
    }

    private static void forward(Draft d) {
        long n = d.outSize(0);
        d.mayOverwrite(0, 0);
        d.launch(MODULE, "linear")
                .over(n)
                .in(0)
                .in(1)
                .in(2)
                .out(0)
                .integer(rows(d).d())
                .whole(n)
                .add();
    }

    /** The sums first: dX may be written over dY. */
    private static void grad(Draft d) {
        Rows rows = rows(d);
        long n = d.outSize(0);
        Folding columns = Folding.allBut(rows.n(), rows.d(), 1);
        columns.sumOfProducts(d, new Where.In(0), new Where.In(2), new Where.Out(1));
        columns.sum(d, new Where.In(2), new Where.Out(2));
        d.mayOverwrite(0, 2);
        d.launch(MODULE, "linear_grad").over(n).in(1).in(2).out(0).integer(rows.d()).whole(n).add();
    }
}
