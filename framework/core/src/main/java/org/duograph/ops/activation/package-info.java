/**
 * Activations. The functions between layers, element by element or over a row.
 *
 * <p>Read {@link org.duograph.ops.activation.Relu} first.
 */
package org.duograph.ops.activation;
