/**
 * The tests that every measured framework inherits: it must compute and learn what {@link
 * org.duograph.experiments.harness.NetSpec} says, or its times would be those of other work.
 *
 * <p>A framework's test class implements {@link
 * org.duograph.experiments.contract.FrameworkContract}. What the numbers should be is computed by
 * {@link org.duograph.experiments.contract.SlowNet}, which can be read like a definition.
 */
package org.duograph.experiments.contract;
