/**
 * One model on several devices: each has a replica of it, computes gradients of its own part of
 * every batch, and changes its parameters by the sum of all gradients, so that the replicas stay
 * the same. Caffe2 calls it {@code data_parallel_model}.
 *
 * <p>What becomes of a model is a net like any other, to be printed and read: the replicas one
 * after the other in name scopes ({@code gpu_0/}, {@code gpu_1/}), then Sums and Copies for the
 * gradients, then the updates. The plan carries numbers from device to device.
 *
 * <p>Where a model is trained by several processes ({@code Rendezvous}), its shards, an Allreduce
 * between the Sums and the Copies takes the gradients around all of them.
 *
 * <p>Read in this order: {@link org.duograph.workspace.parallel.DataParallel}, {@code
 * Parallelization}, which writes the net, {@code Replica}, {@code Split}, {@code Tree}, {@code
 * Rendezvous}.
 */
package org.duograph.workspace.parallel;
