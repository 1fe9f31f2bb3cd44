package org.duograph.session.gradient;

/** How gradients go through one operator. */
@FunctionalInterface
interface GradientFunction {
    /** Gives the gradients of the operation's inputs, as far as they are wanted. */
    void give(GradientSite site);
}
