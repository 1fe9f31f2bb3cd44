package org.duograph.backend;

import java.util.List;
import java.util.function.Supplier;
import org.duograph.graph.Node;
import org.duograph.tensor.Philox;

/**
 * What a kernel factory is asked to prepare.
 *
 * @param node the node
 * @param inputs the layout in which each input stands on this backend already; plain where it does
 *     not yet stand there. A factory that can work with it saves a reorder
 * @param usedOutputs whether anything reads each output
 * @param randoms gives the node's random numbers at the current step
 */
public record KernelRequest(
        Node node, List<Layout> inputs, List<Boolean> usedOutputs, Supplier<Philox> randoms) {}
