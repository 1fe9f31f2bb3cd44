/**
 * Graphs and what they are made of: a {@link org.duograph.graph.Graph} is a list of {@link
 * org.duograph.graph.Node}s, each one use of an operator ({@link org.duograph.graph.OpDef}), joined
 * by {@link org.duograph.graph.Value}s, each written once.
 *
 * <p>What does not live here: the operators themselves ({@code ops}), changes to a graph ({@code
 * compile}), anything that runs fast ({@code backend}, {@code plan}). The reference kernel of an
 * operator is part of its definition, so {@link org.duograph.graph.ReferenceCall}, which calls one,
 * is here.
 *
 * <p>Read in this order: {@code Attr} and {@code Attrs}, {@code OpDef} with its three rules ({@code
 * TypeRule}, {@code GradientRule}, {@code ReferenceKernel}), {@code Node}, {@code Value}, {@code
 * Graph}, {@code GraphPrinter}; then {@code SubGraph}, {@code GraphText} and {@code GraphFile}.
 */
package org.duograph.graph;
