package org.duograph.serving.versions;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which of the versions that a folder has are to be loaded.
 *
 * @param latest how many of the highest numbers; 0 for all
 * @param specific these numbers instead, if there are any
 */
public record VersionPolicy(int latest, List<Long> specific) {
    /** The highest number alone. */
    public static final VersionPolicy LATEST = new VersionPolicy(1, List.of());

    /** All there are. */
    public static final VersionPolicy ALL = new VersionPolicy(0, List.of());

    public VersionPolicy {
        specific = List.copyOf(specific);
    }

    /** The wanted ones of those that are there. */
    SortedSet<Long> wanted(SortedSet<Long> there) {
        SortedSet<Long> wanted = new TreeSet<>(there);
        if (!specific.isEmpty()) {
            wanted.retainAll(specific);
        } else {
            while (latest > 0 && wanted.size() > latest) {
                wanted.remove(wanted.first());
            }
        }
        return wanted;
    }
}
