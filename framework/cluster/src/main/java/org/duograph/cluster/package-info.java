/**
 * Processes that work together, on one machine or on several: a {@link org.duograph.cluster.Group}
 * of peers, which sum, spread and gather numbers over plain sockets.
 *
 * <p>Every wait has a deadline. A peer that died, froze, left or does something else ends it with a
 * {@link org.duograph.cluster.PeerException} that names the peer. Sums are made in an order that
 * depends on nothing but the number of peers, so all get the same bits, and so does the next run.
 *
 * <p>What does not live here: what the numbers are. This package needs nothing but {@code
 * java.base}.
 *
 * <p>Read in this order: {@code Group}, {@code Meeting} and its three ways ({@code HostList},
 * {@code Folder}, {@code Exchange}), {@code Ring}; then how bytes move: {@code Transfer}, {@code
 * Link}, {@code Frame}, {@code Part}; then how peers find and watch each other: {@code Entrance},
 * {@code Greeting}, {@code Pulse}. Processes that are no group but ask each other: {@code Desk},
 * {@code Inquirer}, {@code Line}.
 */
package org.duograph.cluster;
