/**
 * What the experiments measure, and how; the same code for every framework.
 *
 * <p>Read {@link org.duograph.experiments.harness.NetSpec} (what is built), then {@link
 * org.duograph.experiments.harness.Framework} and {@link org.duograph.experiments.harness.Model}
 * (what a framework must be able to do to be measured), {@link
 * org.duograph.experiments.harness.Request} and {@link
 * org.duograph.experiments.harness.Measurement} (what a process is asked and what it answers), then
 * {@link org.duograph.experiments.harness.Worker} (the process).
 *
 * <p>What does not live here: the frameworks. Each has a module of its own, and runs in a process
 * of its own.
 */
package org.duograph.experiments.harness;
