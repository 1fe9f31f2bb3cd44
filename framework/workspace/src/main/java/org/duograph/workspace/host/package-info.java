/**
 * Operators that deal with the world outside: files, databases, the terminal, user code. {@link
 * org.duograph.workspace.host.HostOperator} is what runs, {@link
 * org.duograph.workspace.host.HostOperatorDef} what is known about it, {@link
 * org.duograph.workspace.host.HostOperators} the list of those that every workspace has, some of
 * them from a {@link org.duograph.workspace.host.HostLibrary} of another jar, {@link
 * org.duograph.workspace.host.Hosts} what they are in a graph.
 *
 * <p>They reach blobs through {@link org.duograph.workspace.host.Surroundings} and know no
 * workspace. What does not live here: when they run ({@code workspace}), formats of files ({@code
 * io}).
 */
package org.duograph.workspace.host;
