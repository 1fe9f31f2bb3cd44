package org.duograph.plan;

import org.duograph.ops.Cost;

/**
 * What is known of a step before it runs.
 *
 * @param kind its operator, or {@code Copy} (to another backend), {@code Reorder} (into another
 *     layout) or {@code Assign} for what the plan itself does
 * @param label its operator and name, or what the plan itself does there
 * @param device where it runs; for a Copy, where its result stands
 * @param implementation what runs
 * @param isSlow whether that is a slow way, for want of a fast one
 * @param cost the arithmetic that the operator counts, 0 where it does not; bytes of its operands
 *     in the layouts that they have
 */
public record StepFacts(
        String kind,
        String label,
        String device,
        String implementation,
        boolean isSlow,
        Cost cost) {}
