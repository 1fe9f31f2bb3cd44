/**
 * Choices, loops and plans of nets: {@link org.duograph.workspace.control.NetBuilder} writes nets
 * with control flow in them, {@link org.duograph.workspace.control.Steps} says which nets to run,
 * how often, and until when.
 *
 * <p>A choice or a loop inside of a net becomes part of its graph: it is planned, runs without
 * leaving the net, and has a gradient. Steps are around nets; they run whole nets in turn.
 */
package org.duograph.workspace.control;
