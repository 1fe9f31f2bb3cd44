/**
 * Graphs as TensorFlow's messages and files hold them.
 *
 * <p>What does not live here: what an operator means ({@code op}); building and running ({@code
 * session}); gradients in TensorFlow's operators ({@code gradient}).
 *
 * <p>Read in this order: {@code GraphDefWriter}, {@code FunctionWriter}, {@code GraphDefReader},
 * {@code RegionReader}, {@code FunctionReader}, {@code GraphFiles}, {@code Freeze}.
 */
package org.duograph.session.io;
