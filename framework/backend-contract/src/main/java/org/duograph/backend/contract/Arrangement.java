package org.duograph.backend.contract;

import java.util.List;
import java.util.Map;
import org.duograph.backend.Layout;

/**
 * How the arrays of a node are arranged when it is run alone.
 *
 * @param given the layouts in which the inputs are brought
 * @param outputs which outputs are read
 * @param over for each output that is written over an input, which one; others have memory of their
 *     own
 */
record Arrangement(List<Layout> given, Outputs outputs, Map<Integer, Integer> over) {
    /** Which outputs are read. */
    enum Outputs {
        /** All of them. */
        ALL,
        /** Not those that are saved for the gradient. */
        NOT_SAVED
    }

    /** Each output has memory of its own. */
    Arrangement(List<Layout> given, Outputs outputs) {
        this(given, outputs, Map.of());
    }

    /** The same with outputs written over inputs. */
    Arrangement with(Map<Integer, Integer> over) {
        return new Arrangement(given, outputs, over);
    }
}
