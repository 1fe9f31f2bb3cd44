package org.duograph.backend.vector;

import org.duograph.graph.Node;
import org.duograph.ops.conv.ConvGeometry;
import org.duograph.ops.conv.ConvTranspose;

/**
 * Transposed convolution: the gradient of a convolution's images, and its gradients are that
 * convolution and the gradient of its filters, with images and gradients in each other's place.
 */
final class DeconvKernels implements KernelFamily {
    @Override
    public void draw(Drawing d) {
        Node node = d.node();
        switch (node.op().type()) {
            case "ConvTranspose" -> ConvRows.transposed(d, geometry(node, 0, 1));
            case "ConvTransposeGradX" -> ConvRows.forward(d, geometry(node, 2, 0), 1, 0);
            default -> ConvRows.gradW(d, geometry(node, 0, 2), 1, 0);
        }
    }

    private static ConvGeometry geometry(Node node, int x, int w) {
        return ConvTranspose.turnedRound(
                node.attrs(), node.input(x).shape(), node.input(w).shape());
    }
}
