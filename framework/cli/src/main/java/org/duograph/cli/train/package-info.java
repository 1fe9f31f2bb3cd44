/**
 * {@code duograph train}: trains a net that is a plain NetDef, with settings from a solver file.
 *
 * <p>{@code TrainCommand} reads the arguments; {@code Settings} checks a solver (the message {@code
 * Solver}) and knows what it means; {@code TrainingNets} makes of one forward net the nets that
 * initialise, train and test, and {@code InitialNumbers} what another net fills; {@code
 * TrainingRun} is the loop. What a run writes goes to its {@code OutputPlace}: {@code Snapshots},
 * which hold the {@code RunFacts}, and the {@code Export}.
 *
 * <p>{@code SparkTrainCommand} trains the same by the executors of a Spark application, to which it
 * sends a {@code SolverModel}.
 *
 * <p>What does not live here: layers and optimizers ({@code org.duograph.workspace.model}), images
 * ({@code org.duograph.data}).
 */
package org.duograph.cli.train;
