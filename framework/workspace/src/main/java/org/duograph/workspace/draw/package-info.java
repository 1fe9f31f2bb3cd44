/**
 * Nets for the eye: one line of text per operator ({@link org.duograph.workspace.draw.NetPrinter})
 * and pictures ({@link org.duograph.workspace.draw.NetDrawer}), as DOT for Graphviz, as SVG, which
 * needs nothing installed, or as a page on which readers move about.
 *
 * <p>Plans have pictures too ({@link org.duograph.workspace.draw.PlanDrawer}): how values share
 * memory. What does not live here: the texts of graphs and plans, which print themselves.
 *
 * <p>Read in this order: {@code NetPrinter}, {@code NetDrawer}, {@code NetPicture} (what is drawn),
 * {@code NetReader} (how it comes out of a net, with {@code NetFacts} and {@code Folding}), {@code
 * DotWriter}, {@code SvgWriter}, {@code NetPage} (with {@code Pages}, and its scripts among the
 * resources); then sizes and places: {@code Figure}, {@code Labels}, and the layout, one step a
 * file: {@code LayeredLayout}, {@code Layers}, {@code CrossingReduction}, {@code Columns}.
 */
package org.duograph.workspace.draw;
