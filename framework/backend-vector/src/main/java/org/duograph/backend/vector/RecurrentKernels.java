package org.duograph.backend.vector;

import org.duograph.backend.HostKernel;
import org.duograph.graph.Node;

/**
 * Recurrent layers and their gradients. What X gives to all gates of all steps is one product;
 * after it each thread goes through the steps of its own sequences. Gradients of weights are one
 * product for all steps, too.
 *
 * <p>Nothing is kept for the gradient, which goes through the steps once more.
 */
final class RecurrentKernels implements KernelFamily {
    @Override
    public boolean supports(Node node) {
        return HostKernel.isFloat(node.input(0));
    }

    @Override
    public void draw(Drawing d) {
        RecurrentPass pass = new RecurrentPass(d);
        d.implementation("products of all steps");
        if (d.node().op().type().endsWith("Grad")) {
            pass.back();
        } else {
            pass.forward();
        }
    }
}
