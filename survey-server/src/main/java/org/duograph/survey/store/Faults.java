package org.duograph.survey.store;

import java.io.IOException;

/** Where tests can look, or fail, on the way from a request to its acknowledgement. */
interface Faults {
    /** The steps of one group of changes, in order. */
    enum Point {
        DECIDED,
        WRITTEN,
        FORCED,
        COMMITTED
    }

    Faults NONE = point -> {};

    void at(Point point) throws IOException;
}
