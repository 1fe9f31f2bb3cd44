package org.duograph.serving.versions;

import java.util.List;

/**
 * How versions are loaded.
 *
 * @param backend where they run, as text; empty for the best
 * @param lazy whether a version is loaded when it is first asked, instead of when it is found
 * @param runners how many threads may compute with it at the same time
 * @param batches the numbers of rows for which it gets ready before it is asked
 */
public record Loading(String backend, boolean lazy, int runners, List<Integer> batches) {
    public Loading {
        batches = List.copyOf(batches);
    }
}
