/**
 * Signals. Operators for sound and other series: Fourier transforms, frames, windows, mel scales.
 *
 * <p>A short-time Fourier transform is {@code Frames}, a product with a window and {@code DFT}.
 * Read {@link org.duograph.ops.signal.DFT} first.
 */
package org.duograph.ops.signal;
