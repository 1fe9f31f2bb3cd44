/**
 * Recurrent nets. Layers over whole sequences, LSTM, GRU and RNN: {@code RecurrentLayer} holds what
 * their definitions share, {@code Sequences} and {@code Weights} what their reference kernels do.
 * One step of a recurrent net, from its gates, LSTMUnit and GRUUnit: {@code RecurrentUnit} holds
 * what they share, and sequences that have ended.
 *
 * <p>Read {@link org.duograph.ops.recurrent.RNN} first.
 */
package org.duograph.ops.recurrent;
