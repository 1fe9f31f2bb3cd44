/**
 * Layers of Keras-like models, each a few lines in operations of the session face.
 *
 * <p>A {@code Layer} has a {@code Config}, all of its arguments by Keras' names; it says which
 * weights it needs for an input shape, what shape comes out, and appends its operations when it is
 * called. Layers that belong together, with their weights, live in one {@code Home}: a graph and a
 * session. Activations, initialisers and regularizers are said by a text, a {@code Spec}: {@code
 * "relu"}, {@code "l2(0.01)"}.
 *
 * <p>Read {@code Layer}, {@code Dense}, {@code KerasTensor}, {@code Calling}, {@code Home}, then
 * other layers: {@code Windows2D} and {@code Recurrent} are what families of them share. {@code
 * Layers} lists them by name for files; own layers join it.
 *
 * <p>What does not live here: models, losses and training ({@code org.duograph.keras}).
 */
package org.duograph.keras.layer;
