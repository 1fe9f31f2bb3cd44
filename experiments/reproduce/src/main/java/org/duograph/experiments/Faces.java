package org.duograph.experiments;

import org.duograph.experiments.harness.Framework;

/** Finds Duograph by name; its variants are its two faces. */
public final class Faces implements Framework.Provider {
    @Override
    public String name() {
        return "duograph";
    }

    @Override
    public Framework open(String variant) {
        return switch (variant) {
            case "workspace" -> new WorkspaceFramework();
            case "session" -> new SessionFramework();
            default ->
                    throw new IllegalArgumentException(
                            "Duograph has no variant \"%s\"; it has workspace and session"
                                    .formatted(variant));
        };
    }
}
