package org.duograph.backend.cuda;

import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;

/** What changes only where numbers stand, or how they are seen. */
final class ShapeKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "Copy", "StopGradient" -> Entry.ofAnyType(node -> true, ShapeKernels::copy);
            default -> null;
        };
    }

    private static void copy(Draft d) {
        d.mayOverwrite(0, 0);
        d.copy(new Where.In(0), new Where.Out(0), d.outType(0).bytes());
    }
}
