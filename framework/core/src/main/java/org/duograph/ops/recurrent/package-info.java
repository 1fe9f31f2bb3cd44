/**
 * Recurrent units. One step of a recurrent net. {@code RecurrentUnit} holds what they share: gates,
 * and sequences that have ended.
 *
 * <p>Read {@link org.duograph.ops.recurrent.GRUUnit} first.
 */
package org.duograph.ops.recurrent;
