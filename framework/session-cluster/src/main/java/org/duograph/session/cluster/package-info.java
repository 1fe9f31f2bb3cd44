/**
 * TensorFlow 1's way of several machines: sessions whose steps run on tasks of a cluster.
 *
 * <pre>{@code
 * ClusterSpec cluster =
 *         ClusterSpec.of("ps", "10.0.0.1:2222").and("worker", "10.0.0.2:2222", "10.0.0.3:2222");
 * Server server = new Server(cluster, "worker", 0, ClusterOptions.DEFAULT);
 * try (Scope s = graph.device(ReplicaDeviceSetter.of(cluster, server.name()))) {
 *     loss = ...
 * }
 * Session session = server.session(graph);
 * }</pre>
 *
 * <p>Each process has a {@link org.duograph.session.cluster.Server}. A session cuts each step by
 * the devices of its operations into the parts of the tasks; where a tensor is made on one task and
 * read on another, the reader fetches it. Variables live on the task on which they are placed, by
 * name, and all sessions share them.
 *
 * <p>What does not live here: how bytes go over sockets ({@code org.duograph.cluster}), and what
 * operations mean ({@code org.duograph.session}).
 *
 * <p>Read in this order: {@code ClusterSpec}, {@code TaskName}, {@code Server}, {@code
 * ClusterSession}, {@code ClusterOptions}, {@code ReplicaDeviceSetter}, {@code
 * SyncReplicasOptimizer}, {@code MonitoredTrainingSession}, {@code TaskException}; then how a step
 * is cut: {@code Placer}, {@code Levels}, {@code Cut}, {@code PieceGraph}, {@code Part}, {@code
 * Piece}; then how it runs: {@code ClusterMaster}, {@code ClusterStep}, {@code Contact}, {@code
 * Question}, {@code Packet}, {@code Task}, {@code PreparedPart}, {@code Rendezvous}, {@code Shelf}.
 */
package org.duograph.session.cluster;
