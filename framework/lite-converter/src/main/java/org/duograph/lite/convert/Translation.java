package org.duograph.lite.convert;

/** What an operator of the core means in TensorFlow Lite's. */
@FunctionalInterface
interface Translation {
    /**
     * Appends operators and gives the node's output.
     *
     * @throws Refused if there are none that say it
     */
    void translate(NodeSite site);
}
