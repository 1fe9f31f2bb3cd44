/**
 * The experiments: programs that measure and report.
 *
 * <p>{@link org.duograph.experiments.Reproduce} is the main job: the paper's 6-layer network on
 * CIFAR-10, trained and tested by {@code Cifar10Run}, reported by {@code RunReport}.
 */
package org.duograph.experiments;
