package org.duograph.session.rnn;

/**
 * The long short-term memory without options: {@link LstmCell} with variables that are called
 * {@code basic_lstm_cell/kernel} and {@code basic_lstm_cell/bias}.
 */
public final class BasicLstmCell extends LstmCell {
    /** With a forget bias of 1. */
    public BasicLstmCell(int units) {
        super(units, "basic_lstm_cell");
    }
}
