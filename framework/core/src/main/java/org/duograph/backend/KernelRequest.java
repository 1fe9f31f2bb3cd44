package org.duograph.backend;

import java.util.List;
import java.util.Set;
import org.duograph.graph.Node;

/**
 * What a kernel factory is asked to prepare.
 *
 * @param node the node
 * @param inputs the layout in which each input stands on this backend already; plain where it does
 *     not yet stand there. A factory that can work with it saves a reorder
 * @param usedOutputs whether anything reads each output
 * @param frozenInputs the numbers of the inputs whose content never changes: constants, and
 *     variables of a frozen state. They are brought into the layout that a blueprint wants once,
 *     before the first run: what a kernel would make of them in each run may be a layout
 * @param seed the key of the node's random numbers, if it draws any: they are those of {@code
 *     Philox.of(seed, node.name(), step)}, with the step that stands in {@link
 *     Blueprint.Memory#step} when the kernel runs
 */
public record KernelRequest(
        Node node,
        List<Layout> inputs,
        List<Boolean> usedOutputs,
        Set<Integer> frozenInputs,
        long seed) {
    /** A request for a node whose inputs may all change from run to run. */
    public KernelRequest(Node node, List<Layout> inputs, List<Boolean> usedOutputs, long seed) {
        this(node, inputs, usedOutputs, Set.of(), seed);
    }

    /** Whether the content of an input never changes. */
    public boolean isFrozen(int input) {
        return frozenInputs.contains(input);
    }
}
