/**
 * SavedModels: a graph, its variables and its signatures in a folder, as TensorFlow writes and
 * serves them.
 *
 * <p>What does not live here: the files of variables, which are checkpoints ({@code checkpoint}),
 * and graphs as messages ({@code io}).
 *
 * <p>Read in this order: {@code Signature}, {@code SavedModel}.
 */
package org.duograph.session.saved;
