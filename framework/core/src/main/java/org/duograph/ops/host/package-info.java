/**
 * Host operators: Java code that runs in a plan like any other node, and reaches the world outside,
 * such as the terminal. {@link org.duograph.graph.HostCode} says what it may do.
 *
 * <p>Read {@link org.duograph.ops.host.Print} first.
 */
package org.duograph.ops.host;
