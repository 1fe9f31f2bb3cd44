package org.duograph.backend.cuda;

import org.duograph.backend.HostKernel;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.tensor.Philox;

/** Dropout, with the same random numbers as the reference kernel. */
final class DropoutKernels implements KernelFamily {
    private static final String MODULE = "dropout";

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "Dropout" -> Entry.ofAnyType(HostKernel::givesFloat, DropoutKernels::dropout);
            case "DropoutGradX" -> Entry.ofAnyType(HostKernel::givesFloat, DropoutKernels::gradX);
            default -> null;
        };
    }

    private static double ratio(Draft d) {
        return d.attrs().f("ratio");
    }

    private static void dropout(Draft d) {
        long n = d.outSize(0);
        d.mayOverwrite(0, 0);
        if (d.attrs().flag("is_test")) {
            d.copy(new Where.In(0), new Where.Out(0), d.outType(0).bytes());
            return;
        }
        d.launch(MODULE, "dropout")
                .over((n + 3) / 4)
                .in(0)
                .out(0)
                .out(1)
                .whole(d.seed())
                .whole(Philox.hash(d.node().name()))
                .step()
                .integer((long) Math.ceil(ratio(d) * 0x1p24))
                .real(1 / (1 - ratio(d)))
                .whole(n)
                .add();
    }

    private static void gradX(Draft d) {
        long n = d.outSize(0);
        d.mayOverwrite(0, 1);
        d.launch(MODULE, "dropout_grad")
                .over(n)
                .in(0)
                .in(1)
                .out(0)
                .real(1 / (1 - ratio(d)))
                .whole(n)
                .add();
    }
}
