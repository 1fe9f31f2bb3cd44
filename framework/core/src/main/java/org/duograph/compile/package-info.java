/**
 * What happens to a net before it is planned: passes, each a function from graph to graph, and
 * {@link org.duograph.compile.Gradients}, which appends a graph's derivative.
 *
 * <p>{@link org.duograph.compile.Compiler} is the literal list of passes, in order, with one line
 * of why for each. Passes share {@link org.duograph.compile.Rewriter}, which copies a graph node by
 * node.
 *
 * <p>What does not live here: anything about memory, layouts or backends; that is {@code plan}.
 */
package org.duograph.compile;
