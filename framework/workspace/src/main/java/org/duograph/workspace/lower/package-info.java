/**
 * From a net's text to a graph, and back: {@link org.duograph.workspace.lower.NetImporter} lowers
 * operators one by one, {@link org.duograph.workspace.lower.NetExporter} writes a graph as a net.
 *
 * <p>Read in this order: {@code NetImporter}; {@code LoweringSite}, where one operator is lowered;
 * {@code BlobValues}, what a name stands for at a point of the net; {@code OperatorForms}, how
 * arguments become attributes and the forms that are Caffe2's own; {@code Spellings}, what
 * arguments say in several ways and attributes in one; {@code GradientImporter}, for Caffe2's
 * gradient operators; {@code Vocabulary}; {@code OperatorTypes}, for those who ask for types alone.
 *
 * <p>What does not live here: when a net is lowered and what becomes of the graph ({@code
 * workspace}), the code of host operators ({@code host}), how nets are written ({@code net}).
 * Nothing here knows a workspace: types and numbers of blobs are handed in.
 */
package org.duograph.workspace.lower;
