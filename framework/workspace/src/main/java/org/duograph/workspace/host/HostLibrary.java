package org.duograph.workspace.host;

import java.util.List;

/**
 * Host operators that a jar brings for all workspaces. It is found by {@link
 * java.util.ServiceLoader}: the jar names its class in {@code
 * META-INF/services/org.duograph.workspace.host.HostLibrary}.
 */
@FunctionalInterface
public interface HostLibrary {
    /** The operators. */
    List<HostOperatorDef> operators();
}
