package org.duograph.backend.cuda;

import org.duograph.backend.cuda.library.Draft;

/** Functions of one element at a time, and their gradients. */
final class ElementwiseKernels implements KernelFamily {
    private static final String MODULE = "elementwise";

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "Relu" -> Entry.of(d -> unary(d, "relu"));
            case "ReluGradX" -> Entry.of(d -> binary(d, "relu_grad"));
            default -> null;
        };
    }

    private static void unary(Draft d, String kernel) {
        long n = d.outSize(0);
        d.mayOverwrite(0, 0);
        d.launch(MODULE, kernel).over(n).in(0).out(0).whole(n).add();
    }

    private static void binary(Draft d, String kernel) {
        long n = d.outSize(0);
        d.mayOverwrite(0, 0);
        d.mayOverwrite(0, 1);
        d.launch(MODULE, kernel).over(n).in(0).in(1).out(0).whole(n).add();
    }
}
