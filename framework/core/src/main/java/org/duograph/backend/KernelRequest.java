package org.duograph.backend;

import java.util.List;
import org.duograph.graph.Node;

/**
 * What a kernel factory is asked to prepare.
 *
 * @param node the node
 * @param inputs the layout in which each input stands on this backend already; plain where it does
 *     not yet stand there. A factory that can work with it saves a reorder
 * @param usedOutputs whether anything reads each output
 * @param seed the key of the node's random numbers, if it draws any: they are those of {@code
 *     Philox.of(seed, node.name(), step)}, with the step that stands in {@link
 *     Blueprint.Memory#step} when the kernel runs
 */
public record KernelRequest(Node node, List<Layout> inputs, List<Boolean> usedOutputs, long seed) {}
