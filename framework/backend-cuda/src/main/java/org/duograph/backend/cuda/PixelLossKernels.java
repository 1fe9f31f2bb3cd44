package org.duograph.backend.cuda;

import org.duograph.backend.HostKernel;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.cuda.library.Fault;
import org.duograph.backend.cuda.library.Launch;
import org.duograph.graph.Node;
import org.duograph.ops.loss.SpatialSoftmaxWithLoss;
import org.duograph.ops.view.Lines;

/** Softmax and its cross entropy for every pixel of images; a thread for each pixel. */
final class PixelLossKernels implements KernelFamily {
    private static final String MODULE = "pixel_losses";

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "SpatialSoftmaxWithLoss" ->
                    Entry.ofAnyType(PixelLossKernels::fits, PixelLossKernels::forward);
            case "SpatialSoftmaxWithLossGradX" ->
                    Entry.ofAnyType(PixelLossKernels::fits, PixelLossKernels::gradX);
            default -> null;
        };
    }

    private static boolean fits(Node node) {
        return HostKernel.givesFloat(node) && IndexKernels.isIndex(node.input(1));
    }

    private static Lines pixels(Draft d) {
        return Lines.along(1, d.inShape(0));
    }

    /** The struct Planes. */
    private static int[] planes(Draft d) {
        return new int[] {pixels(d).step(), pixels(d).length()};
    }

    private static Fault fault(Draft d) {
        int classes = pixels(d).length();
        return d.fault((i, label) -> SpatialSoftmaxWithLoss.requireClass(classes, label, i));
    }

    private static long blocks(Draft d) {
        long enough = (pixels(d).count() + Launch.BLOCK - 1) / Launch.BLOCK;
        return Math.min(enough, d.mostBlocks());
    }

    private static Where weight(Draft d, int input) {
        return d.inputs() > input && !d.isAbsent(input) ? new Where.In(input) : null;
    }

    private static void forward(Draft d) {
        d.launch(MODULE, "softmax_with_loss_of_pixels")
                .blocks(blocks(d))
                .in(0)
                .in(1)
                .integer(IndexKernels.wide(d, 1))
                .at(weight(d, 2))
                .out(0)
                .out(1)
                .at(d.scratch(2 * blocks(d) * Double.BYTES))
                .at(d.counter())
                .fault(fault(d))
                .real((float) d.attrs().f("scale"))
                .ints(planes(d))
                .whole(pixels(d).count())
                .add();
    }

    private static void gradX(Draft d) {
        long blocks = blocks(d);
        Fault fault = fault(d);
        Where weights = d.scratch(Double.BYTES);
        d.launch(MODULE, "weights_of_pixels")
                .blocks(blocks)
                .in(1)
                .integer(IndexKernels.wide(d, 1))
                .at(weight(d, 3))
                .at(weights)
                .at(d.scratch(blocks * Double.BYTES))
                .at(d.counter())
                .fault(fault)
                .integer(pixels(d).length())
                .whole(pixels(d).count())
                .add();
        d.mayOverwrite(0, 0);
        d.launch(MODULE, "softmax_with_loss_of_pixels_grad")
                .over(pixels(d).count())
                .in(0)
                .in(1)
                .integer(IndexKernels.wide(d, 1))
                .in(2)
                .at(weight(d, 3))
                .at(weights)
                .out(0)
                .fault(fault)
                .real((float) d.attrs().f("scale"))
                .ints(planes(d))
                .whole(pixels(d).count())
                .add();
    }
}
