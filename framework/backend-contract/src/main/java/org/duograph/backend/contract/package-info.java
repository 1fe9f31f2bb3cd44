/**
 * The tests that every backend inherits: each operator of the catalogue that it can run must agree
 * with the reference kernel, in every layout that the backend may bring it.
 *
 * <p>A backend's test class implements {@link org.duograph.backend.contract.BackendContract} and
 * says how to open the backend. What to run stands in {@link org.duograph.backend.contract.Cases};
 * how one node is run alone, in {@link org.duograph.backend.contract.NodeRun}; whole gradients run
 * as plans, in {@link org.duograph.backend.contract.GradientRun}.
 */
package org.duograph.backend.contract;
