/**
 * Recurrent layers against PyTorch's, in turn on the same machine.
 *
 * <p>Read {@code Task} (what is trained), {@code Trainer} with its two implementations, and {@link
 * org.duograph.experiments.recurrent.InTurn}, which measures.
 */
package org.duograph.experiments.recurrent;
