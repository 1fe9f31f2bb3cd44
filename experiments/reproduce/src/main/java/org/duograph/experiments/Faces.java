package org.duograph.experiments;

import org.duograph.backend.Backend;
import org.duograph.backend.BackendChoice;
import org.duograph.experiments.harness.Framework;
import org.duograph.graph.Device;

/** Finds Duograph by name; its variants are its two faces, and the backend in pure Java. */
public final class Faces implements Framework.Provider {
    @Override
    public String name() {
        return "duograph";
    }

    @Override
    public Framework open(String variant) {
        return switch (variant) {
            case "workspace", "vector" -> new WorkspaceFramework();
            case "session" -> new SessionFramework();
            default ->
                    throw new IllegalArgumentException(
                            "Duograph has no variant \"%s\"; it has workspace, session and vector"
                                    .formatted(variant));
        };
    }

    /**
     * The backend, if it is of the kind that was asked for by {@code -Dduograph.backend}: nothing
     * else is measured in its name.
     *
     * @throws IllegalStateException if it is another
     */
    static Backend requireAsked(Backend backend) {
        Device asked = BackendChoice.byDefault().device();
        if (!asked.isAny() && !asked.backend().equals(backend.name())) {
            throw new IllegalStateException(
                    "Backend %s was to be measured, but can't be used here; the log says why"
                            .formatted(asked));
        }
        return backend;
    }

    /** What a model takes of a GPU, if it computes on one. */
    static long deviceBytes(Backend backend) {
        return backend.kind().equals(Device.GPU) ? backend.liveBytes() : 0;
    }
}
