package org.duograph.plan;

import java.util.List;
import org.duograph.backend.Kernel;
import org.duograph.backend.Lane;

/**
 * Steps in a row on one lane, which run as one kernel.
 *
 * @param lane where they run
 * @param first the number of the first
 * @param kernels one for each step
 * @param joined runs them all
 * @param isOnHost whether the host itself runs the step, which then is the only one
 */
record Stretch(Lane lane, int first, List<Kernel> kernels, Kernel joined, boolean isOnHost) {
    /** The number of the last step. */
    int last() {
        return first + kernels.size() - 1;
    }

    /** Runs all, so that what comes next on any lane finds what they have written. */
    void run() {
        joined.run();
        lane.handOver();
    }

    /** What the lane says of the kernels in a row. */
    String note() {
        String said = kernels.get(0) == joined ? "" : lane.describe(joined);
        return said.isEmpty() ? "" : " (" + said + ")";
    }

    /** For example {@code 4-12}. */
    String range() {
        return last() == first ? "" + first : first + "-" + last();
    }

    /** Frees what joining made; the kernels themselves are not its own. */
    void close() {
        if (kernels.get(0) != joined) {
            joined.close();
        }
    }
}
