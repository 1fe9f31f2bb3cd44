package org.duograph.backend.cuda;

import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.DnnConvolution.Direction;
import org.duograph.graph.Node;
import org.duograph.ops.conv.ConvGeometry;
import org.duograph.ops.conv.ConvTranspose;

/**
 * Transposed convolution and its gradients: the gradients of the convolution that makes X from Y,
 * and that convolution itself.
 */
final class DeconvKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "ConvTranspose" -> ConvKernels.choice(DeconvKernels::forward);
            case "ConvTransposeGradX" -> ConvKernels.choice(DeconvKernels::gradX);
            case "ConvTransposeGradW" -> ConvKernels.choice(DeconvKernels::gradW);
            default -> null;
        };
    }

    private static ConvGeometry geometry(Node node, int x, int w) {
        return ConvTranspose.turnedRound(
                node.attrs(), node.input(x).shape(), node.input(w).shape());
    }

    private static Convolution forward(Node node) {
        return new Convolution(
                        geometry(node, 0, 1),
                        Direction.DATA,
                        new Where.Out(0),
                        new Where.In(1),
                        new Where.In(0))
                .then(ConvKernels.optional(node, 2), false);
    }

    private static Convolution gradX(Node node) {
        return new Convolution(
                geometry(node, 2, 0),
                Direction.FORWARD,
                new Where.In(1),
                new Where.In(0),
                new Where.Out(0));
    }

    private static Convolution gradW(Node node) {
        return new Convolution(
                geometry(node, 0, 2),
                Direction.FILTER,
                new Where.In(1),
                new Where.Out(0),
                new Where.In(0));
    }
}
