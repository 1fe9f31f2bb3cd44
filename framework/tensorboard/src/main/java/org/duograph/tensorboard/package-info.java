/**
 * TensorBoard's event files. A {@link org.duograph.tensorboard.FileWriter} writes what there is to
 * see of a run into a folder; {@link org.duograph.tensorboard.TensorBoard} does so for a training,
 * {@link org.duograph.tensorboard.BlobWatch} for the operators Print and Summarize of a workspace.
 * {@link org.duograph.tensorboard.EventWriter} and {@link org.duograph.tensorboard.EventReader}
 * know the files, {@link org.duograph.tensorboard.Projector} the files of embeddings. What a run of
 * the session face tells of itself is made in {@code org.duograph.session}; how a folder is shown,
 * in {@code org.duograph.tensorboard.board}.
 */
package org.duograph.tensorboard;
