package org.duograph.workspace.model.rnn;

import java.util.List;

/**
 * The blobs that a cell writes when it has gone over a sequence.
 *
 * @param output what the next layer reads of all steps: steps x batch x size
 * @param states for each state, its values after all steps (steps x batch x size), then those after
 *     the last one (1 x batch x size)
 */
public record RnnOutputs(String output, List<String> states) {
    /** State {@code i} after all steps. */
    public String all(int i) {
        return state(i, 0);
    }

    /** State {@code i} after the last step. */
    public String last(int i) {
        return state(i, 1);
    }

    private String state(int i, int which) {
        if (i < 0 || 2 * i >= states.size()) {
            throw new IllegalArgumentException(
                    "The cell has %d states, numbered from 0; found %d"
                            .formatted(states.size() / 2, i));
        }
        return states.get(2 * i + which);
    }
}
