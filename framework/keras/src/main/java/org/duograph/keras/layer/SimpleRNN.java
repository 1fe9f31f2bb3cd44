package org.duograph.keras.layer;

/** A layer whose outputs go into its next step, along sequences [n, time, features]. */
public final class SimpleRNN extends Recurrent {
    SimpleRNN() {}

    /** A layer of so many units. */
    public SimpleRNN(int units) {
        with("units", Sizes.positive("simple_rnn", "units", units));
    }

    @Override
    String operator() {
        return "RNN";
    }
}
