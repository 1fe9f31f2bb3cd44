/**
 * The laboratory: runs the paper's experiments, each system in processes of its own, keeps what was
 * measured, and reports it.
 *
 * <p>What does not live here: what a process measures, and how ({@link
 * org.duograph.experiments.harness}), and the frameworks. None is on this class path.
 */
package org.duograph.experiments.lab;
