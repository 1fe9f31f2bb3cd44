package org.duograph.keras.layer;

/**
 * Gated recurrent units, whose gates stand in the order z r h, along sequences [n, time, features].
 */
public final class GRU extends Recurrent {
    GRU() {}

    /** A layer of so many units. */
    public GRU(int units) {
        with("units", Sizes.positive("gru", "units", units));
    }

    @Override
    String operator() {
        return "GRU";
    }
}
