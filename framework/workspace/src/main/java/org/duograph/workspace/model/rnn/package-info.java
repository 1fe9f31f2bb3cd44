/**
 * Recurrent nets as Caffe2's {@code rnn_cell} writes them: a cell is one step, and the operator
 * {@code RecurrentNetwork} runs it for each row of a sequence.
 *
 * <p>Read {@link org.duograph.workspace.model.rnn.RnnCell} first, then {@link
 * org.duograph.workspace.model.rnn.LstmCell}.
 */
package org.duograph.workspace.model.rnn;
