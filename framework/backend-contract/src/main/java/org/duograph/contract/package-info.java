/**
 * The tests that every operator inherits, Duograph's own and those of other libraries. Start with
 * {@link org.duograph.contract.OperatorContract}.
 *
 * <p>Those of backends are in {@link org.duograph.backend.contract}.
 */
package org.duograph.contract;
