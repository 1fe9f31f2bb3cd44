/**
 * The experiments: programs that measure and report.
 *
 * <p>{@link org.duograph.experiments.Reproduce} is the main job: the paper's 6-layer network on
 * CIFAR-10, trained and tested by {@code Cifar10Run}, reported by {@code RunReport}.
 *
 * <p>{@link org.duograph.experiments.Soak} trains the same network for thousands of steps and says
 * whether memory stays flat: {@code Footprint} is one look at it, {@code Trend} the judgement.
 *
 * <p>{@code WorkspaceFramework} and {@code WorkspaceModel} are Duograph as the harness measures it.
 */
package org.duograph.experiments;
