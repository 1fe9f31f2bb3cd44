/**
 * Recurrent networks of the session face: cells, and what lets them go along sequences.
 *
 * <pre>{@code
 * RnnCell cell = new MultiRnnCell(new BasicLstmCell(64), new BasicLstmCell(64));
 * Rnn.Result r = new Rnn().lengths(lengths).dynamicRnn(cell, x);
 * }</pre>
 *
 * <p>Names of variables, the order of gates and what is added when are TensorFlow 1's, so
 * checkpoints go both ways.
 *
 * <p>What does not live here: the loop itself ({@link org.duograph.session.Recurrence}), and rows
 * of embeddings ({@link org.duograph.session.Variable#lookup}).
 *
 * <p>Read in this order: {@code RnnCell}, {@code BasicRnnCell}, {@code LstmCell}, {@code GruCell},
 * {@code Rnn}; then cells of cells: {@code MultiRnnCell}, {@code DropoutWrapper}, {@code
 * ResidualWrapper}, {@code AttentionWrapper} with {@code Attention}; how all steps go at once:
 * {@code Sweep}; layers without cells: {@code RecurrentLayers}; {@code Sequences}.
 */
package org.duograph.session.rnn;
