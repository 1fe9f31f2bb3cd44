/**
 * Control flow: operators whose attributes are graphs.
 *
 * <p>There are three. {@link org.duograph.ops.control.If} runs one of two graphs, {@link
 * org.duograph.ops.control.While} runs one as long as another says so, {@link
 * org.duograph.ops.control.For} runs one a number of times, and for each row of a sequence: a
 * recurrent layer is a For. Each hands its graphs all that they use; see {@link
 * org.duograph.graph.SubGraph}. Their gradients are made of the same three, over graphs that are
 * derivatives of the graphs ({@link org.duograph.ops.control.LoopGradient}).
 *
 * <p>{@link org.duograph.ops.control.TakeRow} and {@link org.duograph.ops.control.PutRow} read and
 * write one row of an array, whose number is known only while the graph runs: a plan turns a For's
 * sequences and stacked outputs into them.
 *
 * <p>Read {@link org.duograph.ops.control.If} first.
 */
package org.duograph.ops.control;
