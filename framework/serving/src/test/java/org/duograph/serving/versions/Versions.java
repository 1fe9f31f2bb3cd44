package org.duograph.serving.versions;

import java.util.List;
import org.duograph.serving.model.Model;

/** Versions without files. */
public final class Versions {
    private Versions() {}

    /** A version in use; release it. */
    public static ModelVersion inUse(Model model) {
        ModelVersion version =
                new ModelVersion("test", 1, () -> model, new Loading("", true, 1, List.of()));
        version.use();
        return version;
    }
}
