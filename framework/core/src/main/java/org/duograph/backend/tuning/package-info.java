/**
 * For backends over libraries that can compute the same in several ways: which way is fastest is
 * found out by timing.
 *
 * <p>An {@link org.duograph.backend.tuning.Alternative} is one way. {@link
 * org.duograph.backend.tuning.Tuner} runs them in turn and takes the fastest; {@link
 * org.duograph.backend.tuning.Choices} remembers what it took, so that the next plan is the same.
 * {@link org.duograph.backend.tuning.RefusedException} is how a way says that it can't.
 */
package org.duograph.backend.tuning;
