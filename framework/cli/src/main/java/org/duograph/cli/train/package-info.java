/**
 * {@code duograph train}: trains a net that is a plain NetDef, with settings from a solver file.
 *
 * <p>{@code TrainCommand} reads the arguments; {@code Settings} checks a solver (the message {@code
 * Solver}) and knows what it means; {@code TrainingNets} makes of one forward net the nets that
 * initialise, train and test; {@code TrainingRun} is the loop; {@code Snapshots} are the files.
 *
 * <p>What does not live here: layers and optimizers ({@code org.duograph.workspace.model}), images
 * ({@code org.duograph.data}).
 */
package org.duograph.cli.train;
