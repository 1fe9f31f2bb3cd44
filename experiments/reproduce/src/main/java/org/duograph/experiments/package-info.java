/**
 * The experiments: programs that measure and report.
 *
 * <p>{@link org.duograph.experiments.Reproduce} is the main job: the paper's 6-layer network on
 * CIFAR-10, trained and tested by {@code Cifar10Run}, reported by {@code RunReport}.
 *
 * <p>{@link org.duograph.experiments.Soak} trains the same network for thousands of steps and says
 * whether memory stays flat: {@code Footprint} is one look at it, {@code Trend} the judgement.
 *
 * <p>{@code WorkspaceFramework} and {@code WorkspaceModel}, {@code SessionFramework} and {@code
 * SessionModel} are Duograph's two faces as the harness measures them; {@code Faces} finds them.
 */
package org.duograph.experiments;
