package org.duograph.survey.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.duograph.survey.files.OwnersOnly;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mends folders of older servers, which every user of the computer could read: answers, names in
 * invitations, and the key that receipts come from.
 */
final class Permissions {
    private static final Logger LOG = LoggerFactory.getLogger(Permissions.class);
    private static final Set<String> OURS =
            Set.of("lock", "journal", "drafts", "database", "sketches");

    private Permissions() {}

    /** Leaves the folder to its owner, and says so if others had access. */
    static void mend(Path folder) {
        try {
            int restricted = 0;
            for (Path path : holdsOthers(folder) ? ours(folder) : List.of(folder)) {
                restricted += OwnersOnly.restrictAll(path);
            }
            if (restricted > 0) {
                LOG.warn(
                        "Other users of this computer had access to {} files and folders of {}; now"
                                + " they are their owner's only.",
                        restricted,
                        folder);
            }
        } catch (IOException e) {
            LOG.warn(
                    "Other users of this computer may have access to {}, and this could not be"
                            + " changed: {}. Take the permissions from them.",
                    folder,
                    e.toString());
        }
    }

    /** Whether folders lie there that are none of a server's, and may be meant for others. */
    private static boolean holdsOthers(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .anyMatch(path -> !OURS.contains(path.getFileName().toString()));
        }
    }

    private static List<Path> ours(Path folder) {
        return OURS.stream().map(folder::resolve).toList();
    }
}
