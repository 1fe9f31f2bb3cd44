package org.duograph.workspace;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.duograph.graph.Suggestion;

/**
 * Several workspaces by name, one of which is current. Blobs and nets of one are invisible to the
 * others.
 */
public final class Workspaces implements AutoCloseable {
    /** The name of the workspace that is there without being asked for. */
    public static final String DEFAULT = "default";

    private final Map<String, Workspace> byName = new LinkedHashMap<>();
    private String current = DEFAULT;

    /** The current workspace; the default one comes to be when it is first asked for. */
    public Workspace current() {
        return byName.computeIfAbsent(current, name -> new Workspace());
    }

    /** The name of the current workspace. */
    public String currentWorkspace() {
        return current;
    }

    /** The names of all workspaces. */
    public Set<String> workspaces() {
        current();
        return Collections.unmodifiableSet(byName.keySet());
    }

    /**
     * Makes another workspace current.
     *
     * @param create whether to create it if there is none of that name
     * @throws NoSuchElementException if there is none and {@code create} is false
     */
    public Workspace switchWorkspace(String name, boolean create) {
        if (!create && !workspaces().contains(name)) {
            throw new NoSuchElementException(
                    "There is no workspace \"%s\"%s (there are %s)"
                            .formatted(
                                    name,
                                    Suggestion.among(name, byName.keySet()),
                                    byName.keySet()));
        }
        current = name;
        return current();
    }

    @Override
    public void close() {
        byName.values().forEach(Workspace::close);
        byName.clear();
    }
}
