/**
 * TensorBoard's event files. A {@link org.duograph.tensorboard.FileWriter} writes what there is to
 * see of a run into a folder. {@link org.duograph.tensorboard.EventWriter} and {@link
 * org.duograph.tensorboard.EventReader} know the files, {@link org.duograph.tensorboard.Projector}
 * the files of embeddings. What a run of the session face tells of itself is made in {@code
 * org.duograph.session}.
 */
package org.duograph.tensorboard;
