package org.duograph.keras.layer;

/**
 * Long short-term memory, whose gates stand in the order i f c o, and whose bias of f begins with
 * 1, along sequences [n, time, features].
 */
public final class LSTM extends Recurrent {
    LSTM() {}

    /** A layer of so many units. */
    public LSTM(int units) {
        with("units", Sizes.positive("lstm", "units", units));
    }

    @Override
    String operator() {
        return "LSTM";
    }
}
