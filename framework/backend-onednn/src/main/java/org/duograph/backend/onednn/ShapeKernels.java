package org.duograph.backend.onednn;

import org.bytedeco.javacpp.Pointer;
import org.duograph.backend.Kernel;

/** Operators that move numbers without changing them. */
final class ShapeKernels {
    private ShapeKernels() {}

    static void register(KernelTable table) {
        for (String type : new String[] {"Copy", "StopGradient"}) {
            table.addOfAnyType(type, n -> true, ShapeKernels::same);
        }
    }

    /** The same bytes under another name, perhaps of another shape; nothing to do in place. */
    private static void same(Draft d) {
        DnnlLayout layout = d.standing(0);
        d.inputAsIs(0);
        d.output(0, layout);
        d.mayOverwrite(0, 0);
        copy(d, new Place.In(0), new Place.Out(0), layout.bytes());
    }

    /** Adds a step that copies bytes, unless both stand in the same place. */
    static void copy(Draft d, Place from, Place to, long bytes) {
        d.loop(
                "memcpy",
                memory -> {
                    Pointer source = from.find(memory).address();
                    Pointer target = to.find(memory).address();
                    if (source.address() == target.address()) {
                        return () -> {};
                    }
                    Kernel copy = () -> Pointer.memcpy(target, source, bytes);
                    return copy;
                });
    }
}
