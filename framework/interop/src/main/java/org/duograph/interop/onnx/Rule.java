package org.duograph.interop.onnx;

/** What an operator of ONNX means, in operators of the core. */
@FunctionalInterface
interface Rule {
    /**
     * Appends what the node at {@code site} means, and gives its outputs.
     *
     * @throws UnsupportedModelException if this use of the operator is not offered
     * @throws IllegalArgumentException if the node does not fit its operator
     */
    void lower(NodeSite site);
}
