package org.duograph.backend.cuda;

import org.duograph.backend.HostKernel;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.graph.Node;
import org.duograph.tensor.Shape;

/** Both ends of a style-transfer net: from bytes of pixels to planes of numbers, and back. */
final class StylizerKernels implements KernelFamily {
    private static final String MODULE = "stylizer";

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "PackedInt8BGRANHWCToNCHWCStylizerPreprocess" ->
                    Entry.ofAnyType(StylizerKernels::readsFloats, StylizerKernels::preprocess);
            case "BRGNCHWCToPackedInt8BGRAStylizerDeprocess" ->
                    Entry.ofAnyType(
                            node -> HostKernel.isFloat(node.input(0)) && readsFloats(node),
                            StylizerKernels::deprocess);
            default -> null;
        };
    }

    /** Whether mean and noise are float32. */
    private static boolean readsFloats(Node node) {
        return node.inputs().stream().skip(1).allMatch(v -> v.isAbsent() || HostKernel.isFloat(v));
    }

    private static void preprocess(Draft d) {
        Shape y = d.outShape(0);
        int plane = y.sizeOf(2, 4);
        boolean noise = d.inputs() > 2 && !d.isAbsent(2);
        long n = (long) y.dim(0) * plane;
        d.launch(MODULE, "stylizer_preprocess")
                .over(n)
                .in(0)
                .in(1)
                .at(noise ? new Where.In(2) : null)
                .out(0)
                .integer(plane)
                .integer(noise ? d.inSize(2) : 1)
                .whole(n)
                .add();
    }

    private static void deprocess(Draft d) {
        Shape x = d.inShape(0);
        int plane = x.sizeOf(2, 4);
        long n = (long) x.dim(0) * plane;
        d.launch(MODULE, "stylizer_deprocess")
                .over(n)
                .in(0)
                .in(1)
                .out(0)
                .integer(plane)
                .whole(n)
                .add();
    }
}
